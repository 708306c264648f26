"""What cleaning repairs, what it leaves alone, and that offsets of links hold. Cases are data: (what, raw, text, links)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qa_bot.loading.plain_text import clean

LONG = "This line of the letter was wrapped at about seventy characters by the"
CASES = [
    ("hard wraps are joined", f"{LONG}\nsender of it.\n\nA new one.", f"{LONG} sender of it.\n\nA new one.", []),
    ("a break where more would have fitted stays", f"{LONG}\nsender of it.\nShort.\nShorter.", f"{LONG} sender of it.\n\nShort.\n\nShorter.", []),
    ("a line broken by hand a word early is joined", f"{LONG}\n{LONG[:50]}.\n\n{LONG[:51]}\nit goes on\n{LONG}\nend.", f"{LONG} {LONG[:50]}.\n\n{LONG[:51]} it goes on\n\n{LONG} end.", []),
    ("lines of an unwrapped text are paragraphs", "One short line\nAnother", "One short line\n\nAnother", []),
    ("line ends of all kinds", "One.\r\n\r\nTwo.\rThree.", "One.\n\nTwo.\n\nThree.", []),
    ("composed characters", "Cafe\u0301", "Caf\u00e9", []),
    ("control characters go, tabs and hard spaces are spaces", "\ufeffA\x00b\tc\xa0d\x07", "Ab c d", []),
    ("typographic quotes stay", "“Yes,” she said — ‘no’…", "“Yes,” she said — ‘no’…", []),
    ("a link lies on the capitalised words before it", "We met Ann Lee <https://a.org/x> there.", "We met Ann Lee there.", ["Ann Lee"]),
    ("or on the words back to a function word", "It was the old mill <https://a.org> again.", "It was the old mill again.", ["old mill"]),
    ("or back to punctuation", "He said, running water <https://a.org> helps.", "He said, running water helps.", ["running water"]),
    ("the space before punctuation goes", "We saw the mill <https://a.org> . Then rain.", "We saw the mill. Then rain.", ["mill"]),
    ("an opening address lies on the words after it", "<https://a.org> Ann Lee spoke.", "Ann Lee spoke.", ["Ann Lee"]),
    ("a lone address is text", "See\n\n<https://a.org/b>\n\nEnd.", "See\n\nhttps://a.org/b\n\nEnd.", ["https://a.org/b"]),
    ("a bare address is text and a link", "See https://a.org/b. End.", "See https://a.org/b. End.", ["https://a.org/b"]),
    ("two links", "Ann <https://a.org> met Bob <https://b.org>.", "Ann met Bob.", ["Ann", "Bob"]),
    ("a glue before a link is repaired and marks its start", "She wrote inher last letter <https://a.org> so.", "She wrote in her last letter so.", ["her last letter"]),
    ("an article glued on", "It was amuch older house <https://a.org>.", "It was a much older house.", ["much older house"]),
    ("a word that might be right is left", "They sat indoors <https://a.org> and asleep <https://b.org>.", "They sat indoors and asleep.", None),
    ("a name is left", "The Inhis family <https://a.org> left.", "The Inhis family left.", None),
    ("no glue is looked for away from links", "She wrote inher last letter.", "She wrote inher last letter.", []),
    ("a comma gets its space", "horror,Russia hopes 1,000 x,y", "horror, Russia hopes 1,000 x,y", []),
    ("only http addresses are links", "Run <javascript:alert(1)> and <ftp://a.org> now.", "Run <javascript:alert(1)> and <ftp://a.org> now.", []),
    ("html is text", "<b>Bold</b> & <script>x</script>", "<b>Bold</b> & <script>x</script>", []),
    ("furniture and its teaser go", "One is done.\n\nWhat to expect\n Read more \n<https://a.org/t>\nTwo is next.", "One is done.\n\nTwo is next.", []),
    ("furniture without a teaser", "One is done.\n\nRead more <https://a.org/t>\n\nTwo.", "One is done.\n\nTwo.", []),
    ("a sentence above is no teaser", "One is done.\n\nThis is a sentence.\nRead more <https://a.org>\nTwo.", "One is done.\n\nThis is a sentence.\n\nTwo.", []),
    ("read more within a sentence stays", "You should read more <https://a.org> books.", "You should read more books.", None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "text", "links"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_case(raw: str, text: str | None, links: list[str] | None) -> None:
    cleaned = clean(raw)
    if text is not None:
        assert cleaned.text == text
    if links is not None:
        assert [cleaned.text[link.start : link.end] for link in cleaned.links] == links


def test_list_items_stay_apart() -> None:
    raw = "The shop keeps a list of what it sells, in the order of the shelves:\n- bread and rolls of all kinds\n- butter\n- milk\n"
    assert clean(raw).text.split("\n\n")[1:] == ["- bread and rolls of all kinds", "- butter", "- milk"]


def test_what_was_dropped_is_told() -> None:
    assert clean("One is done.\n\nWhat to expect\nRead more <https://a.org/t>\nTwo.").dropped == (
        "2 lines of “Read more” and their teasers",
    )


raws = st.text(alphabet=st.sampled_from("ab A.,\n\r\t\x00\x85\u2028\u00e9\u0301“” <>-&1🎉")).flatmap(
    lambda text: st.lists(st.sampled_from([text, "<https://a.org/x>", " Read more ", "inher ", "\n", LONG]), max_size=12).map("".join)
)


@given(raws)
@example("<https://a.org/x>>")
@example(",Aa<https://a.org/x>,Aa")
@example("<https://a.org/x> > a")
@example(">  >  ")
@example("> Read more ")
@example("><https://a.org/x>>")
@example("<https://a.org/x>><https://a.org/x>>")
def test_cleaning_keeps_its_promises(raw: str) -> None:
    cleaned = clean(raw)
    assert unicodedata.is_normalized("NFC", cleaned.text)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in cleaned.text)
    assert all(p == " ".join(p.split()) and p for p in cleaned.text.split("\n\n")) or cleaned.text == ""
    for link in cleaned.links:
        assert 0 <= link.start < link.end <= len(cleaned.text)
        assert link.url.startswith(("http://", "https://"))
        assert cleaned.text[link.start : link.end].strip()
    assert clean(cleaned.text).text == cleaned.text  # a clean text is left as it is


pieces = st.sampled_from(
    ["<https://a.org/x>", ",", "A", "a", " ", ".", "\n", ">", "-", "1", "inher", "“", "https://b.org", "|", "Read more", "“”"]
)


@given(st.lists(pieces, max_size=14).map("".join))
def test_a_text_with_links_is_clean_at_once(raw: str) -> None:
    cleaned = clean(raw)
    assert clean(cleaned.text).text == cleaned.text
