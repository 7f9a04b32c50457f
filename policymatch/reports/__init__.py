"""Results as JSON, tables, Excel, Word and web pages; nothing here knows how they were reached."""
