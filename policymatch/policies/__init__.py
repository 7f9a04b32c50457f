"""From a document to a policy: its metadata and its clauses.

Reading and parsing take a hundred regular expressions, which whoever only compares titles (search) must not wait for; so
what stands here is loaded when it is asked for.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policymatch.policies.parse import parse_policy, stated_id

__all__ = ["parse_policy", "stated_id"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from policymatch.policies import parse

    return getattr(parse, name)
