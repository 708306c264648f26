"""The snippets of README and docs, run as they stand; only the address is that of the server of this test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import sync_playwright

from qa_bot import Article, Bot
from qa_bot.reader.checkpoint import DEFAULT

from ..browser.hosting import hosting
from ..chromium import chromium
from .hub import hub

ROOT = Path(__file__).parent.parent.parent
PAGES = "\n".join(
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/embedding.md", "docs/http-api.md", "docs/mcp.md")
)
HERE = "http://127.0.0.1:7860"


def snippet(name: str, address: str) -> str:
    found = re.search(rf"<!-- snippet: {name} -->\n```\w+\n(.*?)```", PAGES, re.DOTALL)
    assert found, f"the docs have no snippet {name}"
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
    host = tmp_path / "host.html"
    host.write_text(f"<!doctype html><title>Ours</title>{snippet('page', address)}", encoding="utf-8")

    def look() -> tuple[list[str], bool]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            page.goto(f"{address}/health")
            page.evaluate(f"(async () => {{ {snippet('javascript', address)} }})()")
            page.goto(host.as_uri())
            frame = page.frame_locator("iframe")
            frame.locator("#turn-0 blockquote mark").first.wait_for(timeout=60_000)
            return said[:1], frame.locator("#article-pane").is_visible()

    # in a thread of its own: where the browser tests ran before, this one has a running loop
    with ThreadPoolExecutor(1) as aside:
        assert aside.submit(look).result() == (["Rome 14 18"], False)


def test_the_element(address: str, bot: Bot, article: Article) -> None:
    answer = bot.ask("Who is Dmitry Peskov?", article).answer
    assert answer is not None

    def look(host: str) -> tuple[str, bool]:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page()
            page.set_default_timeout(90_000)
            with page.expect_console_message(lambda message: message.type == "log") as said:  # the snippet's own listener
                page.goto(host)
            return said.value.text, page.frame_locator("iframe").locator("#article-pane").is_visible()

    with hosting({"/": f"<!doctype html><title>Ours</title>{snippet('element', address)}"}) as host, ThreadPoolExecutor(1) as aside:
        assert aside.submit(look, host).result() == (f"{answer.text} {answer.start} {answer.end}", False)


def test_an_upload_brings_what_a_space_needs(tmp_path: Path) -> None:
    """The Space's snippet, with a hub on this machine that refuses what the real one refuses."""
    found = re.search(r"<!-- snippet: space -->\n```bash\n(.*?)```", PAGES, re.DOTALL)
    assert found
    assert "../space" in found.group(1)
    with hub() as taken:
        away = {
            "HF_ENDPOINT": taken.address,
            "HF_HUB_DISABLE_XET": "1",
            "HF_TOKEN": "hf_nobody",
            "HF_HOME": str(tmp_path),
            "HF_HUB_OFFLINE": "0",
        }
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        command = f"cd '{ROOT}' && " + found.group(1).replace("../space", str(tmp_path / "space"))
        done = subprocess.run(
            ["bash", "-c", command], env={**os.environ, **away, "PATH": path}, capture_output=True, text=True, timeout=300, check=False
        )
    assert done.returncode == 0, done.stderr[-2000:]
    assert taken.created == {"name": "NAME", "organization": "OWNER", "type": "space", "sdk": "gradio"}
    weights = [f"models/{DEFAULT}/{file.name}" for file in (ROOT / "models" / DEFAULT).glob("*.safetensors")]
    assert weights
    assert {"README.md", "app.py", "requirements.txt", "qa_bot/app/page.py", *weights} <= set(taken.files)
    assert not [name for name in taken.files if name.startswith(("tests/", ".git/"))]
    assert "text" not in [taken.files[name] for name in weights]
    thumbnail = re.search(r"<!-- snippet: thumbnail -->\n```yaml\nthumbnail: https://\S+/resolve/main/(\S+)\n```", PAGES)
    assert thumbnail
    assert thumbnail.group(1) in taken.files
