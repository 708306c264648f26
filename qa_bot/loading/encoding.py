"""Bytes -> text. A byte order mark decides, then UTF-8 where the bytes are UTF-8, then what is declared, then a guess.

Declared names mean what the WHATWG Encoding Standard says (`encoding_names`), and only its encodings are used. Valid UTF-8 that holds more than
ASCII is UTF-8 whatever was declared: no text in another encoding is valid UTF-8 by chance. A guess is told in `Decoded.remark`.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from qa_bot.errors import QaBotError
from qa_bot.loading.encoding_names import CODECS, codec_of, name_of
from qa_bot.word_list import is_word

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)|<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._:-]+)", re.IGNORECASE
)
_SAMPLE = 200_000
_FEW = 0.03
"""Share of bytes above 127 below which a text is taken for Western, Windows-1252, as browsers take it."""
_UNDEFINED = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
_WINDOWS = {byte: _UNDEFINED.get(byte) or bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0)}
_CONTROLS = (*range(9), *range(14, 27))
_WESTERN = tuple(
    map(
        frozenset,
        # French, German, Swedish and Finnish, Danish and Norwegian, Spanish and Catalan, Portuguese, Italian, Icelandic, Dutch
        ("àâäæçéèêëîïôœùûüÿ", "äöüßé", "åäöéü", "æøåéèêòôü", "áéíñóúüàèòïç", "áâãàçéêíóôõúü", "àèéìíîòóùú", "áðéíóúýþæö", "ëïéèüöóáä"),
    )
)
"""The letters beyond a to z of the languages that are written in Windows-1252."""
_ALIKE = 0.95
"""Share of such letters that must belong to one language."""
_WORDS, _ENGLISH = 3, 0.8
"""Words of letters from a to z, and the share of them that are English, from which a text is."""
_SIGNS = frozenset("€‚„…†‡‰‹‘’“”•–—™›¡£§©ª«®°±²³´·¹º»¼½¾¿×÷¢¥¶µ˜ \xa0\xad")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and what must be said of how it was found."""

    text: str
    remark: str = ""
    """A sentence where the encoding was guessed."""


def decode(data: bytes, name: str, declared: str = "") -> str:
    """The text of a file; `decoded` gives also what was guessed."""
    return decoded(data, name, declared).text


def decoded(data: bytes, name: str, declared: str = "") -> Decoded:
    """The text of a file.

    Args:
        data: the file's bytes.
        name: how the file is called in the sentence that refuses it.
        declared: the name of the encoding that came with it, as in a Content-Type; empty when none did.

    Raises:
        QaBotError: the bytes are no text in an encoding that can be told.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(data[len(mark) :].decode(codec, "replace").replace("\0", ""))
    inside = _DECLARED.search(data[:2048])
    written = (inside.group(1) or inside.group(2)).decode("ascii") if inside else ""
    named = [codec for codec in map(codec_of, (declared, written)) if codec and (b"\0" in data or not codec.startswith("utf-16"))]
    if b"\x1b" in data and "iso2022-jp" in named:  # looks like ASCII
        named.insert(0, "iso2022-jp")
    else:
        named.insert(0, "utf-8")
    for codec in named:
        text = _strict(data, codec)
        if text is not None:
            return Decoded(text)
    return _guessed(data, name)


def _strict(data: bytes, codec: str) -> str | None:
    """The text in one encoding; None where the bytes are not in it."""
    if codec == "cp1252":  # in the WHATWG standard, no byte of windows-1252 is undefined
        return data.decode("latin-1").translate(_WINDOWS) if b"\0" not in data else None
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _guessed(data: bytes, name: str) -> Decoded:
    codec, text = _guess(data)
    if text is None:
        raise QaBotError(f"{name} isn't text I can read. Save it as UTF-8 and try again.")
    return Decoded(text, f"The file doesn't say which encoding it is in, so I read it as {name_of(codec)}.")


def _guess(data: bytes) -> tuple[str, str | None]:
    """A codec and the text in it; no text where nothing fits."""
    sample = data[:_SAMPLE]
    for codec, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > 0.3 * len(zeros) and sample.count(0) < 0.6 * len(sample):
            text = _strict(data[: len(data) // 2 * 2], codec)
            if text is not None and sum(text.count(chr(number)) for number in _CONTROLS) <= 0.01 * len(text):
                return codec, text
    # data with many control characters is not text
    if sum(map(sample.count, _CONTROLS)) > 0.01 * len(sample):
        return "", None
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    western = _strict(data, "cp1252")
    if western is not None and (
        high < _FEW * len(sample) or _is_western(sample) or _is_english(sample)
    ):  # a statistical guess needs more than a few dashes and accents
        return "cp1252", western
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=sorted({codec.replace("-", "_") for codec in CODECS.values()})).best()
    codec = best.encoding if best else ""
    return (codec, _strict(data, codec)) if codec else ("", None)


def _is_western(sample: bytes) -> bool:
    """Whether bytes above 127 read as Windows-1252 are letters of one Western language, and the signs that stand between words."""
    text = (_strict(sample, "cp1252") or "").lower()
    letters = [character for character in re.findall(r"[^\x00-\x7f]", text) if character not in _SIGNS]
    mixed = len(re.findall(r"(?<=[a-z])[¡¢£¥§©®°±¶×÷¼½¾¿](?=[a-z])", text))  # Polish, read wrongly, has signs inside its words
    if not letters or mixed > 0.02 * len(letters):
        return not mixed
    runs = sum(map(len, re.findall(r"[à-öø-ÿ]{3,}", text)))  # Cyrillic or Greek, read wrongly, is all such letters
    return runs < 0.1 * len(letters) and max(sum(map(language.__contains__, letters)) for language in _WESTERN) >= _ALIKE * len(letters)


def _is_english(sample: bytes) -> bool:
    """Whether a text is English between words with letters of Western languages, names from anywhere: "Åke Öberg met Zoë in Malmö"."""
    letters = [character for character in re.findall(r"[^\x00-\x7f]", (_strict(sample, "cp1252") or "").lower()) if character not in _SIGNS]
    if sum(any(character in language for language in _WESTERN) for character in letters) < _ALIKE * len(letters):
        return False
    words = [word.decode("ascii") for word in re.findall(rb"(?<![\w\x80-\xff])[a-z]{3,}(?![\w\x80-\xff])", sample.lower())]
    return len(words) >= _WORDS and sum(map(is_word, words)) >= _ENGLISH * len(words)
