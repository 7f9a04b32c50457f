"""Which model made a vector: a short name for everything that decides the vectors of texts."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from policymatch.errors import ModelError
from policymatch.vectors.folder import Model

_VERSION = 1
"""Raise it when the same model would give other vectors."""
_SAMPLES = 64
_SAMPLE = 64 * 1024
_GRAPH = 64 * 1024 * 1024
"""Bytes of an ONNX file beyond which it holds its tensors itself."""
_CONFIGS = (
    "config.json",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer_config.json",
    "1_Pooling/config.json",
)


def model_stamp(model: Model) -> str:
    """Sixteen signs that differ where the vectors would.

    Weights have gigabytes, and reading all of them would cost each question seconds. Their size and 64 samples spread
    over the file stand for them: training changes every tensor, and two models that agree in all samples are one. What
    is put before questions is left out, because texts are encoded without it.
    """
    settings = (_VERSION, model.pooling, model.max_length, model.text_prefix, model.lower, model.modules)
    digest = hashlib.sha256(json.dumps(settings).encode())
    try:
        for path in _deciding(model):
            digest.update(f"\0{path.relative_to(model.root).as_posix()}\0{path.stat().st_size}\0".encode())
            _add_samples(digest, path)
    except (OSError, ValueError) as error:
        raise ModelError(f"无法读取模型文件：{error}", "检查模型文件夹的读取权限") from error
    return digest.hexdigest()[:16]


def _deciding(model: Model) -> list[Path]:
    """The files that decide vectors: weights with their external data, tokenizer, configurations."""
    found = {model.root / name for name in _CONFIGS}
    if model.tokenizer is not None:
        found.add(model.tokenizer)
    if model.onnx is not None:
        found.add(model.onnx)
        found.update(_named_in(model.onnx))
    else:
        found.update(path for end in ("*.safetensors", "*.bin") for path in model.root.rglob(end))
    return sorted(path for path in found if path.is_file())


def _named_in(onnx: Path) -> list[Path]:
    """The files beside a graph that it names: large exports keep their tensors there, and the graph itself is small."""
    if onnx.stat().st_size > _GRAPH:
        return []
    graph = onnx.read_bytes()
    return [path for path in onnx.parent.iterdir() if path.name.encode("utf-8", "surrogateescape") in graph]


def _add_samples(digest: hashlib._Hash, path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _SAMPLES * _SAMPLE:
            digest.update(file.read())
            return
        for number in range(_SAMPLES):
            file.seek((size - _SAMPLE) * number // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
