"""Fetching an address that a visitor typed, without letting them reach what only this machine can reach.

The name is looked up here, every address that it has must be a public one, and the connection goes to the address that was checked: a name
whose addresses change between two look-ups (DNS rebinding) gains nothing, and TLS still checks the name. Each redirect passes the same
check. No cookies, no credentials, no proxies. One clock runs from the first look-up to the last byte. Follows OWASP's Server-Side Request
Forgery Prevention Cheat Sheet; gradio's own safehttpx checks the address too, but limits neither time nor size and leaves redirects alone.

httpcore carries HTTP; it is told how to connect by its public `NetworkBackend`.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from qa_bot.errors import QaBotError
from qa_bot.loading.limits import FETCH_SECONDS, MAX_BYTES, MAX_REDIRECTS

if TYPE_CHECKING:
    import ssl

Resolve = Callable[[str, int], Sequence[str]]
"""A name and a port -> the numeric addresses behind it."""

TYPES = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
"""Content types that are read, and the ending that stands for each."""
PORTS = frozenset({80, 443})
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
"""All of IPv6 that is given out for unicast over the internet."""
_SPECIAL = tuple(
    map(
        ipaddress.ip_network,
        # IPv4: this network, private, shared, loopback, link-local (clouds' metadata), protocols, documentation, 6to4 relays, benchmarks, multicast, reserved
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 "
        "192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        # IPv6 inside 2000::/3: protocols with Teredo, documentation twice, 6to4, AS112
        "2001::/23 2001:db8::/32 3fff::/20 2002::/16 2620:4f:8000::/48".split(),
    )
)
"""IANA's special-purpose registries of both families (RFC 6890), and multicast. Outside 2000::/3 lie the mapped and translated addresses
(::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48), fc00::/7, fe80::/10, fec0::/10, 100::/64, 5f00::/16 and ff00::/8."""
_HEADERS = [(b"User-Agent", b"qa_bot"), (b"Accept", b"text/html,application/pdf;q=0.9,*/*;q=0.5"), (b"Accept-Encoding", b"identity")]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address returned."""

    data: bytes
    name: str
    """A file name whose ending says the type."""
    url: str
    """The last address, after redirects."""
    charset: str
    """As the server declared it; empty if it did not."""


def is_public(address: str) -> bool:
    """Whether a numeric address is an ordinary one of the public internet, and no IPv6 address that stands for an IPv4 one."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip not in _PUBLIC_V6:
        return False
    return ip.is_global and not any(ip in network for network in _SPECIAL)


def resolve(name: str, port: int) -> list[str]:
    """The addresses of a name, as the system gives them."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)))


def fetch(
    url: str,
    *,
    resolve: Resolve = resolve,
    backend: Any = None,
    tls: ssl.SSLContext | None = None,
    ports: frozenset[int] = PORTS,
    seconds: float = FETCH_SECONDS,
    max_bytes: int = MAX_BYTES,
) -> Fetched:
    """Fetch an address.

    Args:
        url: an http or https address.
        resolve: looks names up; what it gives is checked.
        backend: an `httpcore.NetworkBackend` that connects to a checked numeric address; None uses the system's sockets.
        tls: how certificates are checked; None as the system does.
        ports: ports that may be connected to.
        seconds: all the time there is.
        max_bytes: of the body, unpacked.

    Raises:
        QaBotError: the address is no public web page of a type that is read, or takes too long or too much.
    """
    try:
        import httpcore
    except ImportError as error:
        raise QaBotError(f"Fetching an address needs the library {error.name}: install it with: pip install 'qa-bot[documents]'.") from None
    from qa_bot.loading.pinned_connection import Deadline, guarded

    clock = Deadline(seconds)
    try:
        with httpcore.ConnectionPool(
            ssl_context=tls, network_backend=guarded(clock, resolve, is_public, backend), max_keepalive_connections=0
        ) as pool:
            for _ in range(MAX_REDIRECTS + 1):
                _check(url, ports)
                with pool.stream("GET", _ascii(url), headers=_HEADERS, extensions={"timeout": clock.timeouts()}) as answer:
                    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                    if answer.status not in _REDIRECTS:
                        return _read(url, answer.status, headers, answer.iter_stream(), clock, max_bytes)
                    url = urljoin(url, headers.get("location", ""))
    except (httpcore.TimeoutException, TimeoutError):
        raise QaBotError(f"This address did not answer in {seconds:.0f} seconds. Try again later, or paste the text.") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError, ValueError, zlib.error) as error:
        raise QaBotError(f"I couldn't reach this address ({type(error).__name__}). Check it, or paste the text.") from None
    raise QaBotError(f"This address redirects more than {MAX_REDIRECTS} times. Use the one where it ends.")


def _check(url: str, ports: Iterable[int]) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise QaBotError("This isn't a web address. It should look like https://example.org/page.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise QaBotError("I can only open http and https addresses, such as https://example.org/page.")
    if parts.username is not None or parts.password is not None:
        raise QaBotError("Leave the name and password out of the address.")
    if (port if port is not None else {"http": 80, "https": 443}[parts.scheme]) not in ports:
        raise QaBotError("Leave the port out of the address.")


def _ascii(url: str) -> str:
    """The address with what is not ASCII written as a server expects it."""
    from urllib.parse import quote

    parts = urlsplit(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    where = host + (f":{parts.port}" if parts.port is not None else "")
    query = f"?{quote(parts.query, safe='%/?:@!$&()*+,;=~-._')}" if parts.query else ""
    return f"{parts.scheme}://{where}{quote(parts.path or '/', safe='%/:@!$&()*+,;=~-._')}{query}"


def _read(url: str, status: int, headers: dict[str, str], chunks: Iterable[bytes], clock: Any, max_bytes: int) -> Fetched:
    if status != 200:
        raise QaBotError(f"This address has no page (status {status}). Check it, or paste the text.")
    kind, _, rest = headers.get("content-type", "").partition(";")
    suffix = TYPES.get(kind.strip().lower())
    if suffix is None:
        shown = re.sub(r"[^\w/+.-]", "", kind)[:60] or "nothing known"
        raise QaBotError(f"This address has {shown}, which I can't read. Use a web page, a text, a PDF, a DOCX or an EPUB.")
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise QaBotError("I can't unpack this page. Paste its text instead.")
    unpack = zlib.decompressobj(47) if packing not in ("", "identity") else None
    data = bytearray()
    too_much = QaBotError(f"This page is larger than {max_bytes / 1e6:.0f} MB. Use a smaller one.")
    if headers.get("content-length", "").isdigit() and int(headers["content-length"]) > max_bytes:
        raise too_much
    for chunk in chunks:
        clock.check()
        data += unpack.decompress(chunk, max_bytes + 1 - len(data)) if unpack else chunk
        if len(data) > max_bytes or (unpack and unpack.unconsumed_tail):
            raise too_much
    charset = re.search(r"charset\s*=\s*[\"']?([\w.-]+)", rest, re.IGNORECASE)
    stem = PurePosixPath(unquote(urlsplit(url).path)).stem or urlsplit(url).hostname or "page"
    return Fetched(bytes(data), re.sub(r"[/\\\0]", " ", stem) + suffix, url, charset.group(1) if charset else "")
