"""The README's snippets, run as they stand; only the address is that of the server of this test."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:7860"


def snippet(name: str, address: str) -> str:
    found = re.search(rf"<!-- snippet: {name} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"the README has no snippet {name}"
    assert HERE in found.group(1)
    return found.group(1).replace(HERE, address)


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(address: str) -> None:
    assert '"answer":"Rome"' in run("bash", "-c", snippet("curl", address))


def test_the_python_client(address: str) -> None:
    assert run(sys.executable, "-c", snippet("client", address)).splitlines()[-1] == "Rome"


def test_the_agent(address: str) -> None:
    assert run(sys.executable, "-c", snippet("agent", address)).strip() == "Rome"


def test_javascript_and_the_frame(address: str, tmp_path: Path) -> None:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    assert path
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{address}/health")
        page.evaluate(f"(async () => {{ {snippet('javascript', address)} }})()")
        assert said == ["Rome 14 18"]
        host = tmp_path / "host.html"
        host.write_text(f"<!doctype html><title>Ours</title>{snippet('page', address)}", encoding="utf-8")
        page.goto(host.as_uri())
        frame = page.frame_locator("iframe")
        frame.locator("#turn-0 blockquote mark").first.wait_for(timeout=60_000)
        assert not frame.locator("#paper").is_visible()
        browser.close()


def test_a_push_brings_what_a_space_needs(tmp_path: Path) -> None:
    """The Space's snippet, with a bare repository in the Space's place."""
    found = re.search(r"<!-- snippet: space -->\n```bash\n(.*?)```", README, re.DOTALL)
    assert found
    space = tmp_path / "space.git"
    run("git", "init", "-q", "--bare", str(space))
    run("bash", "-c", f"cd '{ROOT}' && " + found.group(1).replace("https://huggingface.co/spaces/OWNER/NAME", str(space)))
    pushed = run("git", "-C", str(space), "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"README.md", "app.py", "requirements.txt", "models/reader/model.safetensors", "qa_bot/app/page.py"} <= set(pushed)
