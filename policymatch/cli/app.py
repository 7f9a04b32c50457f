"""The commands there are."""

from __future__ import annotations

import click

from policymatch._version import __version__
from policymatch.cli.chinese import LazyGroup

COMMANDS = {
    "index": "把政策文件收入政策库",
    "fetch": "下载政策原文，交给 index",
    "search": "查条款：提问，或用检索式",
    "vectors": "用本机的句向量模型为条款计算向量",
    "show": "看一部政策或一条条款的全文",
    "policies": "列出政策库里的政策",
    "programmes": "看资金渠道目录；check 校验，draft 起草，diff 比较，test 用例",
    "match": "看一个项目能申请哪些资金",
    "rank": "给项目表排序，逐个说明理由",
    "worklists": "由项目表生成三张清单：申报、前期手续缺项、要素保障",
    "plan": "排申报计划：在限制下哪些项目报哪个渠道",
    "impact": "看一部政策对项目表的影响",
    "lexicon": "看领域词表和同义词；check 校验词表",
    "doctor": "检查安装和政策库；--rebuild 重建检索文件",
}
"""Every command with its line of help; a command lives in the module of its name."""

app = LazyGroup(
    COMMANDS,
    name="policymatch",
    help="政策与项目匹配：县里的项目能申请哪些上级资金，依据哪一条，能争取多少，还缺什么。",
)
app.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help="显示版本。",
        callback=lambda ctx, _, value: _show_version(ctx) if value else None,
    )
)


def _show_version(ctx: click.Context) -> None:
    click.echo(f"policymatch {__version__}")
    ctx.exit()
