"""``python -m policymatch``."""

from policymatch.cli import main

main()
