"""What a Space does with this repository, step by step: a fresh environment of the header's Python, the requirements and the
header's gradio, then the header's file with a Space's variables, on port 7860 or any that the variable names.

The installation is most of the time. pip's cache makes it a minute; without one, torch alone is 200 MB to fetch.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parent.parent
MEMORY = 3_000_000_000
COLOURS = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}


def header() -> dict[str, Any]:
    """The README's YAML header; it is flat, one key a line, lists in brackets."""
    block = (ROOT / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    found: dict[str, Any] = {}
    for line in block.splitlines():
        key, value = line.split(":", 1)
        value = value.strip()
        found[key] = [item.strip() for item in value[1:-1].split(",")] if value.startswith("[") else value.strip('"')
    return found


def test_the_header_is_what_the_hub_takes() -> None:
    found = header()
    assert found["sdk"] == "gradio"
    assert {found["colorFrom"], found["colorTo"]} <= COLOURS
    assert len(found["short_description"]) <= 60
    assert "mcp-server" in found["tags"]
    assert found["license"] == "apache-2.0"
    assert found["suggested_hardware"] == "cpu-basic"
    assert re.fullmatch(r"\d+(m|h)", found["startup_duration_timeout"])
    assert (ROOT / found["app_file"]).is_file()
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert f"gradio=={found['sdk_version']}" in pins
    wanted = [line.split("#")[0].strip() for line in pins.splitlines()]
    assert all("==" in line for line in wanted if line and not line.startswith("--"))


def test_the_weights_are_fit_for_the_hub() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    large = [name for name in listed if name and (ROOT / name).is_file() and (ROOT / name).stat().st_size > 95_000_000]
    assert large == []


def install(python: str, folder: Path, found: dict[str, Any]) -> Path:
    """A fresh environment with what the Space's image installs; its Python."""
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    fresh = folder / "venv" / "bin" / "python"
    pip = [fresh, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
    # the index of small builds may be out of reach here, as from a closed network; the next step then takes what it finds
    small = [*pip, "--retries", "0", "--timeout", "10", "-r", "pre-requirements.txt"]
    subprocess.run(small, cwd=folder / "app", capture_output=True, check=False)
    # one call, as in the Space's image: the requirements must agree with what gradio's extras pin
    wanted = ["-r", "requirements.txt", f"gradio[oauth,mcp]=={found['sdk_version']}", "uvicorn>=0.14.0", "websockets>=10.4", "spaces"]
    done = subprocess.run([*pip, *wanted], cwd=folder / "app", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return fresh


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[str], Path]]:
    """The address, the process and the log of the repository, running as a Space runs it."""
    found = header()
    folder = tmp_path_factory.mktemp("space")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / "app" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / "app" / name)
    python = shutil.which(f"python{found['python_version']}") or sys.executable
    version = subprocess.run(
        [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True, check=True
    )
    assert version.stdout.strip() == found["python_version"], f"this test needs Python {found['python_version']}"
    fresh = install(python, folder, found)
    with socket.socket() as free:
        taken = free.connect_ex(("127.0.0.1", 7860)) == 0
    port = 7860
    if taken:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            port = other.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    variables = {
        "SYSTEM": "spaces",
        "SPACE_ID": "someone/qa_bot",
        "SPACE_HOST": "someone-qa-bot.hf.space",
        "SPACE_REPO_NAME": "qa_bot",
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_SERVER_PORT": str(port),
        "GRADIO_CACHE_EXAMPLES": "true",
        "GRADIO_ANALYTICS_ENABLED": "true",
        "GRADIO_SSR_MODE": "true",
        "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "2",
        "HOME": str(folder),
    }
    log = folder / "log"
    with log.open("w", encoding="utf-8") as output:
        running = subprocess.Popen(
            [fresh, found["app_file"]], cwd=folder / "app", env={**kept, **variables}, stdout=output, stderr=output, text=True
        )
        address = f"http://127.0.0.1:{port}"
        ready = False
        deadline = time.monotonic() + 300  # the first import compiles what pip did not
        while running.poll() is None and time.monotonic() < deadline:
            try:
                ready = httpx.get(f"{address}/health", timeout=5).status_code == 200
                if ready:
                    break
            except httpx.HTTPError:
                pass
            time.sleep(0.5)
        try:
            assert ready, log.read_text(encoding="utf-8")[-6000:]
            yield address, running, log
        finally:
            running.send_signal(signal.SIGINT)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()


def memory_of(process: int) -> int:
    """The largest resident size that a process had, in bytes."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak
    return int(peak.group(1)) * 1024


def test_the_space_starts_and_answers(space: tuple[str, subprocess.Popen[str], Path]) -> None:
    address, running, log = space
    assert running.poll() is None, log.read_text(encoding="utf-8")[-3000:]
    proxied = {"x-forwarded-for": "8.8.8.8", "x-forwarded-proto": "https", "x-forwarded-host": "someone-qa-bot.hf.space"}
    page = httpx.get(address, headers=proxied, timeout=60)
    assert page.status_code == 200
    assert "window.gradio_config" in page.text
    found = httpx.post(f"{address}/ask", json={"question": "Who is Dmitry Peskov?"}, headers=proxied, timeout=60).json()
    text = httpx.get(f"{address}/articles/putin-trump-call", timeout=60).json()["text"]
    assert text[found["start"] : found["end"]] == found["answer"]
    tools = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "host": "someone-qa-bot.hf.space", **proxied}
    listed = httpx.post(f"{address}/gradio_api/mcp", json=tools, headers=headers, timeout=60)
    assert [tool["name"] for tool in listed.json()["result"]["tools"]] == ["ask", "find_evidence", "load_article"]
    statuses = [httpx.post(f"{address}/ask", json={"question": " "}, headers=proxied, timeout=60).status_code for _ in range(31)]
    assert statuses[-1] == 429  # a Space limits its visitors without being told
    others = {**proxied, "x-forwarded-for": "9.9.9.9"}
    assert httpx.post(f"{address}/ask", json={"question": "Who?"}, headers=others, timeout=60).status_code == 200
    used = memory_of(running.pid)
    print(json.dumps({"peak_resident_bytes": used}))
    assert used < MEMORY
    said = log.read_text(encoding="utf-8")
    assert "/app/qa_bot/" not in said  # no traceback leads here
