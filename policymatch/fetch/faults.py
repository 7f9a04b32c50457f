"""Why an address could not be fetched, in words a user can act on."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from email.utils import mktime_tz, parsedate_tz
from http.client import HTTPException
from socket import gaierror
from time import time

from policymatch.errors import FetchError

_SAVE = "请用浏览器打开，另存为 PDF 或网页，再用 policymatch index 收入。"
_LATER = "请过一段时间再运行；已下载的不会重来。"
_BY_STATUS = {
    401: ("网站要求登录（401）", "请用浏览器登录后另存为 PDF 或网页，再用 policymatch index 收入。", "需要登录"),
    403: ("网站拒绝访问（403）", f"网站可能不许程序访问。{_SAVE}", "拒绝访问"),
    404: ("网页不存在（404）", "地址可能已变；请到发文机关网站按标题或文号查找新地址。", "找不到网页"),
    407: ("代理服务器要求登录（407）", "请向本单位网络管理员咨询。", "需要登录"),
    410: ("网页已被撤下（410）", "请到发文机关网站按标题或文号查找；也可能文件已废止。", "网页已撤下"),
    412: ("网站要求浏览器验证（412）", _SAVE, "被拦截"),
    451: ("网页因法律原因不可访问（451）", "请到发文机关网站按标题或文号查找。", "拒绝访问"),
    521: ("网站要求浏览器验证（521）", _SAVE, "被拦截"),
}


class PassingFault(FetchError):
    """A failure that may pass; ``wait`` is how many seconds the server asks for, where it says so."""

    def __init__(self, message: str, hint: str = _LATER, *, kind: str, wait: float | None = None) -> None:
        super().__init__(message, hint, kind=kind)
        self.wait = wait


class Refusal(FetchError):
    """The server says no (4xx), and will say so again."""


def by_status(status: int, headers: Mapping[str, str]) -> FetchError:
    """Return the fault that a status other than 200 and 304 stands for."""
    if status in _BY_STATUS:
        message, hint, kind = _BY_STATUS[status]
        return (Refusal if status < 500 else FetchError)(message, hint, kind=kind)
    wait = retry_after(headers.get("Retry-After"))
    if status == 429:
        return PassingFault("网站嫌请求过于频繁（429）", f"请加大 --delay，{_LATER}", kind="请求过频", wait=wait)
    if status >= 500:
        return PassingFault(f"网站出错（{status}）", kind="服务器出错", wait=wait)
    if status in (204, 205):
        return empty()
    if status >= 400:
        return Refusal(f"网站不接受请求（{status}）", _SAVE, kind="拒绝访问")
    return FetchError(f"网站的回应不合规范（{status}）", _SAVE, kind="回应有误")


def retry_after(value: str | None) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds, or a date; None where it is neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_tz(text)
        return None if moment is None else max(0.0, mktime_tz(moment) - time())
    except (ValueError, OverflowError):
        return None


def by_error(error: Exception) -> FetchError:
    """Return the fault that an exception of the network stands for."""
    from urllib3 import exceptions

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(
                f"网站的证书有误：{cause.verify_message or cause.reason}",
                f"内容可能被冒充，因此没有下载。请用浏览器核对网站；确认无误后{_SAVE.removeprefix('请')}",
                kind="证书有误",
            )
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return FetchError(f"与网站的加密连接建立不起来（{cause.reason or cause}）", _SAVE, kind="加密连接失败")
        if isinstance(cause, gaierror):
            return FetchError("找不到这个网站（域名无法解析）", "请检查网络和地址是否写对。", kind="找不到网站")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, exceptions.DecodeError):
        return FetchError("下载的内容解压不开", _SAVE, kind="回应有误")
    if isinstance(error, (TimeoutError, exceptions.TimeoutError)) and not isinstance(
        error, exceptions.NewConnectionError
    ):
        return PassingFault("网站迟迟没有回应", kind="超时")
    if isinstance(error, exceptions.IncompleteRead | exceptions.InvalidChunkLength) or (
        isinstance(error, exceptions.ProtocolError) and "IncompleteRead" in str(error)
    ):
        return PassingFault("内容没有传完，连接就断了", kind="下载不完整")
    if isinstance(error, (HTTPException, exceptions.InvalidHeader)) and not isinstance(error, ConnectionError):
        return FetchError("网站的回应不合规范", _SAVE, kind="回应有误")
    if isinstance(error, ValueError):
        return FetchError(f"无法请求这个地址：{error}", "请检查地址是否写对。", kind="地址有误")
    return PassingFault("连接不上网站，或连接中断", f"请检查网络。{_LATER}", kind="连接失败")


def too_slow(seconds: float) -> FetchError:
    """Return the fault of an address that took too long as a whole."""
    return FetchError(
        f"超过 {seconds:g} 秒还没有下载完，已放弃", "可用 --timeout 放宽；或用浏览器下载后再收入。", kind="超时"
    )


def too_big(limit: int) -> FetchError:
    """Return the fault of a body beyond the limit in bytes."""
    size = f"{limit // 1_048_576} MB" if limit >= 1_048_576 else f"{limit} 字节"
    return FetchError(
        f"内容超过 {size}，已停止下载", "请确认地址是一份文件；确有需要请用浏览器下载后拆分。", kind="超出上限"
    )


def empty() -> FetchError:
    """Return the fault of an answer without a body."""
    return FetchError("网站给的内容是空的", f"稍后再试；若仍如此，{_SAVE}", kind="空内容")
