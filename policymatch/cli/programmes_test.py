"""policymatch programmes test [FILE...]"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policymatch.cli.common import Common, command, emit, opened_store, own_catalogue
from policymatch.paths import corpus_folder

if TYPE_CHECKING:
    from policymatch.matching.cases import Failure

COLUMNS = ("文件", "行", "用例", "说明", "期望", "得到", "依据")


@command("test", help="用规划人员写的用例检验目录；不写文件就跑自带的和自己政策库里 catalogue/cases 的全部用例。")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def run(ctx: click.Context, common: Common, files: tuple[Path, ...]) -> None:
    """Run test cases."""
    from policymatch.matching.cases import CaseRunner
    from policymatch.matching.matcher import Matcher
    from policymatch.matching.profile import load_profile
    from policymatch.programmes.cases import case_files, read_cases
    from policymatch.programmes.catalogue import OWN
    from policymatch.programmes.entry import Faults

    faults = Faults()
    cases = read_cases(files or case_files(corpus_folder(), common.store / OWN), faults)
    with opened_store(common) as store:
        profile = load_profile(corpus_folder() / "profiles" / "default.yaml")
        runner = CaseRunner(Matcher(own_catalogue(common), store, profile, date.today()))
        ran = list(runner.run(cases, faults))
    failures = [failure for _, failed in ran for failure in failed]
    passed = sum(not failed for _, failed in ran)

    def table() -> None:
        for fault in faults:
            click.echo(fault.message)
        for failure in failures:
            click.echo(_words(failure))
        click.echo(f"用例 {len(ran)} 个：通过 {passed} 个，未通过 {len(ran) - passed} 个；文件有误 {len(faults)} 处。")

    emit(
        common,
        lambda: {
            "passed": passed,
            "failed": len(ran) - passed,
            "faults": [{"path": str(f.path), "line": f.line, "reason": f.reason} for f in faults],
            "failures": [
                {
                    "case": f.case.id,
                    "note": f.case.note,
                    "path": str(f.case.path),
                    "line": f.expectation.line,
                    "programme": f.expectation.programme,
                    "expected": f.expected,
                    "got": f.got,
                    "trace": list(f.trace),
                }
                for f in failures
            ],
        },
        COLUMNS,
        lambda: (
            *((f.path, f.line, "", "文件有误", "", f.reason, "") for f in faults),
            *(
                (f.case.path, f.expectation.line, f.case.id, f.case.note, f.expected, f.got, "；".join(f.trace))
                for f in failures
            ),
        ),
        table,
    )
    if failures or faults or not ran:
        ctx.exit(1)


def _words(failure: Failure) -> str:
    head = f"{failure.case.path.name} 第 {failure.expectation.line} 行 {failure.case.id}（{failure.case.note}）"
    target = failure.expectation.programme or "通用规则"
    lines = [head, f"  {target}：期望{failure.expected}，得到{failure.got}", *(f"    {line}" for line in failure.trace)]
    return "\n".join(lines)
