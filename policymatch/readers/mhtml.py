"""Web archives (.mht, .mhtml, and what many systems save as .doc): the page in them."""

from __future__ import annotations

import email
import email.policy

from policymatch.errors import ReadError
from policymatch.model import Document
from policymatch.readers.html import read as read_html
from policymatch.readers.limits import Deadline, Limits


def read(data: bytes, name: str, limits: Limits, deadline: Deadline) -> Document:
    """Read the first page of a web archive. Raises ReadError (文件损坏 and what a web page raises)."""
    broken = ReadError("网页归档里没有网页，或已损坏", "请用浏览器打开，另存为网页（.html）后再试。", kind="文件损坏")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        page = parts[0].get_payload(decode=True) if parts else None
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise broken from error
    if not isinstance(page, bytes) or not page.strip():
        raise broken
    return read_html(page, name, limits, deadline)
