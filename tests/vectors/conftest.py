"""The tests of vectors need what the extra ``dense`` installs, and ``onnx`` to make models with."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = (
    [] if all(map(find_spec, ("onnx", "onnxruntime", "tokenizers"))) else ["test_vectors_encoder.py", "test_vectors_folder.py", "test_vectors_command.py"]
)  # fmt: skip
