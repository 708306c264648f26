"""Examples from whole documents, question variants, and the recipe that names them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from qa_bot import QaBotError, Reader
from qa_bot.cli import main
from qa_bot.evaluation.squad import Gold, Row
from qa_bot.training.documents import make_examples, shorten, source_rows
from qa_bot.training.export import load_encoder
from qa_bot.training.features import make_groups
from qa_bot.training.recipe import Documents, Recipe, Source, read_recipe
from qa_bot.training.variants import Variants, contract, vary
from tests.training.test_training import Tiny, rows, write

FRUIT = ("apples", "pears", "plums", "figs", "grapes", "melons")


def orchard(count: int = 60) -> list[Row]:
    """Documents of three paragraphs, each with a question."""
    made = []
    for i in range(count):
        fruit = FRUIT[i % 3]
        context = (
            f"The {fruit} of garden {i // 3} are picked by {('Anna', 'Bob', 'Carol')[i % 3]} before the first frost. "
            + "They keep long. " * 50
        )
        name = context[context.index("by ") + 3 :].split(maxsplit=1)[0]
        made.append(Row(str(i), f"garden {i // 3}", context, f"Who picks the {fruit}?", (Gold(name, context.index(name)),)))
    return made


def recipe(folder: Path, data: list[Row], **more: object) -> Recipe:
    write(folder / "data.json.gz", data)
    source = Source("data.json.gz", "CC0")
    return replace(Recipe("", str(folder), (source,), documents=Documents(heading=0.0)), **more)  # type: ignore[arg-type]


def test_a_question_comes_with_passages_of_its_own_document_only(tmp_path: Path) -> None:
    data = orchard()
    made = make_examples(recipe(tmp_path, data, documents=Documents((0.0, 0.0, 1.0), heading=0.0)), tmp_path, 1)
    held_out = len(data) - len(list(source_rows(Source("data.json.gz", ""), tmp_path, 40)))
    assert len(made) == len(data) - held_out > 40
    for example in made:
        assert len(example.passages) == 3
        assert len({passage.split("garden ")[1].split()[0] for passage in example.passages}) == 1
        assert example.answer
        right = example.passages[0]
        assert right[example.answer.start : example.answer.end] == example.answer.text
        assert all(example.answer.text not in passage for passage in example.passages[1:])
    assert made == make_examples(recipe(tmp_path, data, documents=Documents((0.0, 0.0, 1.0), heading=0.0)), tmp_path, 1)


def test_an_absent_answer_leaves_the_wrong_passages(tmp_path: Path) -> None:
    made = make_examples(recipe(tmp_path, orchard(), documents=Documents(absent=1000, heading=0.0)), tmp_path, 1)
    assert made
    for example in made:
        asked = example.question.split()[-1].strip("?")
        assert example.answer is None
        assert not any(asked in passage for passage in example.passages)


def test_a_heading_is_context_without_an_answer(tmp_path: Path) -> None:
    data = [replace(row, title=f"On_gardens {'abcdefghij'[int(row.id) % 10]}") for row in orchard(30)]
    for example in make_examples(recipe(tmp_path, data, documents=Documents(heading=1.0)), tmp_path, 1):
        assert all(passage.startswith("On gardens ") and passage[12] == "\n" for passage in example.passages)
        assert example.answer
        assert example.passages[0][example.answer.start : example.answer.end] == example.answer.text


def test_rows_that_teach_nothing_are_left_out(tmp_path: Path) -> None:
    context = "Send the form within ten days. Then call us at the office. " + "word " * 60
    gold = (Gold("Send the form", 0),)
    usual = Row("usual", "t", context, "What do I send to the office?", gold)
    rest = {
        "uncertain": {"offset_chosen_by_overlap": True},
        "follow": {"history": ["a"], "question": "And what about it then?"},
        "short": {"history": ["a"], "question": "What day?"},
        "said": {"yes_no": "yes"},
        "cnn": {"source": "cnn"},
    }
    path = write(tmp_path / "data.json.gz", [replace(usual, id=name, question=f"What do I send {name}?") for name in ("usual", *rest)])
    import gzip

    nested = json.loads(gzip.decompress(path.read_bytes()))
    for article in nested["data"]:
        for qa in article["paragraphs"][0]["qas"]:
            qa.update({"source": "wikipedia"} | rest.get(qa["id"], {}))
    path.write_bytes(gzip.compress(json.dumps(nested).encode()))
    source = Source("data.json.gz", "", sources=("wikipedia",), follow_ups=False)
    assert [row.id for row in source_rows(source, tmp_path, 40)] == ["data.json.gz usual"]
    assert len(list(source_rows(Source("data.json.gz", ""), tmp_path, 40))) == 4


def test_long_answers_are_cut_or_left_out() -> None:
    assert shorten(Gold("ten days", 5), 4) == Gold("ten days", 5)
    assert shorten(Gold("Call us first, then send the form. Wait.", 3), 4) == Gold("Call us first", 3)
    assert shorten(Gold("one two three four five six", 0), 4) is None


def test_questions_are_varied_as_often_as_the_recipe_says() -> None:
    assert contract("What is it that you do not like, and cannot eat?") == "What's it that you don't like, and can't eat?"
    row = Row("", "t", "", "Where is the river that does not freeze?", ())
    lower = [vary(replace(row, id=str(i)), Variants(0, 0, 0, lower_case=0.25), 1).question for i in range(400)]
    assert 0.2 < sum(question == row.question.lower() for question in lower) / 400 < 0.3
    assert set(lower) == {row.question, row.question.lower()}
    short = {vary(replace(row, id=str(i)), Variants(0, 0, 0, contracted=1.0), 1).question for i in range(50)}
    assert short == {"Where's the river that doesn't freeze?", "Wheres the river that doesnt freeze?"}
    bare = vary(row, Variants(1.0, 0, 0, no_articles=1.0), 1).question
    assert bare == "Where is river that does not freeze"


def test_a_long_passage_is_cut_around_the_answer_and_two_tokenizers_cut_alike(tiny: Tiny, tmp_path: Path) -> None:
    made = make_examples(recipe(tmp_path, orchard()), tmp_path, 1)
    (_, bert), (_, mpnet) = (load_encoder(str(tiny(kind)), 1) for kind in ("bert", "mpnet"))
    groups = make_groups(made, bert, {40: 0.5, 60: 0.5}, seed=1)
    its = make_groups(made, mpnet, {41: 0.5, 61: 0.5}, seed=1, longest=385)  # one special token more
    assert len(groups) == len(made)
    assert {len(feature.window.ids) for group in groups for feature in group} == {40, 60}
    places = [(one.window.first, one.window.count) for group in groups for one in group]
    assert places == [(one.window.first, one.window.count) for group in its for one in group]
    assert len(set(places)) > 10
    assert all(group[0].window.context_at <= group[0].start <= group[0].end for group in groups)


RECIPE = """
start = "{start}"
folder = "."
seeds = [1, 2]

[options]
learning_rate = 5e-3
batch_size = 8

[documents.windows]
48 = 1.0

[[data]]
file = "data.json.gz"
licence = "CC0"
document = "file"
"""


def test_one_command_trains_every_seed_of_a_recipe_and_averages_them(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "data.json.gz", [replace(row, context=f"{row.context} {row.id}") for row in rows()])
    (tmp_path / "recipe.toml").write_text(RECIPE.format(start=tiny("bert")))
    out = tmp_path / "out"
    command = ["qa-bot", "train", "--recipe", str(tmp_path / "recipe.toml"), "--out", str(out), "--dtype", "float32"]

    def call(*more: str) -> int:
        monkeypatch.setattr("sys.argv", [*command, *more])
        try:
            main()
        except SystemExit as stopped:
            return int(stopped.code or 0)
        return 0

    assert call("--from", "x", "--data", "y") == 2
    assert "either --recipe" in capsys.readouterr().err
    assert call("--minutes", "0") == 0
    assert json.loads(capsys.readouterr().out)["done"] is False
    assert not (out / "seed-2").exists()
    (tmp_path / "data.json.gz").rename(tmp_path / "moved.json.gz")
    assert call("--resume", "--minutes", "0") == 0  # its examples are kept
    assert json.loads(capsys.readouterr().out)["done"] is False
    (tmp_path / "moved.json.gz").rename(tmp_path / "data.json.gz")
    assert call("--resume") == 0
    assert json.loads(capsys.readouterr().out) | {"step": 0, "of": 0, "windows": 0} == {
        "step": 0, "of": 0, "windows": 0, "done": True, "reader": str(out / "reader"),
    }  # fmt: skip
    assert (out / "seed-2" / "reader").is_dir()
    Reader.load(out / "reader")


def test_the_repository_s_recipe_is_sound() -> None:
    found = read_recipe(Path(__file__).parents[2] / "models" / "RECIPE.toml")
    assert len(found.data) == len({source.file for source in found.data}) > 15
    assert all(source.licence for source in found.data)
    assert found.variants.lower_case > 0 < found.documents.absent


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("batch_size", "batchsize"), r"\[options\]: 'batchsize' is unknown"),
        (("seeds = [1, 2]", "seeds = [1,"), "cannot be read"),
        (('licence = "CC0"', ""), r"\[\[data\]\] 1: .*licence"),
        (('document = "file"', 'document = "page"'), "'page', not one of title, file, context"),
        (("[[data]]", "[[datum]]"), "names no data"),
        (("48 = 1.0", "many = 1.0"), r"\[documents\]: invalid literal"),
    ],
)
def test_a_wrong_recipe_is_refused_in_a_sentence(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    (tmp_path / "recipe.toml").write_text(RECIPE.replace(*change))
    with pytest.raises(QaBotError, match=says):
        read_recipe(tmp_path / "recipe.toml")


def test_a_slip_changes_one_place() -> None:
    from qa_bot.training.variants import misspell

    slips = {misspell("river", Random(i)) for i in range(60)}
    assert "river" in misspell("a of to", Random(1)) or misspell("a of to", Random(1)) == "a of to"
    assert {"irver", "rvier", "riiver", "rier"} & slips
