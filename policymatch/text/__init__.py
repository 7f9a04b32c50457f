"""Words, numbers, dates and document numbers of Chinese official texts; no files, no stores."""
