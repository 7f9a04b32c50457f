from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policymatch.model import Project
from policymatch.paths import corpus_folder
from policymatch.programmes.catalogue import load_catalogue
from policymatch.programmes.entry import Faults
from policymatch.programmes.sectors_check import check_sectors
from policymatch.projects.sector import BOND_FIELDS, labels_of, taxonomies

SHORT = {
    "城乡冷链等物流": "城乡冷链等物流基础设施",
    "市政": "市政和产业园区基础设施",
    "产业园区": "市政和产业园区基础设施",
    "前沿和新兴产业": "前沿/战略性新兴产业基础设施",
}
"""Fields by the names that the catalogue's directions give them."""


@pytest.fixture
def faults_after(tmp_path: Path) -> Callable[[str, str, str], list[str]]:
    def change(name: str, old: str, new: str) -> list[str]:
        folder = tmp_path / "sectors"
        shutil.copytree(corpus_folder() / "sectors", folder)
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        faults = Faults()
        check_sectors(folder, faults)
        return [fault.message for fault in faults]

    return change


def test_the_shipped_files_are_sound() -> None:
    faults = Faults()
    check_sectors(corpus_folder() / "sectors", faults)
    assert faults == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("projects/environment.yaml", "bond: [生态环保]", "bond: [生态]", "“生态”不是“bond”里的领域"),
        ("projects/environment.yaml", "emerging: [节能环保]", "", "缺少“emerging”"),
        (
            "projects/environment.yaml",
            "锅炉烟气脱硫脱硝",
            "乡镇污水收集管网：又一次\n      - 锅炉烟气脱硫脱硝",
            "写了两次",
        ),
        ("projects/environment.yaml", "石门镇污水处理厂及配套管网：", "石门镇污水处理厂及配套管网", "名称：内容"),
        ("projects/environment.yaml", "    emerging: []", "    emerging: []\n    note: 一", "不认识的键“note”"),
        ("fields.yaml", "- name: 能源", "- name: 交通基础设施", "写了两次"),
        ("fields.yaml", "definition: 国防", "meaning: 国防", "缺少“definition”"),
        ("topics.yaml", "客运站 汽车站", "客运站 客运站 汽车站", "写了两次：客运站"),
        ("fields.yaml", "- name: 相关服务", "- name: 其他服务", "领域“其他服务”只有 0 条描述"),
    ],
)
def test_faults(faults_after: Callable[[str, str, str], list[str]], name: str, old: str, new: str, said: str) -> None:
    assert any(said in message for message in faults_after(name, old, new))


def test_the_words_of_the_catalogue_lead_to_its_fields() -> None:
    catalogue = load_catalogue(corpus_folder())
    bonds = next(each for each in catalogue.programmes if each.id == "special-bond")
    # Every direction's title begins with its field, short: 能源：城乡电网. Land reserves are in none.
    named = [(direction.title.partition("：")[0], direction) for direction in bonds.directions]
    asked = [
        (SHORT.get(name, name), word) for name, direction in named if name != "土地储备" for word in direction.keywords
    ]
    assert {field for field, _ in asked} == set(taxonomies()[BOND_FIELDS])
    found = labels_of([Project(word + "项目") for _, word in asked])
    right = sum(field in {label.field for label in labels} for (field, _), labels in zip(asked, found, strict=True))
    assert right >= 0.83 * len(asked)
