"""Running a folder that only holds weights of PyTorch, with sentence-transformers where the user has installed it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import ModelError
from policymatch.paths import shown
from policymatch.vectors.folder import EXPORT_HINT, Model
from policymatch.vectors.tokens import model_faults

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # A .bin is a pickle; with this torch.load takes nothing but tensors from it, whoever calls it.
    "TORCH_FORCE_WEIGHTS_ONLY_LOAD": "1",
}
_BATCH = 16


class TorchModel:
    """A model of sentence-transformers, offline and without code of the folder. Raises ModelError."""

    def __init__(self, model: Model) -> None:
        if model.modules or not (model.root / "modules.json").is_file():
            # Of what else a folder may name (activations of a Dense layer) sentence-transformers imports anything.
            what = f"有 {'、'.join(map(shown, model.modules))} 层" if model.modules else "没有 modules.json"
            raise ModelError(f"模型文件夹里只有 PyTorch 权重，而且{what}，不能直接用", EXPORT_HINT)
        os.environ.update(_OFFLINE)  # before the import, which is when they are read
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError("模型文件夹里只有 PyTorch 权重，没有 ONNX 文件", EXPORT_HINT) from error
        _be_quiet()
        with model_faults("模型无法用 sentence-transformers 打开", EXPORT_HINT):
            self._transformer = SentenceTransformer(
                str(model.root),
                device="cpu",
                local_files_only=True,
                trust_remote_code=False,
                backend="torch",
            )
            self._transformer.max_seq_length = model.max_length

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of some texts. Prefixes stand in the texts already, so no prompt is added."""
        with model_faults("模型运行出错", EXPORT_HINT):
            found = self._transformer.encode(
                list(texts), batch_size=_BATCH, prompt="", convert_to_numpy=True, show_progress_bar=False
            )
        return np.asarray(found, dtype=np.float32)


def _be_quiet() -> None:
    """No bars of the library's own beside ours."""
    with contextlib.suppress(ImportError, AttributeError):
        from transformers.utils import logging

        logging.disable_progress_bar()
