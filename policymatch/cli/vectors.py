"""policymatch vectors MODEL"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policymatch.cli.common import Common, command, emit, ensure_store, progress

if TYPE_CHECKING:
    from policymatch.store.truth import Truth
    from policymatch.vectors.build import Built


@command(
    "vectors",
    help="""用本机的句向量模型为政策库的条款计算向量，供 search --vectors 使用。

    MODEL 是模型文件夹，如 bge-small-zh-v1.5：ONNX 导出的、sentence-transformers 的、optimum 的都可以，也可以直接写
    其中的 .onnx 文件。模型要自己备好，本程序不下载任何东西。中断后再运行一次会接着算；收入新政策后再运行，只算新的条款。
    """,
)
@click.argument("model", type=click.Path(path_type=Path))
def run(common: Common, model: Path) -> None:
    """Compute the vectors of all clauses."""
    from policymatch.vectors.encoder import open_encoder

    encoder = open_encoder(model)
    for note in encoder.notes:
        common.say(f"注意：{note}。")
    ensure_store(common)
    built = _build(common, encoder)
    data = {
        "clauses": built.encoded + built.kept,
        "encoded": built.encoded,
        "kept": built.kept,
        "gone": built.gone,
        "dim": encoder.dim,
        "stamp": encoder.stamp,
    }
    emit(
        common,
        lambda: data,
        ("条款", "新算", "原有", "已不在库", "维数", "模型"),
        lambda: [tuple(data.values())],
        lambda: click.echo(
            f"库内 {built.encoded + built.kept} 条条款都有了句向量（{encoder.dim} 维）：新算 {built.encoded} 条，原有 {built.kept} 条"
        ),
    )


def _build(common: Common, encoder: Any) -> Built:
    from policymatch.store.schema import connect
    from policymatch.store.truth import Truth
    from policymatch.vectors.build import build_vectors
    from policymatch.vectors.search import vectors_stamp

    connection = connect(common.store, write=False)
    try:
        keys, texts = _clauses(Truth(connection))
        with progress(common, len(keys), "正在计算句向量") as advance:
            return build_vectors(common.store, vectors_stamp(encoder), encoder, keys, texts, _counted(advance))
    finally:
        connection.close()


def _clauses(truth: Truth) -> tuple[Sequence[int], Callable[[Sequence[int]], Sequence[str]]]:
    """The keys of the clauses that search may find, and what gives the texts of some of them."""
    from policymatch.vectors.search import clause_text, in_order

    def texts(keys: Sequence[int]) -> Sequence[str]:
        return in_order(
            keys, ((key, clause_text(policy, clause)) for key, _, policy, clause in truth.clause_texts(keys))
        )

    return list(truth.searchable_keys()), texts


def _counted(advance: Callable[[object], None]) -> Callable[[int, int], None]:
    """A bar that goes on by one, moved to where a run says it is."""
    shown = 0

    def move(done: int, _: int) -> None:
        nonlocal shown
        for _step in range(done - shown):
            advance(None)
        shown = done

    return move
