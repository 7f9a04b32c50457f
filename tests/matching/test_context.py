"""What heads every report: store, profile, day and the state of the catalogue, own part included."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from match_tools import CORPUS, DAY, SAMPLE, catalogue, profile

from policymatch._version import __version__
from policymatch.matching.context import catalogue_words, profile_words, report_context
from policymatch.matching.profile import load_profile
from policymatch.matching.profile_names import find_profile
from policymatch.programmes.catalogue import load_catalogue
from policymatch.programmes.overlays import Overlay
from policymatch.projects.regions import load_regions
from policymatch.store.snapshot import Store


def test_every_report_says_what_it_rests_on(store: Store) -> None:
    found = report_context("表.xlsx", "某县项目表", DAY, profile(), store, catalogue(), load_regions())
    assert found["表格"] == "表.xlsx"
    assert found["判断日期"] == DAY.isoformat()
    assert found["权重文件"] == "default.yaml"
    assert found["权重方案"] == f"默认（内容校验码 {profile().digest}）"
    assert found["总分权重"] == "契合度 40%，成熟度 35%，竞争力 25%"
    assert found["政策库"].startswith(f"第 {store.generation} 代，")
    assert found["资金目录"].startswith(f"{len(catalogue().programmes)} 个资金渠道，内容校验码 ")
    assert found["程序"] == f"policymatch {__version__}"
    assert list(found)[:3] == ["表格", "标题", "判断日期"]


def test_a_profile_says_its_bases_and_what_it_cannot_count() -> None:
    words = profile_words(load_profile(find_profile("专项债")))
    assert "以 default.yaml 为底" in words
    assert "债务空间" in words


def test_the_mark_of_the_catalogue_follows_its_content(tmp_path: Path) -> None:
    shipped = catalogue_words(catalogue(), load_regions())
    assert catalogue_words(load_catalogue(CORPUS, tmp_path / "none"), load_regions()) == shipped
    own = tmp_path / "own"
    (own / "programmes").mkdir(parents=True)
    text = (CORPUS / "programmes" / "ndrc-water.yaml").read_text(encoding="utf-8")
    copied = own / "programmes" / "ndrc-water.yaml"
    copied.write_text(f"# 我县抄了一份\n{text}", encoding="utf-8")
    assert catalogue_words(load_catalogue(CORPUS, own), load_regions()) == shipped
    copied.write_text(text.replace("title: ", "title: 我县", 1), encoding="utf-8")
    changed = catalogue_words(load_catalogue(CORPUS, own), load_regions())
    assert changed.split("，")[0] == shipped.split("，")[0]
    assert changed != shipped


def test_a_threshold_that_a_place_changed_is_said_and_marked() -> None:
    changed = catalogue()
    changed.overlays = (
        Overlay(("贵州省", None, None), "special-bond", "cover", "coverage_ratio", "at_least", 1.3, "某办法", None, DAY,
                "reported", None, None),
    )  # fmt: skip
    words, shipped = catalogue_words(changed, load_regions()), catalogue_words(catalogue(), load_regions())
    assert "本地调整 1 条" in words
    assert words.rpartition("内容校验码")[2] != shipped.rpartition("内容校验码")[2]


def test_an_own_set_of_places_changes_the_mark(tmp_path: Path) -> None:
    shipped = load_regions()
    other = shutil.copytree(CORPUS / "regions", tmp_path / "regions")
    path = other / "tiers.yaml"
    text = path.read_text(encoding="utf-8")
    assert "贵州省, " in text
    path.write_text(text.replace("贵州省, ", "", 1), encoding="utf-8")
    assert catalogue_words(catalogue(), shipped) != catalogue_words(catalogue(), load_regions(other))


def ranked(store: Store, folder: Path, seed: str, *more: str) -> bytes:
    return subprocess.run(
        [sys.executable, "-m", "policymatch", "rank", str(SAMPLE), "--store", str(store.folder), "--as-of", DAY.isoformat(),
         "--format", "json", "--quiet", *more],
        capture_output=True, check=True, cwd=folder, env=os.environ | {"PYTHONHASHSEED": seed}, timeout=100,
    ).stdout  # fmt: skip


def test_the_same_table_gives_the_same_bytes_whatever_the_hash_seed(store: Store, tmp_path: Path) -> None:
    first = ranked(store, tmp_path, "0", "-o", str(tmp_path / "一.json"))
    assert first == ranked(store, tmp_path, "4711")
    assert (tmp_path / "一.json").read_bytes().strip() == first.strip()
    assert {"资金目录", "权重方案", "政策库", "判断日期", "排序方法", "换权重试算"} <= set(json.loads(first)["context"])


def test_the_same_bytes_by_entropy_and_distance(store: Store, tmp_path: Path) -> None:
    words = ("--method", "熵权TOPSIS", "--profile", "专项债", "--weightings", "500")
    first = ranked(store, tmp_path, "1", *words)
    assert first == ranked(store, tmp_path, "2", *words)
    found = json.loads(first)
    assert found["context"]["权重方案"].startswith("专项债")
