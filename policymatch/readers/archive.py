"""Zip packages (Word, OFD, Excel): refused before they are opened where they would unpack without end."""

from __future__ import annotations

import copy
import io
import zipfile
import zlib

from policymatch.errors import ReadError
from policymatch.readers.limits import Deadline, Limits, too_large

_MAX_PARTS = 20_000
_PIECE = 256 * 1024
_AGAIN = "请重新下载或另存一份。"


def guard(data: bytes, what: str, limits: Limits, deadline: Deadline) -> None:
    """Unpack a whole package in small pieces and keep nothing, to know what opening it would cost.

    ``what`` names the format in Chinese. Raises ReadError (文件损坏, 已加密, 内容可疑, 超出上限, 超时).
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS:
                raise too_large(f"{what}里的零件超过 {_MAX_PARTS} 个")
            if sum(part.file_size for part in parts) > limits.max_unpacked:
                raise too_large(f"{what}解压后超过 {limits.max_unpacked // (1024 * 1024)} MB")
            if any(part.flag_bits & 1 for part in parts):
                raise ReadError("文件已加密", "请用密码打开，另存一份不加密的文件后再试。", kind="已加密")
            if parts and min(part.header_offset for part in parts) > 0:
                # What stands before a zip is not seen: two files glued together would pass for the second.
                raise ReadError(f"{what}前面粘着别的数据", _AGAIN, kind="文件损坏")
            for part in parts:
                _guard_part(archive, part, what, limits, deadline)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise ReadError(f"{what}的压缩结构已损坏", _AGAIN, kind="文件损坏") from error


def suspect(message: str) -> ReadError:
    """Return the error for a package made to do harm."""
    return ReadError(
        message, "正常的文件不会这样，可能是恶意文件：请不要打开，向来源单位核实后重新索取。", kind="内容可疑"
    )


def _guard_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, what: str, limits: Limits, deadline: Deadline) -> None:
    # zipfile unpacks all that is there before it cuts it to the size that is stated; read in pieces it does not.
    unbounded = copy.copy(part)
    unbounded.file_size = limits.max_unpacked + 1
    size = nodes = 0
    with archive.open(unbounded) as stream:
        while piece := stream.read(_PIECE):
            deadline.check()
            size += len(piece)
            # Every part counts, whatever it is called: the package itself says which of them are XML.
            nodes += piece.count(b"<") + 2 * piece.count(b"=")
            if size > part.file_size:
                raise ReadError(f"{what}已损坏：压缩数据比它写明的大", _AGAIN, kind="文件损坏")
            if b"<!ENTITY" in piece:
                raise suspect(f"{what}里有实体定义")
            if nodes > limits.max_nodes:
                raise too_large(f"{what}里的元素超过 {limits.max_nodes} 个")
