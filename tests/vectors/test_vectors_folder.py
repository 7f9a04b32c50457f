"""Folders that are damaged, incomplete or hostile: each gets a sentence in Chinese, and none gets its code run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from model_maker import (
    DIM,
    VOCABULARY,
    plain_model,
    sentence_model,
    write_endless,
    write_giant,
    write_json,
    write_onnx,
    write_tokenizer,
)
from numpy.typing import NDArray

from policymatch.errors import ModelError, PolicyMatchError
from policymatch.vectors.encoder import open_encoder


def garbage(name: str, content: bytes = b"\x00\xffnot what it should be") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def halve(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[: (folder / name).stat().st_size // 2])  # fmt: skip


def json(name: str, content: object) -> Callable[[Path], object]:
    return lambda folder: write_json(folder / name, content)


def remove(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def onnx(**options: Any) -> Callable[[Path], object]:
    return lambda folder: write_onnx(folder / "onnx" / "model.onnx", **options)


def two_exports(folder: Path) -> None:
    (folder / "onnx" / "model.onnx").rename(folder / "a.onnx")
    write_onnx(folder / "b.onnx")


def larger_tokenizer(folder: Path) -> None:
    write_json(folder / "config.json", {})
    write_tokenizer(folder / "tokenizer.json", (*VOCABULARY, "龘"))


def modules(*entries: object) -> Callable[[Path], object]:
    first = {"path": "", "type": "sentence_transformers.models.Transformer"}
    return json("modules.json", [first, *entries])


HOSTILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no tokenizer": (remove("tokenizer.json"), "没有分词器"),
    "tokenizer is garbage": (garbage("tokenizer.json"), "分词器文件已损坏"),
    "tokenizer is cut": (halve("tokenizer.json"), "分词器文件已损坏"),
    "tokenizer is another JSON": (json("tokenizer.json", {"model": {"type": "Evil"}}), "分词器文件已损坏"),
    "tokenizer has more words": (json("config.json", {"vocab_size": 12}), "不是一套"),
    "tokenizer has one word more": (larger_tokenizer, "不是一套"),
    "tokenizer without a word": (json("tokenizer.json", {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None, "post_processor": None, "decoder": None, "model": {"type": "WordLevel", "vocab": {}, "unk_token": "x"}}), "分词器里没有一个词"),
    "model is empty": (garbage("onnx/model.onnx", b""), "ONNX 模型已损坏"),
    "model is garbage": (garbage("onnx/model.onnx"), "ONNX 模型已损坏"),
    "model is cut": (halve("onnx/model.onnx"), "ONNX 模型已损坏"),
    "no model at all": (remove("onnx/model.onnx"), "没有模型"),
    "several models": (two_exports, "几个 ONNX 文件"),
    "unknown inputs": (onnx(names=("pixels", "attention_mask")), "输入是：pixels"),
    "two inputs for one thing": (onnx(names=("input_ids", "mask_a", "mask_b")), "输入是"),
    "pictures": (onnx(shape=("batch", 3, 224)), "已损坏或不受支持|输入的形状"),
    "a giant fixed length": (onnx(shape=("batch", 10**9)), "输入的形状"),
    "nothing but the pooler": (onnx(outputs=("pooler_output",)), "输出是"),
    "no numbers": (onnx(poison=float("nan")), "NaN"),
    "infinite": (onnx(poison=float("inf")), "NaN"),
    "config is a list": (json("config.json", [1]), "config.json”不是一个 JSON 对象"),
    "config is garbage": (garbage("config.json"), "config.json”不是有效的 JSON"),
    "config is deep": (garbage("config.json", b"[" * 100_000), "config.json”不是有效的 JSON"),
    "config is huge": (garbage("config.json", b" " * (5 << 20)), "config.json”文件过大"),
    "modules is an object": (json("modules.json", {}), "modules.json”不是一个列表"),
    "modules hold texts": (json("modules.json", ["x"]), "自带的程序"),
    "modules name code of the folder": (modules({"path": "", "type": "evil.Module"}), "自带的程序“evil.Module”"),
    "modules lead elsewhere": (modules({"path": "../../etc", "type": "sentence_transformers.models.Pooling"}), "以外"),
    "modules lead to the root": (modules({"path": "/etc", "type": "sentence_transformers.models.Pooling"}), "以外"),
    "a layer that is not exported": (modules({"path": "2_Dense", "type": "sentence_transformers.models.Dense"}), "还有 Dense 层"),
    "unknown pooling": (json("1_Pooling/config.json", {"pooling_mode": "attention"}), "汇聚方式“attention”"),
    "several poolings": (json("1_Pooling/config.json", {"pooling_mode_cls_token": True, "pooling_mode_max_tokens": True}), "几种汇聚方式"),
    "prompt left out of pooling": (json("1_Pooling/config.json", {"include_prompt": False}), "include_prompt"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_refused_in_chinese(tmp_path: Path, name: str) -> None:
    spoil, expected = HOSTILE[name]
    folder = sentence_model(tmp_path / "model")
    spoil(folder)
    with pytest.raises(ModelError, match=expected) as caught:
        open_encoder(folder)
    assert caught.value.hint
    assert isinstance(caught.value, PolicyMatchError)


def test_a_model_that_never_ends_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policymatch.vectors.onnx_model._PATIENCE", 0.3)
    folder = sentence_model(tmp_path / "m")
    write_endless(folder / "onnx" / "model.onnx")
    with pytest.raises(ModelError, match=r"运行了 0\.3 秒还没有结果"):
        open_encoder(folder)


def test_a_model_that_wants_all_memory_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = sentence_model(tmp_path / "m")
    write_giant(folder / "onnx" / "model.onnx")
    with pytest.raises(ModelError, match="模型运行出错"):
        open_encoder(folder)
    assert capfd.readouterr().err == ""


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="没有模型文件夹"):
        open_encoder(tmp_path / "nothing")


def test_tensors_missing_beside_the_graph(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "m", external=True)
    (folder / "model.onnx_data").unlink()
    with pytest.raises(ModelError, match="ONNX 模型已损坏"):
        open_encoder(folder)


def test_numbers_that_go_bad_later_are_noticed(tmp_path: Path) -> None:
    encoder = open_encoder(plain_model(tmp_path / "m"))

    class Bad:
        def vectors(self, texts: list[str]) -> NDArray[np.float32]:
            found = np.ones((len(texts), DIM), dtype=np.float32)
            found[-1] = 0
            return found

    encoder._runner = Bad()  # type: ignore[assignment]
    with pytest.raises(ModelError, match="全零"):
        encoder.encode(["一", "二"], query=False)


def test_odd_texts_are_read(tmp_path: Path) -> None:
    encoder = open_encoder(plain_model(tmp_path / "m"))
    found = encoder.encode(["\ud800残缺", "\x00", "资" * 1_000_000], query=False)
    assert np.isfinite(found).all()


def test_odd_settings_are_passed_over(tmp_path: Path) -> None:
    folder = sentence_model(tmp_path / "m")
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": -5, "do_lower_case": "yes"})
    write_json(folder / "tokenizer_config.json", {"model_max_length": "long"})
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": 7}})
    encoder = open_encoder(folder)
    assert encoder.query_prefix == ""
    assert encoder.encode(["资金"], query=True).shape == (1, DIM)


@pytest.mark.parametrize("missing", ["onnxruntime", "tokenizers"])
def test_what_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    folder = plain_model(tmp_path / "m")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ModelError, match=f"没有安装句向量所需的组件 {missing}") as caught:
        open_encoder(folder)
    assert "policymatch[dense]" in caught.value.hint


def test_the_hubs_cache_has_the_name_two_folders_up(tmp_path: Path) -> None:
    folder = plain_model(tmp_path / "models--BAAI--bge-base-zh" / "snapshots" / "0f1e")
    assert open_encoder(folder).query_prefix.startswith("为这个句子")


class TestPyTorch:
    """Folders that only hold weights of PyTorch."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = sentence_model(tmp_path / "bge-small-zh")
        (folder / "onnx" / "model.onnx").unlink()
        (folder / "model.safetensors").write_bytes(b"weights")
        return folder

    @pytest.fixture
    def library(self, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
        """sentence-transformers as far as it is called, with what it was asked."""
        asked: dict[str, Any] = {}
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "TORCH_FORCE_WEIGHTS_ONLY_LOAD"):  # fmt: skip
            monkeypatch.setenv(name, "0")

        class SentenceTransformer:
            max_seq_length = 0

            def __init__(self, path: str, **options: object) -> None:
                asked.update(options, path=path, environment=dict(os.environ), model=self)

            def encode(self, texts: list[str], **options: object) -> NDArray[np.float32]:
                asked.update(options, texts=texts)
                return np.ones((len(texts), 4), dtype=np.float32)

        module = ModuleType("sentence_transformers")
        module.SentenceTransformer = SentenceTransformer  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "sentence_transformers", module)
        monkeypatch.setitem(sys.modules, "transformers", None)
        return asked

    def test_without_the_library_the_way_to_onnx_is_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(ModelError, match="只有 PyTorch 权重") as caught:
            open_encoder(folder)
        assert "optimum-cli export onnx" in caught.value.hint

    def test_with_it_they_are_used_offline_and_without_code(self, folder: Path, library: dict[str, Any]) -> None:
        encoder = open_encoder(folder)
        found = encoder.encode(["冷链"], query=True)
        assert found.tolist() == [[0.5] * 4]
        assert library["texts"] == ["为这个句子生成表示以用于检索相关文章：冷链"]
        assert library["prompt"] == ""
        assert library["trust_remote_code"] is False
        assert library["local_files_only"] is True
        assert library["model"].max_seq_length == 32
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "TORCH_FORCE_WEIGHTS_ONLY_LOAD"):
            assert library["environment"][name] == "1"

    def test_other_weights_are_another_stamp(self, folder: Path, library: dict[str, Any]) -> None:
        before = open_encoder(folder).stamp
        (folder / "model.safetensors").write_bytes(b"WEIGHTS")
        assert open_encoder(folder).stamp != before

    def test_what_would_import_names_of_the_folder_is_refused(self, folder: Path, library: dict[str, Any]) -> None:
        modules({"path": "2_Dense", "type": "sentence_transformers.models.Dense"})(folder)
        with pytest.raises(ModelError, match="有 Dense 层"):
            open_encoder(folder)
        (folder / "modules.json").unlink()
        with pytest.raises(ModelError, match=r"没有 modules\.json"):
            open_encoder(folder)
        assert library == {}
