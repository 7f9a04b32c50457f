"""policymatch programmes: the catalogue of funding programmes."""

from __future__ import annotations

from policymatch.cli.chinese import LazyGroup

COMMANDS = {
    "show": "列出资金渠道；写编号看一个渠道的全部内容（不写 show 也一样）",
    "check": "校验整个目录，并报告用例覆盖到哪里",
    "draft": "从库里的一部政策起草资金渠道，--accept 收入目录",
    "diff": "两天、两份或两个渠道有什么不同",
    "test": "用规划人员写的用例检验目录",
}
"""Every command with its line of help; each lives in the module programmes_NAME."""

run = LazyGroup(
    COMMANDS, "programmes", "看资金渠道目录，校验和检验目录，从新政策起草。", prefix="programmes_", default="show"
)
