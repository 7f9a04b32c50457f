"""How well clauses answer many questions, with a second process or without it: the same to the last bit."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import policymatch
from policymatch.store import shares_ahead, shares_worker
from policymatch.store.shares_ahead import ScoresAhead
from policymatch.store.snapshot import Store

TOPICS = (
    "县城污水处理厂扩建",
    "农村公路改造",
    "高标准农田建设",
    "病险水库除险加固",
    "养老服务中心",
    "产业园区标准厂房",
)
QUESTIONS = [f"{TOPICS[number % 6]}第{number}批，{number % 7}公里" for number in range(130)] + ["", "\ud800", "的"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that was written twice."""
    path = tmp_path / "store"
    given = [
        {
            "id": f"p{number}",
            "title": f"关于{topic}的通知{number}",
            "text": f"第一条 支持{topic}。\n第二条 {topic}项目不超过{number}公里。",
        }
        for number, topic in enumerate(TOPICS * 4)
    ]
    with policymatch.write_store(path) as writer:
        writer.add_records(given[:12])
    with policymatch.write_store(path) as writer:
        writer.add_records([*given[12:], *({**each, "text": "第一条 全文改写。"} for each in given[:3])])
    return path


def clauses_of(store: Store) -> list[str]:
    ids = [clause.id for summary, _ in store.policies() for clause in store.policy(summary.id).clauses]
    return [*ids, "不存在#1", ids[0].rpartition("#")[0] + "#99"]


def one_by_one(store: Store, clauses: Sequence[str]) -> list[dict[str, float]]:
    return [store.scores(question, clauses) for question in QUESTIONS]


def read(ahead: ScoresAhead) -> list[dict[str, float]]:
    return [{each: row[at].item() for each, at in ahead.columns.items()} for row in ahead]


def wait_for(ahead: ScoresAhead) -> None:
    """Wait until the second process has answered something."""
    for _ in range(600):
        if ahead.answered_aside:
            return
        time.sleep(0.05)
    pytest.fail("the second process answers nothing")


def test_one_process_answers_what_each_question_gets_alone(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        expected = one_by_one(store, clauses)
        with store.scores_ahead(QUESTIONS, clauses, processes=1) as ahead:
            assert read(ahead) == expected
            assert ahead.answered_aside == 0
        assert max(max(each.values()) for each in expected) == 1.0


def test_a_second_process_answers_the_same(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            wait_for(ahead)
            assert read(ahead) == one_by_one(store, clauses)


def test_both_take_their_share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares_ahead, "BLOCK", 1)
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            assert read(ahead) == one_by_one(store, clauses)


def test_the_second_process_waits_for_the_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares_ahead, "BLOCK", 10)
    monkeypatch.setattr(shares_ahead, "_AHEAD", 2)
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            wait_for(ahead)
            time.sleep(0.5)
            assert ahead.answered_aside <= 30
            assert read(ahead) == one_by_one(store, clauses)


@pytest.mark.parametrize(
    "worker",
    [
        "raise SystemExit(3)",
        "import sys; sys.stdin.readline(); sys.stdout.buffer.write(b'x' * 100); sys.stdout.flush()",
        "import time; time.sleep(100)",
        "import sys\nfor line in sys.stdin: pass",
    ],
    ids=["ends", "says too little", "hangs", "never answers"],
)
def test_whatever_the_second_process_does(folder: Path, worker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares_ahead, "WORKER", worker)
    monkeypatch.setattr(shares_ahead, "_PATIENCE", 0.3)
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            time.sleep(0.3)  # so that it has taken something to answer
            assert read(ahead) == one_by_one(store, clauses)
            assert ahead.answered_aside == 0


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_a_failed_feeder_had_taken_is_answered_here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(ScoresAhead, "_ask", fails)
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            time.sleep(0.3)  # so that it has taken something to answer
            assert read(ahead) == one_by_one(store, clauses)


def test_where_no_second_process_can_be_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(code: str) -> subprocess.Popen[bytes]:
        raise OSError("no room")

    monkeypatch.setattr(shares_ahead, "start_python", refuse)
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            assert read(ahead) == one_by_one(store, clauses)


def test_another_generation_is_not_asked(folder: Path) -> None:
    """Whoever writes meanwhile may remove the generation of the snapshot; what is mapped stays."""
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        expected = one_by_one(store, clauses)
        shutil.rmtree(folder / "derived" / f"g{store.generation:06d}")
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            time.sleep(0.3)
            assert read(ahead) == expected
            assert ahead.answered_aside == 0


def test_leaving_early_ends_the_second_process(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        ahead = store.scores_ahead(QUESTIONS, clauses, processes=2)
        with pytest.raises(KeyboardInterrupt), ahead:  # noqa: PT012
            next(iter(ahead))
            raise KeyboardInterrupt
        process = ahead._process
    assert process is not None
    assert process.poll() is not None


def test_errors_of_this_process_reach_the_caller(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        monkeypatch.setattr(shares_ahead, "WORKER", "raise SystemExit(3)")
        with store.scores_ahead(QUESTIONS, clauses, processes=2) as ahead:
            monkeypatch.setattr(store._matrix, "scores", None)
            with pytest.raises(TypeError):
                list(ahead)


def test_few_questions_and_one_core_start_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with policymatch.open_store(folder) as store:
        with store.scores_ahead(QUESTIONS, clauses_of(store)) as ahead:
            assert ahead._process is None
        many = ["污水"] * shares_ahead.LEAST
        monkeypatch.setattr(shares_ahead, "default_processes", lambda: 1)
        with store.scores_ahead(many, clauses_of(store)) as ahead:
            assert ahead._process is None
        monkeypatch.setattr(shares_ahead, "default_processes", lambda: 2)
        with store.scores_ahead(many, clauses_of(store)) as ahead:
            assert ahead._process is not None
        # Where there is nothing to be said of any question nothing need be asked.
        with store.scores_ahead(many, [], processes=2) as ahead:
            assert ahead._process is None
            assert [len(row) for row in ahead] == [0] * len(many)
        with store.scores_ahead([], clauses_of(store), processes=2) as ahead:
            assert list(ahead) == []


def test_the_worker_speaks_as_it_is_asked(folder: Path) -> None:
    with policymatch.open_store(folder) as store:
        clauses = clauses_of(store)
        with store.scores_ahead(QUESTIONS, clauses, processes=1) as ahead:
            expected = np.array(list(ahead))
        places = list(store._places(clauses).values())
        opening = {"store": str(folder), "generation": store.generation, "places": places}
    lines: list[object] = [opening, QUESTIONS[:3], QUESTIONS[3:5]]
    said = io.BytesIO()
    shares_worker.serve(io.BytesIO("".join(json.dumps(each) + "\n" for each in lines).encode()), said)
    assert np.frombuffer(said.getvalue()).reshape(5, -1).tolist() == expected[:5].tolist()
    nothing = io.BytesIO()
    shares_worker.serve(io.BytesIO(b""), nothing)
    assert nothing.getvalue() == b""
