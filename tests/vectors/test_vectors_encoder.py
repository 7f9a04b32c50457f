"""Texts to vectors by models of every layout: what the folder says holds, and batches change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from model_maker import (
    DIM,
    VOCABULARY,
    TensorProto,
    onnxruntime,
    plain_model,
    sentence_model,
    tokenizers,
    write_json,
    write_onnx,
    write_tokenizer,
)
from numpy.typing import NDArray

from policymatch.vectors.encoder import Encoder, open_encoder
from policymatch.vectors.folder import read_folder

ZH = "为这个句子生成表示以用于检索相关文章："
TEXTS = ["乡镇污水处理厂补助资金", "冷链物流", "高标准农田的补助条件", "", "Ω≠的", "资金" * 200]


def by_hand(folder: Path, text: str, pooling: str, *, limit: int = 32, onnx: str = "onnx/model.onnx") -> NDArray[np.float32]:  # fmt: skip
    """The vector of one text alone, made without anything of ours."""
    tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(limit)
    ids = np.array([tokenizer.encode(text).ids])
    session = onnxruntime.InferenceSession(str(folder / onnx), providers=["CPUExecutionProvider"])
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    (hidden,) = session.run(["last_hidden_state"], {given.name: feed[given.name] for given in session.get_inputs()})
    ways: dict[str, Callable[[], NDArray[np.float32]]] = {
        "cls": lambda: hidden[0, 0],
        "mean": lambda: hidden[0].mean(axis=0),
        "max": lambda: hidden[0].max(axis=0),
        "last": lambda: hidden[0, -1],
    }
    vector = ways[pooling]()
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


@pytest.mark.parametrize("pooling", ["cls", "mean", "max", "last"])
def test_a_sentence_transformers_folder_is_pooled_as_it_says(tmp_path: Path, pooling: str) -> None:
    folder = sentence_model(tmp_path / "some-model", pooling=pooling)
    encoder = open_encoder(folder)
    found = encoder.encode(TEXTS, query=False)
    assert found.dtype == np.float32
    assert found.shape == (len(TEXTS), DIM) == (len(TEXTS), encoder.dim)
    assert encoder.notes == ()
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    for text, vector in zip(TEXTS, found, strict=True):
        np.testing.assert_allclose(vector, by_hand(folder, text, pooling), atol=2e-6)


def test_weighted_mean_counts_later_tokens_more(tmp_path: Path) -> None:
    from policymatch.vectors.pooling import pool

    hidden = np.array([[[1.0], [4.0], [100.0]]], dtype=np.float32)
    mask = np.array([[1, 1, 0]])
    assert pool(hidden, mask, "weightedmean").tolist() == [[3.0]]


@pytest.mark.parametrize(
    "place", ["model.onnx", "onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx", "bge.onnx"]
)
def test_the_onnx_file_is_found_where_exporters_put_it(tmp_path: Path, place: str) -> None:
    folder = sentence_model(tmp_path / "m", onnx_at=place)
    np.testing.assert_allclose(
        open_encoder(folder).encode(["冷链物流"], query=False)[0],
        by_hand(folder, "冷链物流", "cls", onnx=place),
        atol=2e-6,
    )


def test_the_whole_model_is_taken_before_the_quantised_and_a_file_can_be_named(tmp_path: Path) -> None:
    folder = sentence_model(tmp_path / "m")
    write_onnx(folder / "onnx" / "model_quantized.onnx", seed=2)
    whole, quantised = open_encoder(folder), open_encoder(folder / "onnx" / "model_quantized.onnx")
    same, other = (encoder.encode(["冷链物流"], query=False)[0] for encoder in (whole, quantised))
    np.testing.assert_allclose(same, by_hand(folder, "冷链物流", "cls"), atol=2e-6)
    np.testing.assert_allclose(other, by_hand(folder, "冷链物流", "cls", onnx="onnx/model_quantized.onnx"), atol=2e-6)
    assert abs(float(same @ other)) < 0.99
    assert whole.stamp != quantised.stamp


def test_a_plain_export_is_pooled_by_mean_and_says_so(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "text2vec")
    encoder = open_encoder(folder)
    expected = by_hand(folder, "冷链物流", "mean", onnx="model.onnx")
    np.testing.assert_allclose(encoder.encode(["冷链物流"], query=False)[0], expected, atol=2e-6)
    assert "汇聚" in encoder.notes[0]


@pytest.mark.parametrize(
    ("name", "config", "pooling", "query", "text"),
    [
        ("bge-small-zh-v1.5", {}, "cls", ZH, ""),
        ("model", {"_name_or_path": "BAAI/bge-large-zh"}, "cls", ZH, ""),
        ("bge-m3", {}, "cls", "", ""),
        ("multilingual-e5-small", {}, "mean", "query: ", "passage: "),
        ("text2vec-base-chinese", {}, "mean", "", ""),
        ("some-qwen", {"model_type": "qwen3"}, "last", "", ""),
    ],
)
def test_what_a_folder_leaves_open_its_name_tells(
    tmp_path: Path, name: str, config: dict[str, str], pooling: str, query: str, text: str
) -> None:
    folder = plain_model(tmp_path / name)
    write_json(folder / "config.json", config)
    model = read_folder(folder)
    assert (model.pooling, model.query_prefix, model.text_prefix) == (pooling, query, text)


def test_prompts_of_the_folder_win_and_empty_ones_say_nothing(tmp_path: Path) -> None:
    stated = sentence_model(tmp_path / "a" / "bge-base-zh", prompts={"query": "检索：", "document": ""})
    empty = sentence_model(tmp_path / "b" / "bge-base-zh", prompts={"query": "", "document": ""})
    assert open_encoder(stated).query_prefix == "检索："
    assert open_encoder(empty).query_prefix == ZH
    assert open_encoder(empty, query_prefix="").query_prefix == ""


def test_the_query_prefix_stands_before_questions_only(tmp_path: Path) -> None:
    folder = sentence_model(tmp_path / "bge-small-zh-v1.5", pooling="mean")
    encoder = open_encoder(folder)
    question, text = (encoder.encode(["冷链物流"], query=query)[0] for query in (True, False))
    np.testing.assert_allclose(question, by_hand(folder, ZH + "冷链物流", "mean"), atol=2e-6)
    np.testing.assert_allclose(text, by_hand(folder, "冷链物流", "mean"), atol=2e-6)
    assert float(question @ text) < 0.999


def test_the_prefix_of_texts_stands_before_texts_only(tmp_path: Path) -> None:
    folder = sentence_model(tmp_path / "m", pooling="mean", prompts={"query": "检索：", "passage": "文章："})
    encoder = open_encoder(folder)
    np.testing.assert_allclose(
        encoder.encode(["冷链"], query=False)[0], by_hand(folder, "文章：冷链", "mean"), atol=2e-6
    )
    np.testing.assert_allclose(
        encoder.encode(["冷链"], query=True)[0], by_hand(folder, "检索：冷链", "mean"), atol=2e-6
    )


@pytest.mark.parametrize(
    "options",
    [
        {"names": ("input_ids", "attention_mask")},
        {"names": ("input", "input_mask", "segment_ids")},
        {"kind": TensorProto.INT32},
        {"shape": (1, "tokens")},
        {"shape": (4, 16)},
        {"outputs": ("pooler_output", "last_hidden_state")},
        {"outputs": ("token_embeddings",)},
        {"external": True},
    ],
    ids=["no types", "other names", "int32", "one at a time", "fixed shape", "pooler", "token_embeddings", "external"],
)
def test_exports_of_other_shapes_give_the_same_vectors(tmp_path: Path, options: dict[str, object]) -> None:
    texts = ["乡镇污水", "冷链", "农田的补助条件", "资金", "条款"]
    usual = (
        {"names": ("input_ids", "attention_mask")} if options.get("names") == ("input_ids", "attention_mask") else {}
    )
    expected = open_encoder(plain_model(tmp_path / "a", **usual)).encode(texts, query=False)
    found = open_encoder(plain_model(tmp_path / "b", **options)).encode(texts, query=False)
    np.testing.assert_allclose(found, expected, atol=2e-6)


def test_a_vector_the_export_pooled_itself_is_taken(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "m", outputs=("last_hidden_state", "sentence_embedding"))
    found = open_encoder(folder, pooling="cls").encode(["冷链"], query=False)
    again = open_encoder(folder, pooling="max").encode(["冷链"], query=False)
    np.testing.assert_array_equal(found, again)


def test_a_fixed_length_keeps_the_last_special_token(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "m", shape=("batch", 8))
    expected = by_hand(folder_of_any_length(tmp_path), "资金" * 20, "mean", limit=8, onnx="model.onnx")
    np.testing.assert_allclose(open_encoder(folder).encode(["资金" * 20], query=False)[0], expected, atol=2e-6)


def folder_of_any_length(tmp_path: Path) -> Path:
    return plain_model(tmp_path / "any")


def test_a_model_without_a_mask_runs_texts_of_one_length_together(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "m")
    write_onnx_without_mask(folder / "model.onnx")
    encoder = open_encoder(folder)
    together = encoder.encode(["冷链", "资金", "农田的补助条件"], query=False)
    alone = [encoder.encode([text], query=False)[0] for text in ("冷链", "资金", "农田的补助条件")]
    np.testing.assert_allclose(together, np.array(alone), atol=2e-6)


def write_onnx_without_mask(path: Path) -> None:
    import onnx
    from onnx import helper, numpy_helper

    words = np.random.default_rng(3).standard_normal((len(VOCABULARY), DIM)).astype(np.float32)
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["embedded"]),
        helper.make_node("ReduceMean", ["embedded"], ["sentence_embedding"], axes=[1], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "bag",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", DIM])],
        [numpy_helper.from_array(words, "words")],
    )
    onnx.save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def test_old_folders_have_a_list_of_words_in_place_of_a_tokenizer(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "m")
    expected = open_encoder(folder).encode(TEXTS[:4], query=False)
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n", encoding="utf-8")
    np.testing.assert_allclose(open_encoder(folder).encode(TEXTS[:4], query=False), expected, atol=2e-6)


def test_the_length_is_the_least_that_anything_in_the_folder_says(tmp_path: Path) -> None:
    folder = sentence_model(tmp_path / "m")
    assert read_folder(folder).max_length == 32
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 8192})
    assert read_folder(folder).max_length == 64
    write_json(folder / "config.json", {"model_type": "xlm-roberta", "pad_token_id": 1, "max_position_embeddings": 514})
    assert read_folder(folder).max_length == 512
    write_json(folder / "config.json", {"model_type": "bert", "max_position_embeddings": 8192})
    assert read_folder(folder).max_length == 1024
    (folder / "sentence_bert_config.json").unlink()
    write_json(folder / "config.json", {})
    write_json(folder / "tokenizer_config.json", {"model_max_length": 1e30})
    assert read_folder(folder).max_length == 512
    assert read_folder(folder, max_length=16).max_length == 16


def test_many_texts_of_many_lengths_are_what_each_is_alone(tmp_path: Path) -> None:
    encoder = open_encoder(sentence_model(tmp_path / "m", pooling="mean"))
    random = np.random.default_rng(7)
    texts = ["".join(random.choice(list("资金申请条件补助污水处理"), size)) for size in random.integers(1, 60, 700)]
    together = encoder.encode(texts, query=False)
    for at in range(0, len(texts), 50):
        np.testing.assert_allclose(together[at], encoder.encode([texts[at]], query=False)[0], atol=2e-6)


def test_no_texts_are_no_vectors(tmp_path: Path) -> None:
    assert open_encoder(plain_model(tmp_path / "m")).encode([], query=False).shape == (0, DIM)


def test_a_batch_is_bounded_by_its_attention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from policymatch.vectors import onnx_model

    encoder = open_encoder(plain_model(tmp_path / "m"), max_length=512)
    shapes: list[tuple[int, int]] = []
    run = onnx_model.OnnxModel._run

    def watched(self: onnx_model.OnnxModel, numbers: list[list[int]]) -> NDArray[np.float32]:
        shapes.append((len(numbers), max(map(len, numbers))))
        return run(self, numbers)

    monkeypatch.setattr(onnx_model.OnnxModel, "_run", watched)
    encoder.encode(["资金" * 400] * 40 + ["资金"] * 200, query=False)
    assert sum(texts for texts, _ in shapes) == 240
    assert all(texts * tokens**2 <= 2 * 1024 * 1024 and texts <= 64 for texts, tokens in shapes)


class TestStamp:
    def stamp(self, folder: Path, **options: str) -> str:
        return open_encoder(folder, **options).stamp  # type: ignore[arg-type]

    def test_a_copy_has_the_same(self, tmp_path: Path) -> None:
        assert self.stamp(sentence_model(tmp_path / "a")) == self.stamp(sentence_model(tmp_path / "b"))

    def test_what_decides_vectors_changes_it(self, tmp_path: Path) -> None:
        first = sentence_model(tmp_path / "a")
        stamps = {self.stamp(first), self.stamp(first, pooling="mean"), self.stamp(sentence_model(tmp_path / "b", pooling="max"))}  # fmt: skip
        write_onnx(first / "onnx" / "model.onnx", seed=5)
        stamps.add(self.stamp(first))
        write_tokenizer(first / "tokenizer.json", VOCABULARY[:-1])
        stamps.add(self.stamp(first))
        assert len(stamps) == 5

    def test_what_stands_before_questions_does_not(self, tmp_path: Path) -> None:
        folder = sentence_model(tmp_path / "a")
        assert self.stamp(folder) == self.stamp(folder, query_prefix="问：")

    def test_tensors_beside_the_graph_count(self, tmp_path: Path) -> None:
        folder = plain_model(tmp_path / "a", external=True)
        before = self.stamp(folder)
        data = folder / "model.onnx_data"
        changed = bytearray(data.read_bytes())
        changed[40] ^= 0x10
        data.write_bytes(changed)
        assert self.stamp(folder) != before

    def test_a_large_file_is_sampled_over_its_whole_length(self, tmp_path: Path) -> None:
        import hashlib

        from policymatch.vectors.stamp import _add_samples

        path = tmp_path / "weights"
        size = 32 * 1024 * 1024
        found = []
        for place in (None, 0, size // 2, size - 1):
            with path.open("wb") as file:
                file.truncate(size)
                for at in range(0, size, 256 * 1024) if place == size // 2 else [place] if place is not None else []:
                    file.seek(at)
                    file.write(b"x")
            digest = hashlib.sha256()
            _add_samples(digest, path)
            found.append(digest.hexdigest())
        assert len(set(found)) == 4


def test_an_encoder_is_open_to_other_runners(tmp_path: Path) -> None:
    class Fixed:
        def vectors(self, texts: list[str]) -> NDArray[np.float32]:
            return np.full((len(texts), 3), 1e30, dtype=np.float32)

    encoder = Encoder(read_folder(plain_model(tmp_path / "m")), Fixed())  # type: ignore[arg-type]
    np.testing.assert_allclose(encoder.encode(["一"], query=False), np.full((1, 3), 3**-0.5), rtol=1e-6)
