from __future__ import annotations

import pytest
from notices import describe

from policymatch.model import Block, Document
from policymatch.policies import parse_policy
from policymatch.policies.titles import clean_title, wrapped


@pytest.mark.parametrize(
    ("lines", "name", "title"),
    [
        (["中华人民共和国会计法", "第一条 甲"], "会计法(2024-06-28)", "中华人民共和国会计法"),
        (["某县农业补助办法", "第一条 甲"], "scan001", "某县农业补助办法"),
        (["第一条 甲"], "会计法(2024-06-28)", "会计法"),
        ([Block("封面 标题", level=1), "第一条 甲"], "x", "封面标题"),
        (["甲" * 100], "", "（无标题）"),
        ([Block("云岭县农机", level=1), Block("补贴办法", level=1), "第一条 甲"], "x", "云岭县农机补贴办法"),
        (
            ["云岭县人民政府文件", "云府〔2024〕3号", "关于做好春耕工作", "的通知", "各乡：", "一、甲", "二、乙"],
            "x",
            "关于做好春耕工作的通知",
        ),
        (
            ["云岭县人民政府", "关于进一步支持乡镇企业", "用地若干", "措施", "第一条 甲"],
            "x",
            "云岭县人民政府关于进一步支持乡镇企业用地若干措施",
        ),
        (
            ["关于印发《云岭县三年行动方案", "（2024—2026年）》的通知", "各乡："],
            "x",
            "关于印发《云岭县三年行动方案（2024—2026年）》的通知",
        ),
        (["国务院办公厅关于加强养路的意见（国办发〔2024〕77号）", "各省："], "x", "国务院办公厅关于加强养路的意见"),
        (
            ["发布日期：2024-03-01  来源：云岭县", "字体：大 中 小", "云岭县渡口管理办法", "第一条 甲"],
            "x",
            "云岭县渡口管理办法",
        ),
        (["云 岭 县 渡 口 办 法", "第一条 甲"], "x", "云岭县渡口办法"),
        (["为了加强管理。", "另一段话在这里。"], "云岭县方案", "云岭县方案"),
    ],
)
def test_titles(lines: list[str | Block], name: str, title: str) -> None:
    assert describe(*lines, name=name).title == title


def test_the_title_goes_out_of_the_text_whole() -> None:
    lines = ("国家发展改革委 财政部", "关于做好申报", "工作的通知", "各省：", "一、甲", "二、乙")
    policy = parse_policy(Document("x", "text", tuple(Block(line) for line in lines)))
    assert policy.summary.title == "国家发展改革委 财政部关于做好申报工作的通知"
    assert policy.clauses[0].text == "各省："


@pytest.mark.parametrize(
    ("title", "inner"),
    [
        ("云岭县人民政府关于印发《云岭县补助办法（试行）》的通知", "云岭县补助办法（试行）"),
        ("云岭县人民政府办公室关于印发云岭县补助办法的通知", "云岭县补助办法"),
        ("关于印发《关于贯彻〈渡口条例〉的意见》的通知", "关于贯彻〈渡口条例〉的意见"),
        ("云岭县政府办转发市发展改革委关于加快养路意见的通知", "市发展改革委关于加快养路意见"),
        ("国务院批转发展改革委关于深化改革意见的通知", "发展改革委关于深化改革意见"),
        ("中共云岭县委 云岭县人民政府印发《关于养路的若干措施》", "关于养路的若干措施"),
        ("财政部关于公布《票据管理办法》的公告", "票据管理办法"),
        ("关于印发《甲办法》《乙办法》的通知", None),
        ("关于印发《甲办法》和《乙办法》的通知", None),
        ("关于印发《甲办法》等三个文件的通知", None),
        ("关于做好申报工作的通知", None),
        ("云岭县渡口管理办法", None),
        ("关于修改《渡口条例》的决定", None),
    ],
)
def test_what_a_notice_wraps(title: str, inner: str | None) -> None:
    assert wrapped(title) == inner


def test_passing_on_what_another_organ_wrote() -> None:
    summary = describe(
        "贵州省人民政府办公厅转发省发展改革委关于加快养路意见的通知",
        "各市：",
        "现转发给你们。",
        "贵州省人民政府办公厅",
        "2024年1月5日",
        "关于加快养路的意见",
        "省发展改革委",
        "一、甲",
        "二、乙",
    )
    assert summary.title == "贵州省人民政府办公厅转发省发展改革委关于加快养路意见的通知"
    assert summary.issuer == "贵州省人民政府办公厅"
    assert (summary.level, summary.region) == ("省", "贵州省")


def test_a_list_of_annexes_is_not_the_annex() -> None:
    lines = [
        "关于印发云岭县渡口办法的通知",
        "各乡：",
        "现印发给你们。",
        "附件：云岭县渡口办法",
        "云岭县人民政府",
        "2024年3月1日",
    ]
    assert describe(*lines).title == lines[0]
    assert describe(*lines, "附件", "云岭县渡口办法", "第一条 甲。").title == "云岭县渡口办法"


@pytest.mark.parametrize(
    ("title", "draft"),
    [
        ("云岭县渡口办法（征求意见稿）", True),
        ("关于公开征求《云岭县渡口办法》意见的公告", True),
        ("渡口法（草案）", True),
        ("云岭县草原办法", False),
    ],
)
def test_drafts(title: str, draft: bool) -> None:
    assert describe(title, "第一条 甲").metadata.get("drafts", False) is draft


@pytest.mark.parametrize(
    ("hint", "title"),
    [
        ("Microsoft Word - 文件1.doc", "scan"),
        ("untitled", "scan"),
        ("云岭县人民政府文件", "scan"),
        ("云岭县农机补贴方案.docx", "scan"),
        ("云岭县农机补贴方案", "云岭县农机补贴方案"),
    ],
)
def test_what_a_word_processor_calls_a_file_is_a_hint(hint: str, title: str) -> None:
    blocks = (Block("表一，略。"), Block("一、甲"))
    for form, key in (("pdf", "/title"), ("docx", "dc:title")):
        assert parse_policy(Document("scan", form, blocks, {key: hint})).summary.title == title
        lines = (Block("云岭县渔船补贴办法"), *blocks)
        assert parse_policy(Document("scan", form, lines, {key: hint})).summary.title == "云岭县渔船补贴办法"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("国务院关于甲的意见_国务院部门文件_中国政府网", "国务院关于甲的意见"),
        ("关于甲的通知 - 云岭县人民政府门户网站", "关于甲的通知"),
        ("（转载）云岭县关于甲的通知", "云岭县关于甲的通知"),
        ("甲行动方案（2024-2026年）", "甲行动方案（2024-2026年）"),
        ("《甲—乙》通知", "《甲—乙》通知"),
    ],
)
def test_what_a_site_puts_around_a_title(written: str, title: str) -> None:
    assert clean_title(written) == title
