"""What a web page says, in the order and with the signs in which a person sees it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_bot.article import Block
from qa_bot.loading import worker
from qa_bot.loading.formulas import formula
from qa_bot.loading.html_blocks import Walk
from qa_bot.loading.html_tree import parse_html
from qa_bot.loading.outline import Outline, Run
from qa_bot.loading.visibility import Styles


def walked(body: str, styles: str = "") -> Outline:
    outline = Outline()
    tree = parse_html(f"<html><head><style>{styles}</style></head><body>{body}</body></html>")
    Walk(outline, styles=Styles.of(tree)).tree(tree)
    return outline


def struck(outline: Outline) -> list[str]:
    return [outline.text[start:end] for start, end in outline.struck]


INLINE = (
    "a abbr b bdi bdo big cite code data dfn em font i ins kbd label mark meter nobr output progress q s slot small span strong tt u var"
)
TREES = st.recursive(
    st.sampled_from(["red", "boat", "9", "mill"]).map(lambda word: ("", [word])),
    lambda inner: st.tuples(
        st.sampled_from([*INLINE.split(), "div", "p", "ul", "li", "x-card", "details", "section", "custom"]), st.lists(inner, max_size=4)
    ),
    max_leaves=20,
)


def written(tree: tuple[str, list[object]], words: list[str]) -> str:
    """A tree as HTML; `words` gets its words in order, each told apart by a number."""
    name, children = tree
    if not name:
        words.append(f"{children[0]}-{len(words)}")
        return f" {words[-1]} "
    inside = "".join(written(child, words) for child in children)  # type: ignore[arg-type]
    return f"<{name}>{inside}</{name}>"


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, min_size=1, max_size=4))
def test_a_pages_text_keeps_the_pages_order(trees: list[tuple[str, list[object]]]) -> None:
    words: list[str] = []
    page = "".join(written(tree, words) for tree in trees)
    outline = walked(f"<div>{page}</div>")
    assert "".join(character if character.isalnum() or character == "-" else " " for character in outline.text).split() == words


@pytest.mark.parametrize("name", [*INLINE.split(), "wbr", "x-chip"])
def test_what_stands_in_the_line_breaks_no_paragraph(name: str) -> None:
    outline = walked(f"<p>The mill <{name}>by the river</{name}> burned down.</p>")
    assert outline.text.replace("“", "").replace("”", "") == "The mill by the river burned down."


def test_quotation_marks_and_readings() -> None:
    outline = walked("<p>She wrote: <q>He said <q>no</q> twice</q>.</p><p>東京<ruby>駅<rp>(</rp><rt>eki</rt><rp>)</rp></ruby> is big.</p>")
    assert outline.text == "She wrote: “He said ‘no’ twice”.\n\n東京駅 (eki) is big."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("6.02 × 10<sup>23</sup>", "6.02 × 10²³"),
        ("10<sup>−19</sup> C", "10⁻¹⁹ C"),
        ("2<sup>n+1</sup>", "2ⁿ⁺¹"),
        ("an area of 40 m<sup>2</sup>", "an area of 40 m²"),
        ("the 3<sup>rd</sup> of May", "the 3rd of May"),
        ("M<sup>me</sup> Roux", "Mme Roux"),
        ("e<sup>kt</sup>", "e^kt"),
        ("Gull<sup>TM</sup>", "Gull™"),
        ("H<sub>2</sub>O", "H₂O"),
        ("T<sub>max</sub>", "T_max"),
        ('40 boats<sup><a href="#fn2">2</a></sup>', "40 boats[2]"),
        ('40 boats<a href="#fn2" role="doc-noteref"><sup>2</sup></a>', "40 boats[2]"),
        ("40 boats<sup>[2]</sup>", "40 boats[2]"),
        ("a fee of 12<sup>*</sup>", "a fee of 12*"),
        ("a fee of 12<sup>3</sup>", "a fee of 12³"),
        ('a fee of 12<a href="#n3">3</a>', "a fee of 12[3]"),
        ('a fee of 12<sup class="fn">3</sup>', "a fee of 12[3]"),
        ('a fee of 12<span class="footnote-ref">3</span>', "a fee of 12[3]"),
        ('a fee of 12 <a href="#p3">3</a>', "a fee of 12 3"),
        ('10<span style="vertical-align: super">3</span>', "10³"),
        ('10<span class="superscript">3</span>', "10³"),
        ('CO<span style="vertical-align:sub;font-size:60%">2</span>', "CO₂"),
        ('<span class="note">10<sup>3</sup></span> m', "10³ m"),
        ("Price<sup>with all taxes</sup>", "Price with all taxes"),
    ],
)
def test_raised_and_lowered_signs_are_no_part_of_a_number(written: str, read: str) -> None:
    assert walked(f"<p>{written}</p>").text == read


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        ("<p>Open <del>Monday</del> Tuesday.</p>", ""),
        ("<p>Open <s>Mon<b>day</b></s> Tuesday.</p>", ""),
        ("<p>Open <strike>Monday</strike> Tuesday.</p>", ""),
        ("<p>Open <span style='color:red; text-decoration: line-through'>Monday</span> Tuesday.</p>", ""),
        (
            "<div class='fee'><p>Open <b class='old'>Monday</b> Tuesday.</p></div>",
            ".fee .old, .fee > p > i {text-decoration: line-through}",
        ),
        ("<p>Open <b class='old day'>Monday</b> Tuesday.</p>", "@media screen { b.old.day {text-decoration: line-through} }"),
        ("<p>Open <span class='a old'>Monday</span> Tuesday.</p>", ".old, h1 {text-decoration-line: line-through}"),
    ],
)
def test_struck_text_is_kept_and_known(body: str, styles: str) -> None:
    outline = walked(body, styles)
    assert outline.text == "Open Monday Tuesday."
    assert struck(outline) == ["Monday"]


@pytest.mark.parametrize(
    ("attributes", "styles"),
    [
        ("hidden", ""),
        ("style='display:none'", ""),
        ("style='color: red; visibility : hidden'", ""),
        ("style='font-size:0'", ""),
        ("class='sr-only'", ""),
        ("class='tip'", "p {color: red} .tip { display: none }"),
        ("class='tip'", "p > .tip { display: none }"),
        ("class='tip'", "@media all { body .tip { display: none } }"),
        ("id='tip'", "/* .x { } */ #tip { display: none !important }"),
    ],
)
def test_what_nobody_sees_is_no_text_and_is_reported(attributes: str, styles: str) -> None:
    found = worker.read(".html", f"<html><style>{styles}</style><p>Nils <span {attributes}>secret </span>Aho came.</p></html>".encode())
    assert found["text"] == "Nils Aho came."
    assert "1 hidden part" in found["dropped"]


@pytest.mark.parametrize(
    ("attributes", "styles"),
    [
        ("aria-hidden='true'", ""),
        ("style='font-size:0.9em'", ""),
        ("style='display:inline'", ".tip {display: none}"),
        ("class='tip'", ".tip { display: none } @media (min-width: 40em) { .tip { display: inline } }"),
        ("class='tip'", "@media print { .tip { display: none } }"),
        ("class='tip'", ".menu .tip { display: none }"),
        ("class='tip'", "body > .tip { display: none }"),
        ("class='tip'", ".tip:hover, .tip::before { display: none }"),
        ("class='tip' id='one'", ".tip { display: none } #one { display: inline }"),
    ],
)
def test_what_is_seen_stays(attributes: str, styles: str) -> None:
    assert walked(f"<p>Nils <span {attributes}>seen</span> Aho.</p>", styles).text == "Nils seen Aho."


def test_page_numbers_of_a_book_go() -> None:
    page = '<p>a big<span xmlns:epub="http://www.idpf.org/2007/ops" epub:type="pagebreak" title="9">9</span>ship</p><p>x<a role="doc-pagebreak">1</a>y</p>'
    assert walked(page).text == "a bigship\n\nxy"


@pytest.mark.parametrize(
    ("body", "styles", "read"),
    [
        ("<p><b class='line'>One</b><b class='line'>Two</b></p>", ".line { display: block }", "One\n\nTwo"),
        ("<p>a <span style='display:flex'>b</span> c</p>", "", "a\n\nb\n\nc"),
        ("<div style='display:inline'>The mill</div> <div style='display: inline;'>burned.</div>", "", "The mill burned."),
        ("<dialog><p>Closed.</p></dialog><dialog open><p>Open.</p></dialog>", "", "Open."),
        ("<p><input type='checkbox' checked> paid <input type=checkbox> sent <input value='x'></p>", "", "☒ paid ☐ sent"),
        ("<p><input type=checkbox style='display:none'><input type=checkbox role=button>Menu</p>", "", "Menu"),
        ("<p>an <a class='pagenum' id='p9'>[Pg 9]</a>old <span class='page-number'>mill</span></p>", "", "an old mill"),
    ],
)
def test_what_styles_and_attributes_make_of_an_element(body: str, styles: str, read: str) -> None:
    assert walked(body, styles).text == read


def test_lists_count_as_the_page_does() -> None:
    page = "<ol start=3><li>a<li value=7>b<li>c</ol><ol reversed><li>d<li>e</ol><ol type=a><li>f</ol><ol type=I start=9><li>g</ol><ul><li>h</ul>"
    assert [block.marker for block in walked(page).blocks] == ["3.", "7.", "8.", "2.", "1.", "a.", "IX.", "•"]


def test_a_table_of_roles_is_a_table() -> None:
    page = (
        "<div role=table><div role=rowgroup><div role=row><span role=columnheader>Boat</span><span role=columnheader>At</span></div></div>"
        "<div role=row><span role=cell>Gull</span><span role=cell>8:15</span></div></div><div role=heading aria-level=3>End</div>"
    )
    outline = walked(page)
    assert rows(outline) == [(["Boat", "At"], ()), (["Gull", "8:15"], ("Boat", "At"))]
    assert outline.blocks[-1].kind == "heading"
    assert outline.blocks[-1].level == 3


def test_many_rules_and_deep_pages_cost_no_more_than_their_size() -> None:
    began = time.process_time()
    walked("<div class=a>" * 200 + "<p class=b>x</p>" * 5000, "".join(f".a .a .c{i} .b {{display: none}} " for i in range(5000)))
    assert time.process_time() - began < 20


def rows(outline: Outline) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([outline.text[a:b] for a, b in block.cells], block.labels) for block in outline.blocks if block.kind == "row"]


def test_cells_over_several_rows_and_columns_stand_in_each() -> None:
    outline = walked(
        "<table><caption>Fares</caption><thead><tr><th rowspan=2>Line</th><th colspan=2>Ticket</th></tr><tr><th>Day</th><th>Week</th></tr></thead>"
        "<tr><td rowspan=2>Red</td><td>4</td><td>20</td></tr><tr><td>5</td><td>25</td></tr><tr><td colspan=3>Winter fares</td></tr>"
        "<tr><td></td><td colspan=2>none</td></tr></table><p>End.</p>"
    )
    labels = ("Line", "Ticket Day", "Ticket Week")
    assert rows(outline) == [
        (["Line", "Ticket", "Ticket"], ()),
        (["Line", "Day", "Week"], ()),
        (["Red", "4", "20"], labels),
        (["Red", "5", "25"], labels),
        ([], ()),
        (["", "none", "none"], labels),
    ]
    assert outline.text.startswith("Fares\n\nLine | Ticket | Ticket\n\n")
    assert outline.text.endswith("Winter fares\n\n| none | none\n\nEnd.")


def test_a_leading_empty_cell_keeps_its_column() -> None:
    outline = walked("<table><tr><td></td><td>Bob</td><td>Eva</td></tr><tr><td>Age</td><td></td><td>41</td></tr></table>")
    assert rows(outline) == [(["", "Bob", "Eva"], ()), (["Age", "", "41"], ("", "Bob", "Eva"))]


def test_a_table_without_headings_gets_none() -> None:
    facts = "<table><tr><td>Name</td><td>Eva Lund</td></tr><tr><td>Town</td><td>Turku</td></tr></table>"
    assert [labels for _, labels in rows(walked(facts))] == [(), ()]


def test_a_table_that_arranges_a_page_is_no_table() -> None:
    page = "<table><tr><td><p>One.</p></td><td><table><tr><td>a</td><td>b</td></tr></table><p>Two.</p></td></tr></table>"
    assert walked(page).text == "One.\n\na | b\n\nTwo."
    assert walked("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>").text == "One.\n\nTwo."


def test_cells_keep_links_lists_and_struck_text_in_one_row() -> None:
    outline = walked(
        "<table><tr><td><ul><li>red</li><li><s>blue</s></li></ul></td><td><a href='https://a.example'>site</a></td></tr></table>"
    )
    assert outline.text == "red blue | site"
    assert struck(outline) == ["blue"]
    assert [outline.text[link.start : link.end] for link in outline.links] == ["site"]


def test_a_heading_with_a_line_break_is_one() -> None:
    outline = walked("<h2>The<br>mill</h2><p>One<br>two</p>")
    assert outline.text == "The mill\n\nOne\n\ntwo"
    assert outline.blocks == [Block(0, 8, "heading", 2)]


@pytest.mark.parametrize(
    ("inside", "read"),
    [
        ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E = mc²"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a + b)/2"),
        ("<msqrt><mi>x</mi></msqrt>", "√x"),
        ("<msub><mi>v</mi><mn>0</mn></msub>", "v₀"),
        ("<semantics><mi>x</mi><annotation>x</annotation></semantics>", "x"),
    ],
)
def test_formulas_are_a_line_of_text(inside: str, read: str) -> None:
    from lxml import etree

    assert formula(etree.fromstring(f'<math xmlns="http://www.w3.org/1998/Math/MathML">{inside}</math>')) == read
    assert walked(f"<p>So <math>{inside}</math> holds.</p>").text == f"So {read} holds."


def test_an_article_among_furniture_keeps_its_order_and_its_signs() -> None:
    menu = "".join(f'<li><a href="/{i}">Menu entry {i}</a></li>' for i in range(40))
    story = "".join(
        f"<p>In the year {1800 + i} the keeper, Anna Ames, lit the lamp with oil from the town of Moss and wrote it down.</p>"
        for i in range(9)
    )
    page = (
        f"<html><body><nav><ul>{menu}</ul></nav><main><article><h2>Lamps</h2><p>It cost <s>80</s> 55 euros, 10<sup>3</sup> more than the "
        f"<q>lantern of the pier</q>, which the council had bought in spring.</p>{story}<table><tr><th>Lamp</th><th>Year</th></tr><tr><td>Red</td><td>1801"
        f"</td></tr></table><div class='related'><ul>{menu}</ul></div></article></main><footer>{menu}</footer></body></html>"
    )
    found = worker.read(".html", page.encode())
    assert "It cost 80 55 euros, 10³ more than the “lantern of the pier”, which" in found["text"]
    assert [found["text"][a:b] for a, b in found["struck"]] == ["80"]
    assert found["text"].endswith("Lamp | Year\n\nRed | 1801")
    assert "Menu" not in found["text"]
    assert any("furniture" in what for what in found["dropped"])


def test_a_row_counts_on_its_text() -> None:
    outline = Outline()
    outline.add([Run("Before.")])
    assert outline.add_row([[Run(" a "), Run("b")], [], [Run("c", struck=True)], []])
    assert not outline.add_row([[Run(" ")], []])
    assert outline.text == "Before.\n\na b | | c |"
    (block,) = outline.blocks
    assert [outline.text[a:b] for a, b in block.cells] == ["a b", "", "c", ""]
    assert struck(outline) == ["c"]


def test_a_table_of_endless_cells_costs_no_more_than_its_size() -> None:
    began = time.process_time()
    for attributes in ("rowspan=999999", "colspan=999999"):
        outline = walked("<table>" + f"<tr><td {attributes}>x</td><td>y</td></tr>" * 1000 + "</table>")
        assert outline.text.count("y") == 1000
    assert time.process_time() - began < 20
