"""Which part of a page is its text: systems of governments by their names, other sites by where the sentences stand."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers import read_file
from policymatch.readers.html import read as read_html
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline

FIRST = "为加快推进农产品冷链物流建设，规范项目申报，根据国家有关规定，结合本地实际，制定本办法，请遵照执行。"
SECOND = "申报单位应当具有独立法人资格，信用良好，项目已完成备案，建设资金已经落实，能够在当年开工。"
SIGN = "<p>某某县发展和改革局</p><p>2024年3月1日</p>"
SIGNED = ["某某县发展和改革局", "2024年3月1日"]
NAVIGATION = "".join(f"<li><a href='/{n}/'>栏目{n}</a></li>" for n in range(20))
SITE = "<div class='top'><ul>{nav}</ul></div>{text}<div class='bottom'><p>主办单位：某某县人民政府办公室</p><a href='/'>首页</a></div>"


def read(page: str) -> Document:
    return read_html(page.encode(), "page", DEFAULT_LIMITS, Deadline(60))


def texts(page: str) -> list[str]:
    return [block.text for block in read(page).blocks]


@pytest.mark.parametrize(
    "opening",
    [
        '<div id="UCAP-CONTENT">',
        '<div class="TRS_Editor">',
        '<div class="view TRS_UEDITOR trs_paper_default">',
        '<div class="trs_editor_view">',
        '<div class="pages_content">',
        '<div class="Article_content">',
        '<div class="article-content">',
        '<div id="ivs_content">',
        '<div id="info_content">',
        '<div id="zoom">',
        "<article>",
        '<div class="a-name-nobody-knows">',
    ],
)
def test_the_text_without_the_site(opening: str) -> None:
    closing = "</article>" if opening == "<article>" else "</div>"
    page = SITE.format(nav=NAVIGATION, text=f"{opening}<p>{FIRST}</p><p>{SECOND}</p>{SIGN}{closing}")
    assert texts(f"<html><body>{page}</body></html>") == [FIRST, SECOND, *SIGNED]


def test_a_known_name_around_a_teaser_is_not_the_text() -> None:
    teaser = f"<article><p>{'本站公告，' * 15}</p></article>"
    text = "".join(f"<p>第{n}条　{SECOND}</p>" for n in range(1, 9))
    found = texts(f"<body>{teaser}<div class='main-text'>{text}</div></body>")
    assert sum(SECOND in line for line in found) == 8


def test_signature_and_annexes_beside_the_paragraphs_are_part_of_the_text() -> None:
    text = (
        f"<div class=a><div class=b><p>{FIRST}</p><p>{SECOND}</p></div><div class=c>{SIGN}</div>"
        "<div class=d>附件：<a href='1.doc'>1.申报表</a></div></div>"
    )
    page = f"<body><div class=x><ul>{NAVIGATION}</ul></div>{text}</body>"
    assert texts(page) == [FIRST, SECOND, *SIGNED, "附件：1.申报表"]


def test_a_text_in_an_element_named_like_a_header_is_kept() -> None:
    page = f"<body><div class='header-wrap nav'><p>{FIRST}</p><p>{SECOND}</p></div><footer>版权所有，未经许可不得转载。</footer></body>"
    assert texts(page) == [FIRST, SECOND]


def test_a_text_that_only_a_script_would_show_is_read() -> None:
    page = f"<body><div style='display:none'><div id=zoom><p>{FIRST}</p><p>{SECOND}</p></div></div><p>加载中</p></body>"
    assert texts(page) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "打印 关闭",
        "【打印】【关闭】",
        "扫一扫在手机打开当前页",
        "分享到：",
        "相关附件",
        "上一篇：关于某某的通知",
        "浏览次数：128次",
    ],
)
def test_what_a_site_prints_after_a_text_goes(line: str) -> None:
    assert texts(f"<body><div id=zoom><p>{FIRST}</p><p>{SECOND}</p><p>{line}</p></div></body>") == [FIRST, SECOND]


@pytest.mark.parametrize("line", ["150", "2024年3月1日", "资金来源：中央预算内投资", "附件：", "（此件公开发布）"])
def test_what_only_looks_like_it_stays(line: str) -> None:
    after = texts(f"<body><div id=zoom><p>{FIRST}</p><p>{line}</p></div></body>")
    before = texts(f"<body><div><p>{line}</p><p>{FIRST}</p><p>{SECOND}</p></div></body>")
    assert after == [FIRST, line]
    assert before == [line, FIRST, SECOND]


def test_a_link_to_the_explanation_of_a_text_is_none_of_it() -> None:
    page = (
        "<body><div id=zoom><p>点击查看政策解读：<a href='j.html'>《某某办法》解读</a></p>"
        f"<p>{FIRST}</p><p>详见<a href='https://example.com/'>申报系统</a></p>"
        "<p>相关链接：<a href='1.html'>另一篇</a></p></div></body>"
    )
    assert texts(page) == [FIRST, "详见申报系统"]


def test_share_buttons_and_codes_inside_the_text_go() -> None:
    extras = "<div class='bdsharebuttonbox'><a>微信好友</a></div><div id='qr_container'>扫我</div><div class='xgxw'>新闻</div>"
    assert texts(f"<body><div id=zoom><p>{FIRST}</p>{extras}<p>{SECOND}</p></div></body>") == [FIRST, SECOND]


def test_lines_of_preformatted_text_stay_lines() -> None:
    page = f"<body><div id=zoom><pre>第一条　{FIRST}\n第二条　{SECOND}</pre></div></body>"
    assert texts(page) == [f"第一条　{FIRST}", f"第二条　{SECOND}"]


@pytest.mark.parametrize(
    ("listed", "numbers"),
    [
        ("<ol>", ["1.", "2.", "3."]),
        ("<ol start=5>", ["5.", "6.", "7."]),
        ("<ol start=99999999999999999999>", ["9999.", "10000.", "10001."]),
        ("<ol type=a>", ["a.", "b.", "c."]),
        ("<ol type=I>", ["I.", "II.", "III."]),
        ("<ol reversed>", ["3.", "2.", "1."]),
        ("<ol style='list-style-type: cjk-ideographic'>", ["一、", "二、", "三、"]),
        ("<ol style='list-style: none'>", ["", "", ""]),
        ("<ol style='list-style-type:disc'>", ["", "", ""]),
        ("<ul>", ["", "", ""]),
    ],
)
def test_numbers_of_lists(listed: str, numbers: list[str]) -> None:
    items = ("甲项条件", "乙项条件", "丙项条件")
    close = "</ol>" if "<ol" in listed else "</ul>"
    page = f"<body><div id=zoom><p>{FIRST}</p>{listed}{''.join(f'<li><p>{item}</p></li>' for item in items)}{close}</div></body>"
    assert texts(page)[1:] == [f"{number}{item}" for number, item in zip(numbers, items, strict=True)]


def test_numbers_that_the_author_wrote_or_the_style_sheet_hides_are_not_added() -> None:
    body = f"<div id=zoom><p>{FIRST}</p><ol><li>（一）甲项</li><li>2.乙项</li><li>1.5万元以上</li></ol></div>"
    assert texts(f"<body>{body}</body>")[1:] == ["（一）甲项", "2.乙项", "3.1.5万元以上"]
    hidden = f"<style>ul, ol {{ margin: 0; list-style: none }}</style><body>{body}</body>"
    assert texts(hidden)[1:] == ["（一）甲项", "2.乙项", "1.5万元以上"]
    elsewhere = f"<style>.nav ol {{ list-style: none }}</style><body>{body}</body>"
    assert texts(elsewhere)[3] == "3.1.5万元以上"


def test_the_deadline_holds_while_a_page_is_walked() -> None:
    page = "<body>" + "<b></b><i>甲</i>" * 200_000
    with pytest.raises(ReadError) as caught:
        read_html(page.encode(), "page", DEFAULT_LIMITS, Deadline(0.05))
    assert caught.value.kind == "超时"


def test_time_grows_with_the_page_and_not_with_its_square() -> None:
    def seconds(page: str) -> float:
        begun = time.process_time()
        read(page)
        return time.process_time() - begun

    def nested(count: int) -> str:
        return "<body>" + f"<div class=TRS_Editor><p>{FIRST}</p>" * count + "</div>" * count

    def beside(count: int) -> str:
        return "<body>" + f"<div class=TRS_Editor><p>{FIRST}</p></div>" * count

    read(nested(10))
    assert seconds(nested(1200)) < 20 * max(seconds(nested(200)), 0.02)
    assert seconds(beside(9000)) < 30 * max(seconds(beside(1500)), 0.05)


TAGS = st.sampled_from(
    [
        "div",
        "p",
        "table",
        "tr",
        "td",
        "ol",
        "li",
        "a",
        "span",
        "article",
        "pre",
        "h1",
        "br",
        "ucapcontent",
        "nav",
        "x:y",
    ]
)
PIECES = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [
            "<td rowspan=0 colspan=99999>",
            "<div style='display:none'>",
            "<a href='http://[x'>",
            "<ol start=-3>",
            "<div id=zoom>",
        ]
    ),
    st.text(alphabet='甲乙，。：1<>&;" \n\t', max_size=12),
    st.just(FIRST),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_no_soup_of_tags_breaks_the_reader(pieces: list[str]) -> None:
    found: tuple[Block, ...] = ()
    with suppress(ReadError):
        found = read("<html><body>" + "".join(pieces)).blocks
    assert all(block.text.strip() == block.text != "" for block in found)


def test_a_saved_page_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "通知.html"
    path.write_text(f"<body><div id=zoom><p>{FIRST}</p></div>", encoding="gb18030")
    assert [block.text for block in read_file(path).blocks] == [FIRST]
