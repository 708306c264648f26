"""Which names this server answers to, and whether it believes what a proxy says.

A page of another site can have its own name resolve to this machine (DNS rebinding). Its requests carry the other name in `Host`. A server
that listens on this machine only therefore answers to the names of this machine, and any server to those of `QA_BOT_HOSTS`.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa_bot.app.middleware.refusal import refuse
from qa_bot.settings import Settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"x-direct-url", b"x-gradio-")
"""Headers that only a proxy may set; gradio makes addresses of some of them."""


class HostCheck:
    """Refuses a request for another host, and drops a proxy's headers where no proxy is set.

    Args:
        app: what comes next.
        settings: `hosts` names the hosts; `proxy` whether a proxy is believed.
        local: the server listens on this machine only.
    """

    def __init__(self, app: ASGIApp, settings: Settings, *, local: bool) -> None:
        self.app = app
        self.believed = bool(settings.proxy)
        named = frozenset(host.strip().lower().rstrip(".") for host in settings.hosts.split(",") if host.strip())
        self.hosts = named or (LOOPBACK if local and not self.believed else frozenset({"*"}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return None  # no route speaks WebSocket; the server closes the connection
        if not self.believed:
            scope["headers"] = [pair for pair in scope["headers"] if not pair[0].startswith(FORWARDED)]
        else:
            scope["headers"] = _joined(scope["headers"], b"x-forwarded-for")
        headers = Headers(scope=scope)
        names = [*headers.getlist("host"), *(headers.getlist("x-forwarded-host") if self.believed else [])]
        if not names or not all(self.knows(name) for name in names):
            sentence = "This server does not answer to this host name: use its own address, or set QA_BOT_HOSTS."
            return await refuse(scope, receive, send, 421, sentence)
        return await self.app(scope, receive, send)

    def knows(self, written: str) -> bool:
        """Whether a `Host` header names this server; a port is not looked at."""
        if "*" in self.hosts:
            return True
        name = host_name(written)
        return name in self.hosts or any(host.startswith("*.") and name.endswith(host[1:]) for host in self.hosts)


def _joined(headers: list[tuple[bytes, bytes]], name: bytes) -> list[tuple[bytes, bytes]]:
    """Headers with all of one name as one: a visitor may send one before the proxy adds its own."""
    values = [value for key, value in headers if key == name]
    others = [pair for pair in headers if pair[0] != name]
    return [*others, (name, b", ".join(values))] if values else others


def host_name(written: str) -> str:
    """The name in a `Host` header, without its port and the brackets of IPv6."""
    name = written.strip().lower()
    if name.startswith("["):
        return name[1:].partition("]")[0]
    return name.rpartition(":")[0].rstrip(".") if name.count(":") == 1 else name.rstrip(".")
