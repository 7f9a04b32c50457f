"""Texts to numbers of tokens, by the tokenizer of the model's folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from policymatch.errors import ModelError, PolicyMatchError
from policymatch.vectors.configs import read_object
from policymatch.vectors.folder import Model

_LARGEST = 256 * 1024 * 1024
_CHARS_PER_TOKEN = 32
"""Characters of a text looked at for each token the model takes; words of forms of policy have one to five."""

INSTALL_HINT = "运行 pip install 'policymatch[dense]'"


@contextmanager
def model_faults(message: str, hint: str) -> Iterator[None]:
    """Turn whatever a library says of a broken model into a ModelError; Rust's panics are no ``Exception``."""
    try:
        yield
    except (PolicyMatchError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as error:
        raise ModelError("内存不够，无法运行这个模型", "换一个小些的模型，如 bge-small-zh-v1.5") from error
    except BaseException as error:
        why = " ".join(str(error).split())[:160]
        raise ModelError(f"{message}：{why}", hint) from error


class Tokens:
    """The tokenizer of a model, for texts of up to ``limit`` tokens.

    ``pad`` is the number that fills up shorter texts, ``highest`` the highest there is. Raises ModelError.
    """

    def __init__(self, model: Model, limit: int) -> None:
        try:
            import tokenizers  # noqa: F401
        except ImportError as error:
            raise ModelError("没有安装句向量所需的组件 tokenizers", INSTALL_HINT) from error
        if model.tokenizer is None:
            raise ModelError(
                "模型文件夹里没有分词器（tokenizer.json 或 vocab.txt）", "从原模型复制 tokenizer.json 到文件夹里"
            )
        if model.tokenizer.stat().st_size > _LARGEST:
            raise ModelError("分词器文件过大", "重新复制一份完整的模型文件夹")
        self._chars = limit * _CHARS_PER_TOKEN
        self._lower = model.lower
        with model_faults("分词器文件已损坏", "从原模型重新复制 tokenizer.json"):
            self._tokenizer = _open(model)
            padding = self._tokenizer.padding
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(limit)
            self.pad = int(padding["pad_id"]) if padding else self._pad(model)
            self.highest = max(self._tokenizer.get_vocab(with_added_tokens=True).values(), default=-1)
        if self.highest < 0:
            raise ModelError("分词器里没有一个词", "从原模型重新复制 tokenizer.json")

    def _pad(self, model: Model) -> int:
        for token in ("[PAD]", "<pad>"):
            number = self._tokenizer.token_to_id(token)
            if number is not None:
                return int(number)
        return model.pad

    def numbers(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text, the model's special ones included, at most as many as it takes."""
        # A lone surrogate, which a damaged text may hold, is no UTF-8.
        cut = [text[: self._chars].encode("utf-8", "replace").decode("utf-8") for text in texts]
        with model_faults("分词器无法处理文字", "从原模型重新复制 tokenizer.json"):
            found = self._tokenizer.encode_batch([text.lower() for text in cut] if self._lower else cut)
            # A tokenizer without special ones makes nothing of an empty text.
            return [encoding.ids or [self.pad] for encoding in found]


def _open(model: Model) -> Any:
    path = model.tokenizer
    assert path is not None
    if path.name == "tokenizer.json":
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(path))
    implementations: Any = import_module("tokenizers.implementations")  # which does not say what it exports
    config = read_object(path.parent / "tokenizer_config.json")
    made = implementations.BertWordPieceTokenizer(str(path), lowercase=config.get("do_lower_case", True) is not False)
    return made._tokenizer
