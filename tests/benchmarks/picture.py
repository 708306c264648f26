"""Makes the picture of the page in README: `python -m tests.benchmarks.picture [FILE]`, by default `docs/page.png`. Needs Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from qa_bot import Bot, Reader
from qa_bot.app import launch
from qa_bot.loading import default_article

from ..chromium import chromium

FILE = Path(__file__).parents[2] / "docs" / "page.png"
ASKED = ("How did the two men agree to keep in touch?", "Which countries are named?")
SIZE = {"width": 1420, "height": 888}
SCALE = 1.35
"""Pixels of the picture for one of the page: README shows it small."""
COLOURS = 128
"""Few, so that the picture is small; the page has ink, paper and one yellow."""


def main(file: Path) -> None:
    """Ask and write the picture."""
    page = launch(lambda: Bot(Reader.load()), default_article(), block=False, quiet=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        window = browser.new_context(viewport=SIZE, device_scale_factor=SCALE, reduced_motion="reduce", color_scheme="light")
        tab = window.new_page()
        tab.goto(str(page.local_url))
        box = tab.locator("#box textarea")
        for turn, question in enumerate(ASKED):
            box.wait_for(timeout=120_000)
            box.fill(question)
            box.press("Enter")
            tab.locator(f"#turn-{turn} .tools").wait_for(timeout=120_000)
        tab.locator("#more button").first.wait_for(timeout=120_000)
        tab.mouse.move(0, 0)
        tab.evaluate("document.activeElement.blur()")
        tab.wait_for_timeout(2_000)
        tab.screenshot(path=file)
        browser.close()
    page.close(verbose=False)
    Image.open(file).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file}: {file.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FILE)
