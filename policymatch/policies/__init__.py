"""From a document to a policy: its metadata and its clauses."""

from policymatch.policies.parse import parse_policy, stated_id

__all__ = ["parse_policy", "stated_id"]
