"""Small models of random numbers, in every layout in which people have theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

# Whoever imports this is skipped where the extra ``dense`` is not installed.
onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")
tokenizers = pytest.importorskip("tokenizers")
helper, numpy_helper, TensorProto = onnx.helper, onnx.numpy_helper, onnx.TensorProto
models, normalizers, processors = tokenizers.models, tokenizers.normalizers, tokenizers.processors
pre_tokenizers = tokenizers.pre_tokenizers

WORDS = (
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", *"资金申请条件补助污水处理厂乡镇冷链物流高标准农田为这个句子生成表示以用于检索相关文章：第一二三四五六七八九十条款，。的和可能",
)  # fmt: skip
VOCABULARY = tuple(dict.fromkeys(WORDS))
DIM = 24


def write_tokenizer(path: Path, vocabulary: tuple[str, ...] = VOCABULARY) -> None:
    """A tokenizer of single signs, padded and truncated as folders often have it, which must not matter."""
    tokenizer = tokenizers.Tokenizer(
        models.WordPiece({word: at for at, word in enumerate(vocabulary)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_padding(length=40, pad_id=0)
    tokenizer.enable_truncation(5)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))


def write_onnx(
    path: Path,
    *,
    names: tuple[str, ...] = ("input_ids", "attention_mask", "token_type_ids"),
    outputs: tuple[str, ...] = ("last_hidden_state",),
    kind: int = TensorProto.INT64,
    shape: tuple[Any, Any] = ("batch", "tokens"),
    words: int = len(VOCABULARY),
    poison: float = 0.0,
    seed: int = 1,
    external: bool = False,
) -> None:
    """A graph: tokens' vectors, each mixed with the mean of its text's, through a random layer."""
    ids, mask, *rest = names
    random = np.random.default_rng(seed)
    sizes = {"words": (words, DIM), "layer": (DIM, DIM), "mixing": (DIM, DIM), "kinds": (2, DIM)}
    numbers = {name: random.standard_normal(size).astype(np.float32) for name, size in sizes.items()}
    numbers["poison"] = np.array([poison], dtype=np.float32)
    numbers["axis2"], numbers["axis1"] = np.array([2]), np.array([1])
    node = helper.make_node
    nodes = [
        node("Gather", ["words", ids], ["embedded"]),
        node("Cast", [mask], ["mask32"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask32", "axis2"], ["wide"]),
        node("ReduceSum", ["wide", "axis1"], ["count"]),
        node("Gather", ["kinds", rest[0]], ["typed"]) if rest else node("Sub", ["embedded", "embedded"], ["typed"]),
        node("Add", ["embedded", "typed"], ["summed"]),
        node("Mul", ["summed", "wide"], ["kept"]),
        node("ReduceSum", ["kept", "axis1"], ["total"]),
        node("Div", ["total", "count"], ["mean"]),
        node("MatMul", ["summed", "layer"], ["first"]),
        node("MatMul", ["mean", "mixing"], ["second"]),
        node("Add", ["first", "second"], ["both"]),
        node("Tanh", ["both"], ["bent"]),
        node("Add", ["bent", "poison"], ["hidden"]),
    ]
    flat = ("sentence_embedding", "pooler_output")
    for name in outputs:
        nodes.append(
            node("Squeeze", ["mean", "axis1"], [name]) if name in flat else node("Identity", ["hidden"], [name])
        )
    made = [
        helper.make_tensor_value_info(
            name, TensorProto.FLOAT, ["batch", DIM] if name in flat else ["batch", "tokens", DIM]
        )
        for name in outputs
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, kind, list(shape)) for name in names],
        made,
        [numpy_helper.from_array(value, name) for name, value in numbers.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save_model(model, str(path), save_as_external_data=external, location=f"{path.name}_data", size_threshold=128)


def write_endless(path: Path) -> None:
    """A graph that loops as good as for ever."""
    value, node = helper.make_tensor_value_info, helper.make_node
    body = helper.make_graph(
        [node("Identity", ["go"], ["on"]), node("Identity", ["held"], ["given"])],
        "body",
        [
            value("turn", TensorProto.INT64, []),
            value("go", TensorProto.BOOL, []),
            value("held", TensorProto.FLOAT, None),
        ],
        [value("on", TensorProto.BOOL, []), value("given", TensorProto.FLOAT, None)],
    )
    numbers = {"words": np.ones((len(VOCABULARY), DIM), np.float32), "turns": np.array(2**62), "yes": np.array(True)}
    graph = helper.make_graph(
        [node("Gather", ["words", "input_ids"], ["embedded"]), node("Loop", ["turns", "yes", "embedded"], ["out"], body=body)],
        "endless",
        [value("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [value("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(number, name) for name, number in numbers.items()],
    )  # fmt: skip
    onnx.save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def write_giant(path: Path) -> None:
    """A graph that asks for 400 terabytes."""
    value, node = helper.make_tensor_value_info, helper.make_node
    numbers = {"words": np.ones((len(VOCABULARY), DIM), np.float32), "size": np.array([10**7, 10**7])}
    graph = helper.make_graph(
        [
            node("Gather", ["words", "input_ids"], ["embedded"]),
            node("ConstantOfShape", ["size"], ["giant"]),
            node("ReduceSum", ["giant"], ["sum"]),
            node("Add", ["embedded", "sum"], ["out"]),
        ],
        "giant",
        [value("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [value("out", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(number, name) for name, number in numbers.items()],
    )
    onnx.save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def plain_model(folder: Path, **options: Any) -> Path:
    """A plain export: model.onnx and tokenizer.json side by side."""
    write_onnx(folder / "model.onnx", **options)
    write_tokenizer(folder / "tokenizer.json")
    return folder


def sentence_model(folder: Path, *, pooling: str = "cls", prompts: dict[str, str] | None = None, onnx_at: str = "onnx/model.onnx") -> Path:  # fmt: skip
    """The layout of sentence-transformers, with the ONNX file where optimum puts it."""
    write_onnx(folder / onnx_at)
    write_tokenizer(folder / "tokenizer.json")
    write_json(folder / "config.json", {"model_type": "bert", "vocab_size": len(VOCABULARY), "pad_token_id": 0, "max_position_embeddings": 64})  # fmt: skip
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    write_json(
        folder / "modules.json",
        [
            {"idx": at, "name": str(at), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for at, (path, kind) in enumerate(kinds.items())
        ],
    )
    modes = {"cls": "cls_token", "mean": "mean_tokens", "max": "max_tokens", "last": "lasttoken"}
    write_json(
        folder / "1_Pooling" / "config.json",
        {"word_embedding_dimension": DIM} | {f"pooling_mode_{name}": how == pooling for how, name in modes.items()},
    )
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": False})
    if prompts is not None:
        write_json(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None})
    return folder
