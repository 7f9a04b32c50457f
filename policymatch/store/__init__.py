"""The only door to what is kept on disk: writing in one atomic step, reading a snapshot, searching."""
