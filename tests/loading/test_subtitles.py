"""Subtitles: what is said stays, numbers and times go, and the report says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_bot.loading import article_from_text, load_article
from qa_bot.loading.plain_text import clean

SRT = """\
1
00:00:01,000 --> 00:00:04,200
The <i>Kittiwake</i> was built by

2
00:00:04,300 --> 00:00:06,000
{\\an8}Olaf Berg in 19

3
00:00:06,100 --> 00:00:09,000
weeks, with
40 helpers.

4
00:00:09,100 --> 00:00:11,000
- Who paid?
- The harbour did.

5
00:00:30,000 --> 00:00:32,000
Then came the war
"""
TEXT = "The Kittiwake was built by Olaf Berg in 19 weeks, with 40 helpers.\n\n- Who paid?\n\n- The harbour did.\n\nThen came the war"
VTT = """\
WEBVTT - The boat

STYLE
::cue { color: red }

NOTE made by hand

intro
00:01.000 --> 00:04.000 align:start position:10%
<v Eva Lund>The lamp was lit by</v>

00:04.500 --> 00:07.000
<v Eva Lund>my mother &amp; <00:05.000><b>me</b>.

00:07.100 --> 00:09.000
<v Nils Aho>For 30

00:09.100 --> 00:11.000
<v Nils Aho>years?
"""


@pytest.mark.parametrize("raw", [SRT, SRT.replace("\n", "\r\n"), "\ufeff" + SRT, SRT.replace("\n\n", "\n"), SRT.replace(",", ".", 3)])
def test_subrip(raw: str) -> None:
    cleaned = clean(raw)
    assert cleaned.text == TEXT
    assert cleaned.dropped == ("5 cue numbers and times",)


def test_webvtt() -> None:
    cleaned = clean(VTT)
    assert cleaned.text == "Eva Lund: The lamp was lit by my mother & me.\n\nNils Aho: For 30 years?"
    assert cleaned.kind == "subtitles"


@pytest.mark.parametrize("name", ["boat.srt", "boat.txt", "boat.vtt", "boat"])
def test_a_file_of_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(VTT if name.endswith(".vtt") else SRT)
    article = load_article(tmp_path / name)
    assert "-->" not in article.text
    assert article.title == "Boat"
    assert (article.report.kind, article.report.dropped[0].split(" ", 1)[1]) == ("subtitles", "cue numbers and times")


def test_a_text_that_speaks_of_times_is_no_subtitles() -> None:
    raw = "A cue is written so:\n\n00:00:01,000 --> 00:00:04,200\n\nThe number stands above it."
    assert article_from_text(raw).text == raw
    assert article_from_text("1\nTwo\n3\n").text == "1\n\nTwo\n\n3"


def test_captions_that_roll_up_say_each_line_once() -> None:
    raw = (
        "WEBVTT\n\n00:01.000 --> 00:03.000\nThe boat leaves\n\n00:03.000 --> 00:05.000\nThe boat leaves\nat nine from\n\n"
        "00:05.000 --> 00:07.000\nat nine from\nPier Seven.\n\n00:20.000 --> 00:21.000\nPier Seven.\n"
    )
    assert clean(raw).text == "The boat leaves at nine from Pier Seven.\n\nPier Seven."
