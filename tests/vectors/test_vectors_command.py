"""policymatch vectors: what it says, what it leaves, and that it goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from model_maker import DIM, VOCABULARY, plain_model, sentence_model
from store_tools import records

from policymatch.cli import main
from policymatch.store.schema import connect
from policymatch.store.truth import Truth
from policymatch.vectors.encoder import open_encoder
from policymatch.vectors.fusion import fuse
from policymatch.vectors.search import clause_text, open_vectors


class Ended(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    random = np.random.default_rng(1)
    signs = [sign for sign in VOCABULARY[4:] if sign not in "，。："]
    texts = ("".join(random.choice(signs, 12)) for _ in range(40))
    records(folder, *({"id": at, "title": "冷链物流", "text": f"{text}。"} for at, text in enumerate(texts, 1)))
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return sentence_model(tmp_path / "bge-small-zh-v1.5")


def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object) -> Ended:
    monkeypatch.setattr(sys, "argv", ["policymatch", *map(str, words)])
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        main()
    found = capsys.readouterr()
    return Ended(int(caught.value.code or 0), found.out, found.err)


def test_all_clauses_get_their_vectors(
    store: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = call(capsys, monkeypatch, "vectors", model, "--store", store)
    assert (first.code, first.err) == (0, "")
    assert f"40 条条款都有了句向量（{DIM} 维）：新算 40 条，原有 0 条" in first.out
    again = call(capsys, monkeypatch, "vectors", model, "--store", store, "--format", "json")
    told = json.loads(again.out)
    assert told == {"clauses": 40, "encoded": 0, "kept": 40, "gone": 0, "dim": DIM, "stamp": open_encoder(model).stamp}
    records(store, {"id": 99, "title": "高标准农田", "text": "农田的补助条件。"})
    table = call(capsys, monkeypatch, "vectors", model, "--store", store, "--format", "csv").out
    assert table.splitlines()[1].split(",")[:3] == ["41", "1", "40"]


def test_a_clause_is_found_by_its_own_words(store: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    call(capsys, monkeypatch, "vectors", model, "--store", store)
    encoder = open_encoder(model, query_prefix="")
    connection = connect(store, write=False)
    truth = Truth(connection)
    keys = np.array(list(truth.searchable_keys()), dtype=np.int64)
    search = open_vectors(store, encoder)
    assert search.missing(keys) == 0
    for key, _, policy, clause in list(truth.clause_texts(keys.tolist()))[::9]:
        near = search.scores(clause_text(policy, clause), keys)
        assert keys[int(near.argmax())] == key
        assert near.max() > 0.999
        fused = fuse(np.zeros(len(keys), dtype=np.float32), near, depth=5)
        assert np.count_nonzero(fused) == 5
        assert keys[int(fused.argmax())] == key
    connection.close()


def test_what_the_folder_left_open_is_told(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    found = call(capsys, monkeypatch, "vectors", plain_model(tmp_path / "m"), "--store", store)
    assert found.code == 0
    assert "注意：模型文件夹没有写明汇聚方式" in found.err
    assert call(capsys, monkeypatch, "vectors", tmp_path / "m", "--store", store, "--quiet").err == ""


def test_a_folder_without_a_model_is_an_error(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    found = call(capsys, monkeypatch, "vectors", tmp_path, "--store", store)
    assert (found.code, found.out) == (1, "")
    assert "错误：" in found.err
    assert "提示：在能用 PyTorch 的电脑上导出" in found.err
    assert not (store / "vectors").exists()


def test_without_the_extra_it_says_what_to_install(store: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    found = call(capsys, monkeypatch, "vectors", model, "--store", store)
    assert found.code == 1
    assert "pip install 'policymatch[dense]'" in found.err


QUIET = """
import sys
asked = []
sys.addaudithook(lambda event, _: asked.append(event) if event.startswith(("socket.connect", "socket.getaddrinfo")) else None)
from policymatch.cli import main
sys.argv = ["policymatch", "vectors", {model!r}, "--store", {store!r}]
try:
    main()
except SystemExit as ended:
    print("ENDED", ended.code, asked, "huggingface_hub" in sys.modules, "torch" in sys.modules)
"""


def test_the_network_is_not_asked_and_no_hub_is_loaded(store: Path, model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", QUIET.format(model=str(model), store=str(store))],
        capture_output=True, text=True, encoding="utf-8", timeout=100, check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "ENDED 0 [] False False", done.stderr


def test_nothing_of_it_is_loaded_by_other_commands(store: Path) -> None:
    code = (
        "import sys; sys.argv = ['policymatch', 'search', '污水', '--store', sys.argv[1]]\n"
        "from policymatch.cli import main\n"
        "try: main()\n"
        "except SystemExit: print([name for name in sys.modules if 'vectors' in name or name.startswith('onnx')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store)], capture_output=True, text=True, encoding="utf-8", timeout=100,
        check=True, env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
