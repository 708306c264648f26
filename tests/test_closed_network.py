"""In a network namespace with nothing but its own loopback, the chat starts and the page is complete; strace sees no look-up tried.

Two guards that do not trust each other: the namespace lets nothing out, and strace lists every address that any process or thread
of the server tried to reach, and every name service that it asked.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .chromium import chromium

ROOT = Path(__file__).parent.parent

# runs within the namespace: brings the loopback up, starts the server under strace, looks at the page, says what it saw
INSIDE = r"""
import json, os, signal, subprocess, sys, time, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
server = subprocess.Popen([*sys.argv[3:], "-m", "qa_bot", "chat", "--port", "7860", "--mcp"], stdout=sys.stderr)
try:
    for _ in range(300):
        try:
            if urllib.request.urlopen("http://127.0.0.1:7860/health", timeout=5).status == 200:
                break
        except OSError:
            time.sleep(0.5)
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=sys.argv[2], args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(reduced_motion="reduce")
        requests, failed = [], []
        page.on("request", lambda request: requests.append(request.url))
        page.on("requestfailed", lambda request: "/gradio_api/queue/" in request.url or failed.append(request.url))  # the stream of events ends with the page
        page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
        page.goto("http://127.0.0.1:7860/?q=Who+is+Dmitry+Peskov%3F")
        page.locator("#turn-0 .tools").wait_for(timeout=90000)
        fonts = page.evaluate("document.fonts.ready.then(() => [...document.fonts].map((font) => [font.family, font.status]))")
        answer = page.locator("#article-view mark.answer").first.text_content()
        browser.close()
    print(json.dumps({"requests": requests, "failed": failed, "fonts": fonts, "answer": answer}))
finally:
    child = subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True).stdout.split()
    for pid in child:
        os.kill(int(pid), signal.SIGINT)
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        for pid in child:  # the traced program outlives its tracer, and would keep the pipes open
            os.kill(int(pid), signal.SIGKILL)
        server.kill()
"""

# two programs that do try: one asks for a name, the other is a page of gradio's that was left its telemetry
TRYING = {
    "name": "import socket\ntry: socket.getaddrinfo('example.org', 443)\nexcept OSError: pass",
    "telemetry": "import time, gradio\npage = gradio.Blocks(analytics_enabled=True)\nwith page: gradio.HTML('x')\n"
    "page.launch(prevent_thread_lock=True, quiet=True)\ntime.sleep(3)\npage.close(verbose=False)",
}

_ADDRESS = re.compile(r"sin6?_port=htons\((\d+)\).*?(?:inet_addr\(\"([^\"]+)\"\)|inet_pton\(AF_INET6, \"([^\"]+)\")")
# nscd is not among them: it is asked for the user's name too, and a host's name that it does not know goes on to port 53
_NAME_SERVICE = re.compile(r'sun_path="/run/systemd/resolve')


def reached(log: str) -> list[str]:
    """Every address outside this machine, and every name service, that the log shows as tried."""
    found = []
    for line in log.splitlines():
        if _NAME_SERVICE.search(line):
            found.append(line)
        for port, four, six in _ADDRESS.findall(line):
            address = four or six
            # a datagram socket that is connected to find the machine's own address sends nothing, but counts all the same
            if not (address.startswith("127.") or address in ("::1", "0.0.0.0", "::", "::ffff:127.0.0.1")) or port == "53":
                found.append(line)
    return found


def test_a_look_up_would_be_seen() -> None:
    assert reached('7 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0')
    assert reached('7 connect(5, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("3.3.3.3")}, 16) = -1')
    assert reached(
        '7 connect(5, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2606::1", &x)}, 28)'
    )
    assert reached('7 connect(5, {sa_family=AF_INET, sin_port=htons(7860), sin_addr=inet_addr("127.0.0.1")}, 16) = 0') == []


def isolated(log: Path) -> tuple[list[str], list[str], dict[str, str]]:
    """What starts a command in a namespace of its own, what traces a Python program into the log, and the variables for both."""
    for tool in ("unshare", "strace", "ip"):
        assert shutil.which(tool), f"this test needs {tool}: apt-get install strace iproute2 util-linux"
    alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    traced = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(log), sys.executable]
    # neither offline switch is set: that nothing is looked up is to be the program's own doing; and the reader is computed as it ships
    variables = {
        name: value for name, value in os.environ.items() if name not in ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED", "QA_BOT_DTYPE")
    }
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    return alone, traced, {**variables, "PYTHONPATH": path}


@pytest.mark.parametrize("program", TRYING)
def test_the_harness_catches_a_program_that_tries(tmp_path: Path, program: str) -> None:
    log = tmp_path / "strace"
    alone, traced, variables = isolated(log)
    inside = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh", *traced, "-c", TRYING[program]]
    done = subprocess.run([*alone, *inside], env=variables, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert reached(log.read_text(encoding="utf-8", errors="replace")) != []


def test_the_chat_is_complete_without_a_network(tmp_path: Path) -> None:
    script, log = tmp_path / "inside.py", tmp_path / "strace"
    script.write_text(INSIDE, encoding="utf-8")
    alone, traced, variables = isolated(log)
    done = subprocess.run(
        [*alone, sys.executable, script, log, chromium(), *traced],
        env=variables,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["answer"]
    assert seen["failed"] == []
    assert all(url.startswith(("http://127.0.0.1:7860/", "data:", "blob:")) for url in seen["requests"])
    used = [family for family, status in seen["fonts"] if status == "loaded"]
    assert used
    assert all(status != "error" for _, status in seen["fonts"])
    text = log.read_text(encoding="utf-8", errors="replace")
    assert "127.0.0.1" in text or "sendto" in text  # strace did look
    assert reached(text) == []
