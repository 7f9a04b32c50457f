"""Drafts: what a policy of the store says of a programme, proposed for a planner to check."""
