"""China's provinces and prefectures by name, from ``corpus/regions/prefectures.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policymatch.errors import CatalogueError

_SHORT_REGIONS = ("内蒙古", "广西", "西藏", "宁夏", "新疆")


def load_prefectures(regions_dir: Path) -> Mapping[str, tuple[str, ...]]:
    """Give the full names of the prefectures under each province's full name. Raises CatalogueError."""
    content = load_mapping(regions_dir / "prefectures.yaml")
    return {str(province): tuple(str(name) for name in below or ()) for province, below in content.items()}


def load_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds one mapping. Raises CatalogueError."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise CatalogueError(f"无法读取：{error}", path, 1, "请重新安装，或检查地区数据文件。") from None
    if not isinstance(content, dict):
        raise CatalogueError("应当是“名称: 内容”的对照表", path, 1)
    return content


def short_province(name: str) -> str:
    """贵州 for 贵州省, 广西 for 广西壮族自治区."""
    region = next((short for short in _SHORT_REGIONS if name.startswith(short)), None)
    return region or re.sub(r"(?:省|市|特别行政区|自治区)$", "", name)
