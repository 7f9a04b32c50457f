"""Zip packages (.docx, .xlsx, .ofd): looked over before anything in them is unpacked."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from policymatch.errors import ReadError
from policymatch.readers.limits import Deadline, Limits, too_large

MAX_PARTS = 20_000
_PIECE = 256 * 1024
_AGAIN = "请重新下载或另存一份。"

FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises over a damaged package."""


class Package:
    """A zip package that is not a bomb, by what it declares; zipfile never unpacks more of a part than that.

    ``what`` names the file in messages (Word 文件). Raises ReadError (文件损坏, 已加密, 超出上限).
    """

    def __init__(self, data: bytes, what: str, max_unpacked: int, max_parts: int = MAX_PARTS) -> None:
        self._what = what
        with _blaming(self.damaged):
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.parts = self._archive.infolist()
        if len(self.parts) > max_parts:
            raise too_large(f"{what}里有 {len(self.parts)} 个部件，超过 {max_parts} 个")
        if sum(part.file_size for part in self.parts) > max_unpacked:
            raise too_large(f"{what}解压后超过 {max_unpacked // (1024 * 1024)} MB")
        if any(part.flag_bits & 1 for part in self.parts):
            raise ReadError(f"{what}已加密", "请用密码打开，另存一份不加密的文件后再试。", kind="已加密")

    @property
    def names(self) -> list[str]:
        """The names of the parts, as they stand in the package."""
        return [part.filename for part in self.parts]

    def size(self, name: str) -> int:
        """Return how many bytes a part says it unpacks to."""
        return next((part.file_size for part in self.parts if part.filename == name), 0)

    def read(self, part: zipfile.ZipInfo | str) -> bytes:
        """Unpack a part. Raises ReadError (文件损坏) where it is missing or damaged."""
        with _blaming(self.damaged):
            return self._archive.read(part)

    def look_over(self, limits: Limits, deadline: Deadline) -> None:
        """Unpack everything in small pieces and keep nothing, to know what opening it with a library would cost.

        Raises ReadError (文件损坏, 内容可疑, 超出上限, 超时).
        """
        if self.parts and min(part.header_offset for part in self.parts) > 0:
            # What stands before a zip is not seen: two files glued together would pass for the second.
            raise ReadError(f"{self._what}前面粘着别的数据", _AGAIN, kind="文件损坏")
        with _blaming(self.damaged):
            for part in self.parts:
                self._look_at(part, limits, deadline)

    def _look_at(self, part: zipfile.ZipInfo, limits: Limits, deadline: Deadline) -> None:
        # zipfile unpacks all that is there before it cuts it to the size that is stated; read in pieces it does not.
        unbounded = copy.copy(part)
        unbounded.file_size = limits.max_unpacked + 1
        size = nodes = 0
        with self._archive.open(unbounded) as stream:
            while piece := stream.read(_PIECE):
                deadline.check()
                size += len(piece)
                # Every part counts, whatever it is called: the package itself says which of them are XML.
                nodes += piece.count(b"<") + 2 * piece.count(b"=")
                if size > part.file_size:
                    raise ReadError(f"{self._what}已损坏：压缩数据比它写明的大", _AGAIN, kind="文件损坏")
                if b"<!ENTITY" in piece:
                    raise suspicious(f"{self._what}里有实体定义")
                if nodes > limits.max_nodes:
                    raise too_large(f"{self._what}里的元素超过 {limits.max_nodes} 个")

    def damaged(self) -> ReadError:
        """Return the error for a package that cannot be unpacked."""
        return ReadError(
            f"{self._what}的压缩结构已损坏", "文件可能没有下载完整；请重新下载或另存一份。", kind="文件损坏"
        )


def suspicious(message: str) -> ReadError:
    """Return the error for a package made to do harm."""
    return ReadError(
        message, "正常的文件不会这样，可能是恶意文件：请不要打开，向来源单位核实后重新索取。", kind="内容可疑"
    )


@contextmanager
def _blaming(error: Callable[[], ReadError]) -> Iterator[None]:
    try:
        yield
    except FAULTS as fault:
        raise error() from fault


def parse_xml(data: bytes, what: str) -> Any:
    """Parse XML that nobody vouches for: no entities, no DTD, no network. Raises ReadError (文件损坏)."""
    import lxml.etree

    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    fault = ReadError(f"{what}的内容已损坏，读不出来", "请重新下载或另存一份。", kind="文件损坏")
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise fault from error
    # No office program writes a document type; who does wants entities to grow.
    if root.getroottree().docinfo.doctype:
        raise fault
    return root
