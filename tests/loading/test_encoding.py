"""Bytes to text: what is declared means what the web means by it, what is not declared is found, and a guess is told."""

from __future__ import annotations

import time

import pytest

from qa_bot import QaBotError
from qa_bot.loading import article_from_bytes
from qa_bot.loading.encoding import decode, decoded
from qa_bot.loading.encoding_names import CODECS, codec_of

GUESSED = [
    ("cp1252", "Åke Öberg gick över ängen på våren och såg älgar, rådjur och räven vid ån. Han åt smörgås på bryggan i Malmö."),
    ("cp1252", "L’été dernier, Zoé a visité l’hôtel où son père était né ; elle a dîné près de la forêt, à côté d’une église élevée."),
    ("cp1252", "Die Größe der Häuser überraschte die Gäste; später öffnete die Bäckerei, und alle mußten höflich grüßen."),
    ("cp1252", "El niño comió piñas en la montaña y después salió con su tía; ¿dónde está el camión? ¡Allí está, señor!"),
    ("cp1250", "Zażółć gęślą jaźń. Wisła płynie przez Kraków, a kościół w Łodzi został zbudowany w średniowieczu."),
    ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy. Řeka Vltava teče Prahou a město je velmi staré."),
    ("cp1251", "Москва стоит на реке. Съешь же ещё этих мягких французских булок, да выпей чаю."),
    ("cp1253", "Η Αθήνα είναι η πρωτεύουσα της Ελλάδας και η μεγαλύτερη πόλη της χώρας."),
    ("cp932", "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"),
    ("utf-16-le", "Zoë Brontë paid £12 for the piano."),
    ("utf-16-be", "Zoë Brontë paid £12 for the piano."),
]


@pytest.mark.parametrize(("codec", "text"), GUESSED, ids=[f"{codec}-{text[:8]}" for codec, text in GUESSED])
def test_what_says_nothing_is_found_and_told(codec: str, text: str) -> None:
    found = decoded(text.encode(codec), "x")
    assert found.text == text
    assert found.remark.startswith("The file doesn't say which encoding it is in, so I read it as ")


def test_the_report_says_what_was_guessed() -> None:
    article = article_from_bytes(GUESSED[0][1].encode("cp1252"), "våren.txt")
    assert article.text == GUESSED[0][1]
    assert "The file doesn't say which encoding it is in, so I read it as windows-1252." in article.report.remarks
    assert not any("encoding" in remark for remark in article_from_bytes(GUESSED[0][1].encode(), "våren.txt").report.remarks)


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", " latin1 ", "us-ascii", "ascii", "windows-1252"])
def test_latin_1_means_windows_1252(label: str) -> None:
    found = decoded("It cost 40 € — “now” \u0081".encode("latin-1", "ignore") + "40 € “now”".encode("cp1252"), "x", label)
    assert found.text.endswith("40 € “now”")
    assert not found.remark


@pytest.mark.parametrize(
    "label", ["x-foo-9", "utf-9", "punycode", "zip", "rot13", "utf-7", "unicode_escape", "idna", "utf-16", "ascii", ""]
)
def test_valid_utf8_is_utf8_whatever_was_declared(label: str) -> None:
    assert decoded("Zoë paid £12.".encode(), "x", label).text == "Zoë paid £12."
    assert not decoded("Zoë paid £12.".encode(), "x", label).remark
    page = f'<html><head><meta charset="{label}"></head><body>Zoë paid £12.</body></html>'.encode()
    assert "Zoë paid £12." in decode(page, "x")


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "北京是中华人民共和国的首都。"),
        ("shift_jis", "cp932", "吾輩は猫である。"),
        ("iso-2022-jp", "iso2022-jp", "吾輩は猫である。"),
        ("ks_c_5601-1987", "cp949", "서울은 대한민국의 수도이다."),
        ("koi8-r", "koi8-r", "Москва стоит на реке."),
        ("iso-8859-9", "cp1254", "İstanbul büyük bir şehirdir."),
    ],
)
def test_a_declared_name_means_what_the_standard_says(label: str, codec: str, text: str) -> None:
    assert decoded(text.encode(codec), "x", label) == decoded(text.encode(), "x")


def test_only_the_standards_encodings_are_used() -> None:
    assert len(CODECS) > 200
    assert all("aé".encode(codec, "ignore").decode(codec) for codec in set(CODECS.values()))
    assert all(
        not codec_of(label) for label in ("punycode", "idna", "zip", "hex", "utf-7", "hz-gb-2312", "cp037", "unicode_escape", "mbcs", "x")
    )


def test_a_slow_codec_cannot_be_named() -> None:
    began = time.thread_time()
    decode(b"a" * 400_000 + "é".encode("cp1252") + b"-" + b"b" * 400_000, "x", "punycode")
    assert time.thread_time() - began < 2  # 77 s when the declared codec was taken


@pytest.mark.parametrize("data", [bytes(range(256)), b"\x00\x01\x02\x03" * 50])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(QaBotError, match="isn't text I can read"):
        decode(data, "x")


def test_names_from_many_languages_in_english_are_western() -> None:
    text = "Boat;Owner;Place\nGull;Åke Öberg;Malmö\nTern;Zoë Brontë and José Muñoz;the café of François Lefèvre\n"
    assert decoded(text.encode("cp1252"), "x").text == text
    assert decoded("The café in Malmö was fine, said Åke Öberg. He paid.".encode("mac-roman"), "x").text.endswith(
        "said Åke Öberg. He paid."
    )
