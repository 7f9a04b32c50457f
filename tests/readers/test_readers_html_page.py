"""What a page says about itself: title, day of publication, source, labelled table and the files it links to."""

from __future__ import annotations

import pytest

from policymatch.model import Document
from policymatch.readers.html import read as read_html
from policymatch.readers.limits import DEFAULT_LIMITS, Deadline

TEXT = "<p>为加快推进农产品冷链物流建设，规范项目申报，根据国家有关规定，结合本地实际，制定本办法，请遵照执行。</p>"
BODY = f"<div id='zoom'>{TEXT}{TEXT}</div>"


def read(page: str) -> Document:
    return read_html(page.encode(), "page", DEFAULT_LIMITS, Deadline(60))


def title(page: str) -> str:
    return next((block.text for block in read(page).blocks if block.level == 1), "")


def files(page: str) -> list[tuple[str, str]]:
    found = read(page).metadata.get("attachments", [])
    assert isinstance(found, list)
    return [(file["title"], file["url"]) for file in found]


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ('<meta name="ArticleTitle" content="某某项目申报指南">', ""),
        ('<meta name="ArticleTitle" content="某某项目<br/>申报指南"><title>某某网</title>', "<h1>某某网站</h1>"),
        ('<meta name="ArticleTitle" content="某某项目申报…">', "<h1>某某项目申报指南</h1>"),
        ("<title>某某项目申报指南_国务院部门文件_中国政府网</title>", ""),
        ("<title>某某县发展改革局网站-某某项目申报指南</title><meta name=SiteName content=某某县发展改革局网站>", ""),
        ("<title>某某项目申报指南 - 某某县人民政府门户网站</title>", "<h1>您当前所在的位置：首页 > 通知</h1>"),
        ("", "<h1 id='ti'>某某项目申报指南</h1>"),
        ("", "<h1>某某县人民政府</h1><ucaptitle>某某项目申报指南</ucaptitle>"),
    ],
)
def test_titles(head: str, above: str) -> None:
    assert title(f"<html><head>{head}</head><body>{above}{BODY}</body></html>") in (
        "某某项目申报指南",
        "某某项目 申报指南",
    )


def test_a_title_that_the_text_begins_with_is_not_doubled() -> None:
    page = f"<title>某某办法</title><body><div id=zoom><p>某政规〔2024〕1号</p><p>某某办法</p>{TEXT}</div>"
    assert [(block.text[:12], block.level) for block in read(page).blocks][:2] == [
        ("某政规〔2024〕1号", 0),
        ("某某办法", 1),
    ]


def test_a_page_without_a_name_gets_none() -> None:
    assert title(f"<title>无标题文档</title><body>{BODY}") == ""


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ('<meta name="PubDate" content="2024-01-12 17:00">', "<p>发布时间：2023-12-31</p>"),
        ('<meta name="firstpublishedtime" content="2024-01-12-17:00:00">', ""),
        ('<meta name="pubdate" content="20240112170000">', ""),
        ('<meta property="article:published_time" content="2024-01-12T17:00:00+08:00">', ""),
        ("", "<div><span>发布时间：<b>2024-01-12 17:00</b></span><span>来源：本网</span></div>"),
        ("", "<div>发布日期：2024年1月12日　浏览次数：3</div>"),
        ("", "<div>时间：2024/1/12</div>"),
        ("", "<div class='pages-date'>2024-01-12 17:00 <span class='font'>来源： 新华社</span></div>"),
        ("", "<table><tr><td><b>发布日期：</b></td><td>2024年01月12日</td></tr></table>"),
        ("", "<publishtime>发布时间：2024.01.12</publishtime>"),
    ],
)
def test_days_of_publication(head: str, above: str) -> None:
    document = read(f"<html><head>{head}</head><body>{above}{BODY}</body></html>")
    assert document.metadata["published_on"] == "2024-01-12"


@pytest.mark.parametrize(
    "above",
    [
        "<table><tr><td>成文日期：</td><td>2024年01月12日</td></tr></table>",
        "<p>报名时间：2024年1月12日</p>",
        "<p>更新日期：2024-01-12</p>",
        "<p>截止时间：2024-01-12</p>",
        "<p>发布日期：2024-13-45</p>",
        "<meta name='PubDate' content='昨天'>",
    ],
)
def test_no_other_day_is_taken_for_it(above: str) -> None:
    assert "published_on" not in read(f"<body>{above}{BODY}</body>").metadata


@pytest.mark.parametrize(
    ("head", "above", "source"),
    [
        ('<meta name="ContentSource" content="来源：本网">', "<p>来源：某某日报</p>", "本网"),
        ("", "<div>发布时间：2024-01-12 来源：某某县农业农村局 字体：大 中 小</div>", "某某县农业农村局"),
        ("", "<div>信息来源：市人力资源社会保障局 社保中心　浏览字号：大</div>", "市人力资源社会保障局 社保中心"),
        ("", "<div>来源：</div>", None),
        ("", "<div>资金来源：中央预算内投资</div>", None),
        ('<meta name="source" content="新华社">', "", "新华社"),
    ],
)
def test_sources(head: str, above: str, source: str | None) -> None:
    document = read(f"<html><head>{head}</head><body>{above}{BODY}</body></html>")
    assert document.metadata.get("published_by") == source


def test_the_labelled_table_in_its_forms() -> None:
    document = read(
        "<body><table><tr><td><b>索　引　号：</b></td><td>0001/2024</td><td>主题分类：</td><td></td></tr>"
        "<tr><td>标　　题：</td><td>某某办法</td><td>成文日期：</td><td>2024年01月02日</td></tr></table>"
        "<ul><li><span>文　　号：</span>某政规〔2024〕1号</li></ul><dl><dt>发文机关</dt><dd>某某县人民政府</dd></dl>"
        "<p>有效性：有效</p><div><span>失效日期：</span><span>2029-01-01</span></div>"
        f"<div id=zoom>{TEXT}<table><tr><td>名称</td><td>主题词</td></tr><tr><td>公开方式</td><td>不得作数</td></tr></table></div></body>"
    )
    own = {key: value for key, value in document.metadata.items() if not key.isascii()}
    assert own == {
        "索引号": "0001/2024",
        "标题": "某某办法",
        "成文日期": "2024年01月02日",
        "文号": "某政规〔2024〕1号",
        "发文机关": "某某县人民政府",
        "有效性": "有效",
        "失效日期": "2029-01-01",
    }


def test_a_page_cannot_state_what_only_we_do() -> None:
    document = read(
        "<meta name=id content=1><meta name=status content=现行><meta name=title content=某网><meta name=attachments content=x>"
        f"<meta name=published_on content=2020-01-01><body>{BODY}"
    )
    assert not {"id", "status", "title", "attachments", "published_on"} & set(document.metadata)
    assert document.metadata["meta:id"] == "1"


def test_files_in_and_after_the_text() -> None:
    page = (
        f"<body><ul class=nav><li><a href='/guide.pdf'>网站指南</a></li></ul><div class=main><div id=zoom>{TEXT}"
        "<p>附件：1. <a href='P020240112.docx'>申报表</a></p><p>2.评审办法 <a href=\"a/2.PDF?x=1\">下载</a></p>"
        "<p><a href='/module/download/downfile.jsp?classid=0&amp;filename=b.ofd'>附件3</a></p>"
        "<p><a href='/attachment/123'>附件4：汇总表</a></p><p><a href='zip.ZIP' title='全部附件'><img src=x></a></p>"
        "<p><a href='P020240112.docx'>再次</a> <a href='https://example.com/index.html'>到官网下载</a></p></div>"
        "<div class=fujian><a href='after.xls'>统计表</a></div></div><div class=footer><a href='app.rar'>客户端</a></div></body>"
    )
    assert files(page) == [
        ("申报表", "P020240112.docx"),
        ("2.评审办法", "a/2.PDF?x=1"),
        ("附件3", "/module/download/downfile.jsp?classid=0&filename=b.ofd"),
        ("附件4：汇总表", "/attachment/123"),
        ("全部附件", "zip.ZIP"),
        ("统计表", "after.xls"),
    ]


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("", "../a.pdf"),
        ("<base href='https://example.gov.cn/x/y/'>", "https://example.gov.cn/x/a.pdf"),
        ("<link rel=canonical href='https://example.gov.cn/x/y/z.html'>", "https://example.gov.cn/x/a.pdf"),
        ("<meta property='og:url' content='https://example.gov.cn/x/y/z.html'>", "https://example.gov.cn/x/a.pdf"),
        ("<meta name='Url' content='https://example.gov.cn/x/y/z.html'>", "https://example.gov.cn/x/a.pdf"),
        ("<base href='javascript:alert(1)'>", "../a.pdf"),
        ("<base href='file:///etc/'>", "../a.pdf"),
    ],
)
def test_addresses_are_made_absolute_only_where_the_page_tells_how(head: str, url: str) -> None:
    page = f"<html><head>{head}</head><body><div id=zoom>{TEXT}<a href='../a.pdf'>附件</a></div></body></html>"
    assert files(page) == [("附件", url)]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void('a.pdf')",
        "java&#10;script:open('a.pdf')",
        " JAVASCRIPT:x.pdf",
        "data:application/pdf;base64,AAAA.pdf",
        "vbscript:a.pdf",
        "file:///etc/a.pdf",
        "mailto:a@b.pdf",
        "#a.pdf",
        "",
        "http://[broken/a.pdf",
    ],
)
def test_no_script_and_no_data_is_a_file(href: str) -> None:
    assert files(f'<body><div id=zoom>{TEXT}<a href="{href}">附件1下载</a></div></body>') == []


def test_a_file_shown_in_the_text_is_listed() -> None:
    assert files(f"<body><div id=zoom>{TEXT}<iframe src='/files/%E9%80%9A%E7%9F%A5.pdf'></iframe></div></body>") == [
        ("通知.pdf", "/files/%E9%80%9A%E7%9F%A5.pdf")
    ]
