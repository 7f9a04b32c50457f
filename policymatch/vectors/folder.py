"""What a model's folder says of itself: where its weights and tokenizer are, how tokens become one vector, prefixes.

Three layouts are read: a plain ONNX export, that of sentence-transformers (modules.json, 1_Pooling/config.json,
sentence_bert_config.json, config_sentence_transformers.json) and that of optimum (onnx/model.onnx). Where the folder
says nothing the model's name decides, and ``Model.guessed`` says so to the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policymatch.errors import ModelError
from policymatch.paths import shown
from policymatch.vectors.configs import count_of, read_json, read_object, text_of

LONGEST = 1024
"""Tokens beyond which a text is cut whatever the model can take: attention costs memory by the square of them."""
_USUAL = 512
POOLINGS = ("cls", "mean", "max", "last", "weightedmean")
_POOLING_KEYS = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean",  # the same but for its length, which normalising takes away
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "last",
}
_POOLING_NAMES = {"lasttoken": "last", "mean_sqrt_len_tokens": "mean"}
_ONNX = (
    "model.onnx", "onnx/model.onnx", "model_optimized.onnx", "onnx/model_optimized.onnx",
    "model_quantized.onnx", "onnx/model_quantized.onnx",
)  # fmt: skip
_TORCH = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")
_DECODERS = frozenset({"qwen2", "qwen3", "llama", "mistral", "gemma", "gemma2", "gpt2", "gpt_neox", "phi3"})
_OFFSET_POSITIONS = frozenset({"roberta", "xlm-roberta", "camembert", "mpnet", "xlm-roberta-xl"})

_PREFIXES = (
    # name, before questions, before texts; as their authors' model cards give them
    (re.compile(r"bge-(?:small|base|large)-zh"), "为这个句子生成表示以用于检索相关文章：", ""),
    (re.compile(r"bge-(?:small|base|large)-en"), "Represent this sentence for searching relevant passages: ", ""),
    (re.compile(r"(?:^|[-_/ ])e5-(?!mistral)"), "query: ", "passage: "),
)
_QUERY_PROMPTS = ("query", "retrieval.query", "search_query", "s2p_query", "s2p")
_TEXT_PROMPTS = ("document", "passage", "retrieval.passage", "search_document", "corpus")

EXPORT_HINT = (
    "在能用 PyTorch 的电脑上导出成 ONNX 再用：pip install 'optimum[onnxruntime]' sentence-transformers，"
    "然后 optimum-cli export onnx --model 模型文件夹 --task feature-extraction 新文件夹，"
    "并把原文件夹里的 1_Pooling、modules.json 和各个 json 配置一并复制过去"
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model as its folder describes it. ``onnx`` is None where the folder only holds weights of PyTorch.

    ``max_length`` is in tokens; ``modules`` are further layers after pooling (Dense), which only sentence-transformers
    or an export with a sentence_embedding can run; ``guessed`` are Chinese sentences on what the folder left open.
    """

    root: Path
    onnx: Path | None
    tokenizer: Path | None
    pooling: str
    max_length: int
    query_prefix: str
    text_prefix: str
    lower: bool
    pad: int
    vocabulary: int | None
    modules: tuple[str, ...]
    guessed: tuple[str, ...]


def read_folder(
    path: Path, *, pooling: str | None = None, query_prefix: str | None = None, max_length: int | None = None
) -> Model:
    """Read a model's folder, or the folder of an ONNX file; what is given overrides what the folder says.

    Raises ModelError.
    """
    root = _root_of(path) if path.suffix.lower() == ".onnx" and path.is_file() else path
    if not root.is_dir():
        raise ModelError(f"没有模型文件夹“{shown(path)}”", "写明放着句向量模型的文件夹，例如 bge-small-zh-v1.5")
    inner, pooling_folder, modules = _modules(root)
    config = read_object(inner / "config.json")
    names = " ".join((*_names(root), text_of(config, "_name_or_path"))).lower()
    onnx = path if root != path else _onnx_file(inner, root)
    if onnx is None and not any((folder / name).is_file() for folder in (inner, root) for name in _TORCH):
        raise ModelError(f"“{shown(path)}”里没有模型：既没有 .onnx 文件，也没有 PyTorch 权重", EXPORT_HINT)
    guessed: list[str] = []
    how = pooling or _pooling(pooling_folder, config, names, guessed)
    if how not in POOLINGS:
        raise ModelError(f"不支持汇聚方式“{shown(how)}”", f"可用的有：{'、'.join(POOLINGS)}")
    query, text = _prefixes(read_object(root / "config_sentence_transformers.json"), names)
    return Model(
        root=root,
        onnx=onnx,
        tokenizer=_tokenizer_file(inner, root, onnx),
        pooling=how,
        max_length=min(max_length or _max_length(inner, root, config), LONGEST),
        query_prefix=query if query_prefix is None else query_prefix,
        text_prefix=text,
        lower=read_object(inner / "sentence_bert_config.json").get("do_lower_case") is True,
        pad=_pad(config),
        vocabulary=count_of(config, "vocab_size"),
        modules=modules,
        guessed=tuple(guessed),
    )


def _names(root: Path) -> tuple[str, ...]:
    """What the folder is called; the hub's cache has the name two folders up, models--BAAI--bge-small-zh."""
    real = root.resolve()
    return (root.name, real.name, *([real.parent.parent.name] if real.parent.name == "snapshots" else []))


def _root_of(onnx: Path) -> Path:
    """The model's folder of an ONNX file: optimum puts it into a folder of its own below the configurations."""
    above = onnx.parent.parent
    nested = onnx.parent.name == "onnx" and any((above / name).is_file() for name in ("config.json", "modules.json"))
    return above if nested else onnx.parent


def _modules(root: Path) -> tuple[Path, Path, tuple[str, ...]]:
    """The folders of transformer and pooling, and the kinds of further modules, as modules.json lists them."""
    listed = read_json(root / "modules.json")
    inner, pooling, further = root, root / "1_Pooling", []
    if listed is not None and not isinstance(listed, list):
        raise ModelError("模型文件夹里的“modules.json”不是一个列表", "重新复制一份完整的模型文件夹")
    for entry in listed or ():
        module = entry if isinstance(entry, dict) else {}
        kind = text_of(module, "type")
        if not kind.startswith("sentence_transformers."):
            # sentence-transformers would run code from the folder for it.
            raise ModelError(f"模型要运行文件夹里自带的程序“{shown(kind)}”，这不安全，没有打开", "换一个不带程序的模型")
        folder = _inside(root, text_of(module, "path"))
        match kind.rpartition(".")[2]:
            case "Transformer":
                inner = folder
            case "Pooling":
                pooling = folder
            case "Normalize" | "Dropout":
                pass
            case other:
                further.append(other)
    return inner, pooling, tuple(further)


def _inside(root: Path, name: str) -> Path:
    folder = root / name
    if not folder.resolve().is_relative_to(root.resolve()):
        raise ModelError(f"“modules.json”指向了模型文件夹以外的“{shown(name)}”", "换一个可信的模型文件夹")
    return folder


def _onnx_file(inner: Path, root: Path) -> Path | None:
    for folder in dict.fromkeys((inner, root)):
        for name in _ONNX:
            if (folder / name).is_file():
                return folder / name
    others = sorted({path for folder in (inner, root, root / "onnx") for path in folder.glob("*.onnx")})
    if len(others) > 1:
        names = "、".join(shown(path.name) for path in others[:9])
        raise ModelError(f"模型文件夹里有几个 ONNX 文件，不知道用哪个：{names}", "写明其中一个文件，而不是文件夹")
    return others[0] if others else None


def _tokenizer_file(inner: Path, root: Path, onnx: Path | None) -> Path | None:
    folders = dict.fromkeys((inner, root, *([onnx.parent] if onnx else [])))
    for name in ("tokenizer.json", "vocab.txt"):
        for folder in folders:
            if (folder / name).is_file():
                return folder / name
    return None


def _pooling(folder: Path, config: Mapping[str, Any], names: str, guessed: list[str]) -> str:
    settings = read_object(folder / "config.json")
    if settings.get("include_prompt") is False:
        raise ModelError("模型要求汇聚时不计提示语（include_prompt 为 false），目前不支持", "换一个模型")
    named = settings.get("pooling_mode")
    if isinstance(named, str):
        return _POOLING_NAMES.get(named, named)
    chosen = list(dict.fromkeys(how for key, how in _POOLING_KEYS.items() if settings.get(key) is True))
    if len(chosen) > 1:
        raise ModelError(f"模型把几种汇聚方式（{'、'.join(chosen)}）拼在一起，目前不支持", "换一个模型")
    if chosen:
        return chosen[0]
    if re.search(r"bge-(?:small|base|large|m3)", names):
        how = "cls"
    else:
        how = "last" if text_of(config, "model_type") in _DECODERS else "mean"
    guessed.append(
        f"模型文件夹没有写明汇聚方式（1_Pooling/config.json），按名称和类型取 {how}；不对的话从原模型复制这个文件"
    )
    return how


def _prefixes(config: Mapping[str, Any], names: str) -> tuple[str, str]:
    """What stands before questions and before texts: the folder's prompts, else what the model's name is known for.

    sentence-transformers 5 writes empty prompts for a model that has none, so an empty one says nothing.
    """
    prompts = config.get("prompts")
    prompts = prompts if isinstance(prompts, dict) else {}
    query = next((found for name in _QUERY_PROMPTS if (found := text_of(prompts, name))), "")
    text = next((found for name in _TEXT_PROMPTS if (found := text_of(prompts, name))), "")
    if query or text:
        return query, text
    for pattern, before_query, before_text in _PREFIXES:
        if pattern.search(names):
            return before_query, before_text
    return "", ""


def _max_length(inner: Path, root: Path, config: Mapping[str, Any]) -> int:
    positions = count_of(config, "max_position_embeddings")
    if positions is not None and text_of(config, "model_type") in _OFFSET_POSITIONS:
        positions -= _pad(config) + 1  # these number positions from after the padding's
    stated = (
        count_of(read_object(inner / "sentence_bert_config.json"), "max_seq_length"),
        count_of(read_object(inner / "tokenizer_config.json"), "model_max_length"),
        count_of(read_object(root / "tokenizer_config.json"), "model_max_length"),
        positions,
    )
    return min((length for length in stated if length and length > 2), default=_USUAL)


def _pad(config: Mapping[str, Any]) -> int:
    return count_of(config, "pad_token_id") or 0
