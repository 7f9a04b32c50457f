"""Project tables in, Projects out: columns, units, stages, permits, places, sectors."""

from policymatch.projects.duplicates import find_duplicates
from policymatch.projects.rows import ProjectTable, read_projects

__all__ = ["ProjectTable", "find_duplicates", "read_projects"]
