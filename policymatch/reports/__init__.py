"""Results as JSON, tables, Excel; nothing here knows how they were reached."""
