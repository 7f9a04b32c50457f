from __future__ import annotations

from pathlib import Path

import pytest

from policymatch.errors import ReadError
from policymatch.model import Block, Document
from policymatch.readers import read_file

LONG = (
    "为了充分发挥政府投资作用，提高政府投资效益，规范政府投资行为，激发社会投资活力，"
    "根据有关法律法规，结合本地实际，制定本办法，请遵照执行。"
)


def read(tmp_path: Path, page: str | bytes, name: str = "a.html") -> Document:
    path = tmp_path / name
    path.write_bytes(page.encode() if isinstance(page, str) else page)
    return read_file(path)


def test_a_page_of_a_government(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>某办法_国务院部门文件_中国政府网</title>
        <meta name="PubDate" content="2024-01-02"><script>document.write("坏")</script></head><body>
        <div class="header"><h1>某网站</h1></div><table><tr><td><b>标　　题：</b></td><td>某某项目管理办法</td></tr>
        <tr><td><b>发文字号：</b></td><td>国办发〔2024〕1号</td></tr></table><h1>某某项目管理办法</h1>
        <div id="UCAP-CONTENT"><div class="trs_editor_view"><p>国办发<span>〔2024〕</span>1号</p><p>{LONG}</p>
        <h2>一、总体要求</h2>甲<br>乙<script>x</script>丙<div style="display: none">藏</div>
        <table><tr><th>项目</th><th>比例</th></tr><tr><td><p>甲</p><p>乙</p></td><td>30&#37;</td></tr></table>
        </div></div><div class="footer">版权</div></body></html>""",
    )
    assert document.blocks == (
        Block("某某项目管理办法", level=1),
        Block("国办发〔2024〕1号"),
        Block(LONG),
        Block("一、总体要求", level=2),
        Block("甲"),
        Block("乙丙"),
        Block("项目 | 比例", table=1, head=True),
        Block("甲 乙 | 30%", table=1),
    )
    assert document.metadata["pubdate"] == "2024-01-02"
    assert document.metadata["published_on"] == "2024-01-02"
    assert document.metadata["发文字号"] == "国办发〔2024〕1号"
    assert document.metadata["html_title"] == "某办法_国务院部门文件_中国政府网"


def test_without_a_known_container_the_whole_body_is_read_but_for_the_site(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        f"<html><body><nav>导航</nav><header>页眉</header><div class='main-nav'>菜单</div><form><p>{LONG}</p>"
        "<select><option>一</option></select></form><footer>页脚</footer><div id=footer>版权</div></body></html>",
    )
    assert [block.text for block in document.blocks] == [LONG]


def test_a_page_laid_out_with_tables_keeps_its_paragraphs(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<html><body><table><tr><td>左</td><td><table><tr><td><p>一</p><p>二</p></td></tr></table></td></tr></table>",
    )
    assert [block.text for block in document.blocks] == ["左", "一", "二"]


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_a_page_declares_does_not_mislead(tmp_path: Path, declared: str, encoding: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>{LONG}</p></body></html>'
    assert read(tmp_path, page.encode(encoding)).blocks[0].text == LONG


def test_big5_is_believed_where_declared(tmp_path: Path) -> None:
    page = '<html><head><meta charset="big5"></head><body><p>政府投資條例</p></body></html>'
    assert read(tmp_path, page.encode("big5")).blocks[0].text == "政府投資條例"


def test_one_broken_byte_does_not_cost_the_page(tmp_path: Path) -> None:
    page = f"<html><body><p>{LONG}</p><p>{LONG}</p></body></html>".encode()
    assert LONG in read(tmp_path, page[:200] + b"\xff" + page[201:]).blocks[1].text


def test_too_deep_a_page_is_refused_not_cut_short(tmp_path: Path) -> None:
    page = "<html><body><p>前文</p>" + "</b>" * 3000 + "<div>" * 5000 + "正文" + "</div>" * 5000 + "</body></html>"
    with pytest.raises(ReadError) as caught:
        read(tmp_path, page)
    assert caught.value.kind == "文件损坏"


def test_hundreds_of_unclosed_elements_and_megabytes_of_picture_do_no_harm(tmp_path: Path) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 12_000_000}">'
    page = f"<body>{'<div>' * 1500}<p>{LONG}</p>{picture}<p>末段。</p>"
    assert [block.text for block in read(tmp_path, page).blocks] == [LONG, "末段。"]


def test_a_page_of_frames_says_where_its_text_is(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        read(tmp_path, "<html><frameset cols='20%,80%'><frame src='a.htm'><frame src='b.htm'></frameset></html>")
    assert caught.value.kind == "没有文字"
    assert "框架" in caught.value.message


def test_entities_and_control_characters(tmp_path: Path) -> None:
    page = "<body><div id=zoom><p>甲&#xD800;&#0;乙&lt;b&gt;&amp;lt;&nbsp;丙&bogus;&#8203;</p><p>" + LONG + "</p></div>"
    assert read(tmp_path, page).blocks[0].text in (
        "甲乙<b>&lt; 丙&bogus;",
        "甲\ufffd乙<b>&lt; 丙&bogus;",
        "甲\ufffd\ufffd乙<b>&lt; 丙&bogus;",
    )


def test_nothing_is_fetched_or_expanded(tmp_path: Path) -> None:
    page = (
        '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "z">]>'
        f"<html><body><p>{LONG}&x;&y;</p></body></html>"
    )
    assert "root:" not in read(tmp_path, page).blocks[0].text
