r"""Subtitles (SubRip, WebVTT) -> the text that is spoken, without cue numbers, times and markup.

A line of times is all that the two formats share and all that is needed; cues are joined to sentences. A pause or a new speaker begins a
paragraph.

Example: "1\n00:00:01,000 --> 00:00:03,000\nWe sold 40\n\n2\n00:00:03,000 --> 00:00:05,000\nthousand." -> "We sold 40 thousand."
"""

from __future__ import annotations

import html
import re

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"[ \t]*({_CLOCK})[ \t]*-->[ \t]*({_CLOCK})(?:[ \t].*)?")
_MARKUP = re.compile(r"</?(?:[bciu]|v|lang|ruby|rt|font)(?:[.\s][^<>\n]{0,100})?>|<\d[\d:.]{3,12}>|\{\\[^{}\n]{1,40}\}", re.IGNORECASE)
_VOICE = re.compile(r"<v(?:\.[\w.]{1,40})?\s+([^<>\n]{1,60})>")
_SPEAKER = re.compile(r"[-–—]\s?\S|>>|[A-ZÀ-Þ][\w .'-]{0,30}:\s|\[|♪")
_PAUSE = 4.0
"""Seconds without a cue after which a paragraph begins."""
_LEAST = 2
"""Lines of times that make a text subtitles."""


def are_subtitles(text: str) -> bool:
    """Whether a text is subtitles: it begins as they do, and holds more than one line of times."""
    begun = re.match(rf"\s*(?:WEBVTT\b|(?:\d+[ \t]*\n)?{_TIMES.pattern}\n)", text[:2000])
    return bool(begun) and len(re.findall(rf"^{_TIMES.pattern}$", text[:200_000], re.MULTILINE)) >= _LEAST


def spoken(text: str) -> tuple[str, int]:
    r"""What is said, a paragraph a line with an empty line between, and the number of cues.

    Args:
        text: with `\n` for line ends.
    """
    paragraphs: list[list[str]] = []
    cues, ended, speaker = 0, 0.0, ""
    shown: list[str] = []
    for begins, ends, lines in _cues(text.split("\n")):
        cues += 1
        paused = begins - ended > _PAUSE or begins < ended - _PAUSE
        ended = ends
        before, shown = shown, []
        for line in lines:
            voice = _VOICE.search(line)
            name = " ".join(voice.group(1).split()) if voice else ""
            words = " ".join(html.unescape(_MARKUP.sub("", line)).split())
            if not words:
                continue
            shown.append(words)
            if not paused and words in before:  # roll-up captions repeat the previous line
                continue
            changed = bool(name) and name != speaker
            closed = not paragraphs or paragraphs[-1][-1].rstrip("\"'”’)»")[-1:] in ".!?…♪]"
            if not paragraphs or changed or (closed and (paused or _SPEAKER.match(words))) or paused:
                paragraphs.append([])
            paragraphs[-1].append(f"{name}: {words}" if changed else words)
            speaker, paused = name or speaker, False
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs), cues


def _cues(lines: list[str]) -> list[tuple[float, float, list[str]]]:
    """Each cue as its beginning, its end and its lines. What stands before the first cue, and notes and styles between, is left out."""
    found: list[tuple[float, float, list[str]]] = []
    inside = False
    for number, line in enumerate(lines):
        times = _TIMES.fullmatch(line)
        if times:
            found.append((_seconds(times.group(1)), _seconds(times.group(2)), []))
            inside = True
        elif not line.strip():
            inside = inside and bool(found) and not found[-1][2]  # some programs write an empty line below the times
        elif inside and not (number + 1 < len(lines) and line.strip().isdigit() and _TIMES.fullmatch(lines[number + 1])):
            found[-1][2].append(line)
    return found


def _seconds(clock: str) -> float:
    seconds = 0.0
    for part in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
