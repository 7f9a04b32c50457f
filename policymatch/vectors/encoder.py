"""Texts and questions to vectors of length one, by whatever model a folder holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import ModelError
from policymatch.vectors.folder import Model, read_folder
from policymatch.vectors.stamp import model_stamp

_AT_ONCE = 512
"""Texts that are cut into tokens at a time; what is sorted by length to run together."""


class Runner(Protocol):
    """What gives vectors of any length for texts."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of some texts, (texts, dim)."""


class Encoder:
    """A model that is open. ``stamp`` names what decides its vectors; ``notes`` are Chinese sentences for the user."""

    def __init__(self, model: Model, runner: Runner) -> None:
        self._model = model
        self._runner = runner
        self.notes = model.guessed
        self.query_prefix = model.query_prefix
        self.dim = self.encode(["资金"], query=False).shape[1]

    @cached_property
    def stamp(self) -> str:
        """Sixteen signs; vectors of another stamp are of another space and must not be compared."""
        return model_stamp(self._model)

    def encode(self, texts: Sequence[str], *, query: bool) -> NDArray[np.float32]:
        """Vectors of length one, (texts, dim); ``query`` puts before each what the model wants before questions.

        What exceeds the model's length is cut off. Raises ModelError.
        """
        prefix = self._model.query_prefix if query else self._model.text_prefix
        parts = [
            self._normal([prefix + text for text in texts[begin : begin + _AT_ONCE]])
            for begin in range(0, len(texts), _AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty((0, self.dim), dtype=np.float32)

    def _normal(self, texts: Sequence[str]) -> NDArray[np.float32]:
        found = self._runner.vectors(texts)
        if found.ndim != 2 or len(found) != len(texts) or not found.shape[1]:
            raise ModelError(f"模型给出的向量形状不对：{found.shape}", "换一个句向量模型，或重新导出")
        # In double precision a vector of large numbers does not overflow when it is squared.
        lengths = np.linalg.norm(found.astype(np.float64), axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not lengths.all():
            raise ModelError(
                "模型算出的向量不是有效数字（NaN、无穷大或全零）",
                "模型文件可能已损坏或半精度导出溢出；换一份或重新导出",
            )
        normal: NDArray[np.float32] = (found / lengths).astype(np.float32)
        return normal


def open_encoder(
    folder: Path, *, pooling: str | None = None, query_prefix: str | None = None, max_length: int | None = None
) -> Encoder:
    """Open the model of a folder, or an ONNX file in one; what is given overrides what the folder says of itself.

    Nothing is downloaded, no code of the folder is run. Raises ModelError.
    """
    model = read_folder(folder, pooling=pooling, query_prefix=query_prefix, max_length=max_length)
    runner: Runner
    if model.onnx is not None:
        from policymatch.vectors.onnx_model import OnnxModel

        runner = OnnxModel(model)
    else:
        from policymatch.vectors.torch_model import TorchModel

        runner = TorchModel(model)
    return Encoder(model, runner)
