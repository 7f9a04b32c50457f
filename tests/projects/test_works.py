"""What a project mainly builds, told from contents as planners write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policymatch.projects.works import main_works
from policymatch.text.numerals import half_width


@pytest.mark.parametrize(
    ("content", "works"),
    [
        ("新建教学楼3600平方米、食堂1800平方米及室外管网。", "教学楼"),
        ("新建食堂1800平方米、教学楼3600平方米。", "教学楼"),
        ("新建综合楼1.2万平方米，其中：门诊用房9000㎡、办公用房600㎡，预留发展用地。", "门诊用房"),
        ("建综合楼1.8万平方米，其中机关办公用房1.62万平方米、食堂1200平方米。", "机关办公用房"),
        ("项目总用地80亩，主要建设标准厂房3栋，配套建设办公楼2000平方米。", "标准厂房"),
        ("以文旅融合为方向，园内建商品住宅620套、商业街1.2万平方米，配观光大棚2座。", "商品住宅"),
        ("建设内容：新建污水处理厂1座，规模2000吨/日。", "污水处理厂"),
        ("在田头新建机械冷库3座、总库容2600立方米。", "机械冷库"),
        ("1.新建游客中心3800平方米；2.新建酒店2.6万平方米。", "游客中心"),
        ("建设内容包括酒店客房260间、洗浴中心6800平方米。", "酒店客房"),
        ("渠系始建于1965年。新建泵站2座。", "泵站"),
        ("建于1965年，渠系老化。", ""),
        ("新建食堂1,800平方米，教学楼3,600平方米。", "教学楼"),
        # What is only repaired, bought or already there is not built.
        ("对5栋机关办公用房维修改造。", ""),
        ("更新CT 1台、DR 3台。", ""),
        ("项目建成后解决3万人饮水。", ""),
        ("利用闲置办公楼3600平方米改造为养老服务中心。", ""),
        ("建筑面积1.2万平方米。", ""),
        ("实施秸秆深翻还田8万亩，不新建建筑物。", ""),
        ("", ""),
    ],
)
def test_the_main_thing_built(content: str, works: str) -> None:
    assert main_works(content) == works


@given(st.text(alphabet="新建设改造扩，、；。其中及和12.0万平方米㎡套栋酒店楼（）\n 配", max_size=200))
def test_any_text_gives_something_that_stands_in_it(content: str) -> None:
    works = main_works(content)
    assert not works or works in half_width(content)


def test_a_long_text_is_read_at_its_beginning_only() -> None:
    assert main_works("一" * 5_000 + "。新建酒店1座。") == ""
    assert main_works("新建水厂1座。" + "建" * 500_000) == "水厂"
