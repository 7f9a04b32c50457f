"""Running a model that was exported to ONNX, with onnxruntime on the processor."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policymatch.errors import ModelError
from policymatch.paths import shown
from policymatch.vectors.folder import EXPORT_HINT, Model
from policymatch.vectors.pooling import pool
from policymatch.vectors.tokens import INSTALL_HINT, Tokens, model_faults

_CELLS = 2 * 1024 * 1024
"""Texts × tokens² of one run: attention of twelve heads then takes about 100 MB."""
_PATIENCE = 300.0
"""Seconds for one batch, which takes the largest models on a slow machine half a minute."""
_MOST = 64
_LONGEST = 4096
"""Tokens of a text up to which a model may insist on a number."""
_WHOLE = ("sentence_embedding", "sentence_embeddings", "dense_vecs", "text_embeds", "embedding", "embeddings")
"""Outputs that are a vector for each text, pooled by the export itself."""
_TOKENWISE = ("last_hidden_state", "token_embeddings", "hidden_states")
_TYPES = {"tensor(int64)": np.int64, "tensor(int32)": np.int32}


class OnnxModel:
    """A session with what is known of its inputs and outputs. Raises ModelError."""

    def __init__(self, model: Model) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError("没有安装句向量所需的组件 onnxruntime", INSTALL_HINT) from error
        self._model = model
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4  # what goes wrong is raised, and in Chinese
        options.enable_cpu_mem_arena = False  # it keeps the largest batch's memory for good
        with model_faults(
            "ONNX 模型已损坏或不受支持", f"重新复制 .onnx 文件（连同 .onnx_data），或重新导出。{EXPORT_HINT}"
        ):
            self._session = onnxruntime.InferenceSession(str(model.onnx), options, providers=["CPUExecutionProvider"])
            inputs = self._session.get_inputs()
        self._inputs = {_role(given.name): given for given in inputs}
        if len(self._inputs) < len(inputs) or not {"ids"} <= self._inputs.keys() <= {"ids", "mask", "types", "places"}:
            raise _not_for_texts("输入", [given.name for given in inputs])
        if any(given.type not in _TYPES for given in inputs):
            raise _not_for_texts("输入的类型", [f"{given.name}: {given.type}" for given in inputs])
        self._batch, self._length = _fixed(self._inputs["ids"].shape)
        self._tokens = Tokens(model, self._length or model.max_length)
        if model.vocabulary is not None and self._tokens.highest >= model.vocabulary:
            raise _mismatch()
        self._output = self._find_output()

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of some texts, not normalised. Texts of a like length run together."""
        numbers = self._tokens.numbers(texts)
        order = sorted(range(len(numbers)), key=lambda at: len(numbers[at]))
        found: NDArray[np.float32] | None = None
        begin = 0
        while begin < len(order):
            end = self._batch_end(numbers, order, begin)
            part = self._run([numbers[at] for at in order[begin:end]])
            if found is None:
                found = np.empty((len(texts), part.shape[1]), dtype=np.float32)
            found[order[begin:end]] = part
            begin = end
        return np.empty((0, 0), dtype=np.float32) if found is None else found

    def _batch_end(self, numbers: Sequence[Sequence[int]], order: Sequence[int], begin: int) -> int:
        if self._batch:
            return min(begin + self._batch, len(order))
        end = begin + 1
        while end < len(order) and end - begin < _MOST:
            length = len(numbers[order[end]])  # lengths rise, so the last text's is the batch's
            if (end - begin + 1) * length**2 > _CELLS or (
                "mask" not in self._inputs and length != len(numbers[order[begin]])
            ):
                break
            end += 1
        return end

    def _run(self, numbers: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The vectors of one batch."""
        ids, mask = self._arrays(numbers)
        with model_faults("模型运行出错", f"分词器和模型要出自同一个文件夹。{EXPORT_HINT}"):
            (output,) = self._execute([self._output], ids, mask)
        found = np.asarray(output, dtype=np.float32)
        if len(found) != len(ids) or found.ndim not in (2, 3) or (found.ndim == 3 and found.shape[1] != ids.shape[1]):
            raise _not_for_texts("输出的形状", [f"{self._output}: {found.shape}"])
        if found.ndim == 3:
            found = pool(found, mask, self._model.pooling)
        return found[: len(numbers)]

    def _execute(self, names: Sequence[str], ids: NDArray[np.int64], mask: NDArray[np.int64]) -> list[Any]:
        """The outputs of those names for one batch. Raises what onnxruntime does, ModelError where it takes too long."""
        from onnxruntime import RunOptions

        options = RunOptions()
        options.log_severity_level = 4
        # A graph may hold a loop without end.
        watch = threading.Timer(_PATIENCE, setattr, (options, "terminate", True))
        watch.daemon = True
        watch.start()
        try:
            found: list[Any] = self._session.run(names, self._feed(ids, mask), options)
        except Exception as error:
            if options.terminate:
                raise ModelError(
                    f"模型运行了 {_PATIENCE:g} 秒还没有结果，已停止", "换一个小些的或可信的模型"
                ) from error
            raise
        finally:
            watch.cancel()
        return found

    def _arrays(self, numbers: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Tokens filled up to one length, and where there are any; rows are added where the model has a fixed number."""
        width = self._length or max(map(len, numbers))
        ids = np.full((self._batch or len(numbers), width), self._tokens.pad, dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, given in enumerate(numbers):
            ids[row, : len(given)] = given
            mask[row, : len(given)] = 1
        mask[len(numbers) :, 0] = 1  # attention over nothing is no number
        return ids, mask

    def _feed(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> Mapping[str, NDArray[Any]]:
        feed = {}
        for role, given in self._inputs.items():
            match role:
                case "ids":
                    values = ids
                case "mask":
                    values = mask
                case "types":
                    values = np.zeros_like(ids)
                case _:
                    values = np.broadcast_to(np.arange(ids.shape[1]), ids.shape)
            feed[given.name] = np.ascontiguousarray(values, dtype=_TYPES[given.type])
        return feed

    def _find_output(self) -> str:
        """The output to use, told by what a probe gives: exports often leave their shapes open.

        A second probe holds the highest token the tokenizer knows, which shows one that belongs to another model.
        """
        ids, mask = self._arrays(self._tokens.numbers(["资金申请条件"]))
        names: list[str] = [output.name for output in self._session.get_outputs()]
        with model_faults("模型运行出错", EXPORT_HINT):
            ranks = {name: np.ndim(value) for name, value in zip(names, self._execute(names, ids, mask), strict=True)}
        whole = [name for name in _WHOLE if ranks.get(name) == 2]
        tokenwise = [name for name in (*_TOKENWISE, *names) if ranks.get(name) == 3]
        flat = [name for name in names if ranks[name] == 2 and name != "pooler_output"]
        chosen = next(iter(whole or tokenwise or flat), None)
        if chosen is None:
            raise _not_for_texts("输出", [f"{name}（{rank} 维）" for name, rank in ranks.items()])
        if self._model.modules and ranks[chosen] == 3:
            raise ModelError(
                f"模型在汇聚之后还有 {'、'.join(map(shown, self._model.modules))} 层，导出的 ONNX 里没有",
                "导出时把整个模型连同 sentence_embedding 输出一起导出，或换一个模型",
            )
        highest = np.array(ids)
        highest[0, int(mask[0].sum()) // 2] = self._tokens.highest
        try:
            self._execute([chosen], highest, mask)
        except ModelError:
            raise
        except Exception as error:
            raise _mismatch() from error
        return chosen


def _role(name: str) -> str:
    """What an input is for, by the names that exporters give."""
    low = name.lower()
    for role, words in (("mask", ("mask",)), ("types", ("type", "segment")), ("places", ("position",))):
        if any(word in low for word in words):
            return role
    return "ids" if any(word in low for word in ("id", "token")) or low in ("input", "inputs", "x") else name


def _fixed(shape: Sequence[Any]) -> tuple[int, int]:
    """The number of texts and of tokens that a model insists on; 0 where it takes any."""
    sides = [side if isinstance(side, int) and side > 0 else 0 for side in shape]
    if len(sides) != 2 or sides[0] > _MOST or sides[1] > _LONGEST:
        raise _not_for_texts("输入的形状", [str(list(shape))])
    return sides[0], sides[1]


def _not_for_texts(what: str, found: Sequence[str]) -> ModelError:
    words = "、".join(map(shown, found[:9])) or "没有"
    return ModelError(f"这个 ONNX 模型不像句向量模型，{what}是：{words}", EXPORT_HINT)


def _mismatch() -> ModelError:
    return ModelError("分词器的词比模型认得的多，两者不是一套", "从同一个模型复制 tokenizer.json 和 .onnx 文件")
