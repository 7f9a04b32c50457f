"""Originals from the web: fetched politely, kept with address, time and hash, so that they can be indexed."""
