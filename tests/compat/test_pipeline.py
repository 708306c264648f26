"""The drop-in's manners: every way it could be called, what it refuses, and its own answers with legacy=False."""

from __future__ import annotations

import json
import shutil
import sys
import types
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import qa_bot
import qa_bot.compat
from qa_bot import Article, QaBotError, Reader, pipeline
from qa_bot.compat.inputs import MisuseError
from qa_bot.compat.pipeline import QuestionAnsweringPipeline

CONTEXT = "Anna lives in Rome. Bob lives in Paris with Carol, a baker."
OTHER = "The river Spree flows through Berlin."
EXAMPLE = {"question": "Where does Anna live?", "context": CONTEXT}
SECOND = {"question": "Which river flows through Berlin?", "context": OTHER}


class Sized:
    """As torch's and `datasets`' data sets: a length and items."""

    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> dict[str, str]:
        return (EXAMPLE, SECOND)[index]


@pytest.fixture(scope="module")
def qa(reader: Reader) -> QuestionAnsweringPipeline:
    return pipeline("question-answering", model=reader)


def test_the_function_is_not_hidden_by_its_module() -> None:
    assert qa_bot.pipeline is sys.modules["qa_bot.compat.pipeline"].pipeline
    assert "pipeline" in qa_bot.__all__


def test_every_way_to_ask_gives_the_same(qa: QuestionAnsweringPipeline) -> None:
    one = qa(question=EXAMPLE["question"], context=CONTEXT)
    assert one["answer"] == CONTEXT[one["start"] : one["end"]] == "Rome"
    squad = types.SimpleNamespace(question_text=EXAMPLE["question"], context_text=CONTEXT)
    for call in (
        lambda: qa(EXAMPLE),
        lambda: qa([EXAMPLE]),
        lambda: qa(EXAMPLE["question"], CONTEXT),
        lambda: qa(data=EXAMPLE),
        lambda: qa(X=[EXAMPLE]),
        lambda: qa(squad),
        lambda: qa(question=[EXAMPLE["question"]], context=[CONTEXT]),
        lambda: qa(**EXAMPLE, padding="max_length", top_k=None, num_workers=2),
    ):
        assert call() == pytest.approx(one)
    two = [one, qa(SECOND)]
    assert two[1]["answer"] in OTHER
    for call in (
        lambda: qa([EXAMPLE, SECOND]),
        lambda: qa(EXAMPLE, SECOND),
        lambda: qa(data=(EXAMPLE, SECOND)),
        lambda: qa(Sized()),
        lambda: qa(question=[EXAMPLE["question"], SECOND["question"]], context=[CONTEXT, OTHER], batch_size=1),
        lambda: qa({"question": [EXAMPLE["question"], SECOND["question"]], "context": [CONTEXT, OTHER]}),
    ):
        for found, wanted in zip(call(), two, strict=True):
            assert found == pytest.approx(wanted, abs=1e-5)
    assert qa([]) == []


def test_a_generator_is_read_as_it_goes(qa: QuestionAnsweringPipeline) -> None:
    taken = []

    def endless() -> Any:
        while True:
            taken.append(1)
            yield EXAMPLE

    stream = qa(endless(), batch_size=3)
    assert [next(stream)["answer"] for _ in range(4)] == ["Rome"] * 4
    assert len(taken) == 6


def test_old_names_and_defaults_of_the_factory(reader: Reader, qa: QuestionAnsweringPipeline) -> None:
    assert qa(EXAMPLE, topk=2) == qa(EXAMPLE, top_k=2)
    preset = pipeline("question-answering", model=reader.model, tokenizer=reader.tokenizer, top_k=2, device=-1, framework="pt")
    assert preset(EXAMPLE) == qa(EXAMPLE, top_k=2)
    assert isinstance(preset(EXAMPLE, top_k=1), dict)
    assert str(preset.device) == "cpu"
    assert preset.task == "question-answering"


def test_an_unknown_argument_is_warned_of(qa: QuestionAnsweringPipeline) -> None:
    with pytest.warns(UserWarning, match="no argument temperature"):
        qa(EXAMPLE, temperature=1)


@pytest.mark.parametrize(
    ("args", "given", "said"),
    [
        ((), {}, "Give question= and context="),
        ((), {"question": "who?"}, "Give question= and context="),
        (("who?",), {}, "A str is not a question"),
        ((7,), {}, "A int is not a question"),
        (([7],), {}, "A int is not an example"),
        (({"question": "who?"},), {}, "dictionary with keys"),
        ((), {"question": None, "context": "a"}, "`question` cannot be None"),
        ((), {"question": "who?", "context": ""}, "`context` cannot be empty"),
        ((), {"question": "who?", "context": 7}, "has to be a str"),
        ((), {"question": ["a", "b"], "context": ["c"]}, "same lengths"),
        ((EXAMPLE,), {"top_k": 0}, "top_k parameter should be >= 1"),
        ((EXAMPLE,), {"top_k": 2.0}, "top_k must be a whole number, as top_k=1 \\(got 2.0\\)"),
        ((EXAMPLE,), {"top_k": "3"}, "top_k must be a whole number, as top_k=1 \\(got '3'\\)"),
        ((EXAMPLE,), {"doc_stride": True}, "doc_stride must be a whole number"),
        ((EXAMPLE,), {"max_answer_len": 0}, "max_answer_len parameter should be >= 1"),
        ((EXAMPLE,), {"max_seq_len": 50, "doc_stride": 60}, "larger than `max_seq_len`"),
        (({"question": "who " * 400, "context": CONTEXT * 20},), {}, "change max_seq_len or doc_stride"),
    ],
)
def test_a_mistake_gets_one_sentence(qa: QuestionAnsweringPipeline, args: tuple[Any, ...], given: dict[str, Any], said: str) -> None:
    with pytest.raises(QaBotError, match=said) as caught:
        qa(*args, **given)
    # code that caught the old pipeline's error goes on working
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "given",
    [
        {"task": "summarization"},
        {"trust_remote_code": True},
        {"framework": "tf"},
        {"device_map": {"": 0}},
        {"dtype": "int8"},
        {"top_k": 0},
    ],
)
def test_the_factory_refuses(given: dict[str, Any]) -> None:
    with pytest.raises(QaBotError):
        pipeline(**given)


@pytest.mark.parametrize("given", [{}, {"trust_remote_code": True}, {"model_kwargs": {"trust_remote_code": True}}])
def test_no_code_of_a_checkpoint_is_run(tiny: Callable[..., Path], tmp_path: Path, given: dict[str, Any]) -> None:
    folder, ran = tmp_path / "own", tmp_path / "ran"
    shutil.copytree(tiny("bert"), folder)
    config = json.loads((folder / "config.json").read_text())
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own", "AutoModelForQuestionAnswering": "own.Own"}}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "own.py").write_text(f"open({str(ran)!r}, 'w').close()\nfrom transformers import BertConfig as Own\n")
    with pytest.raises(QaBotError):
        pipeline(model=str(folder), **given)
    with pytest.raises(QaBotError):
        Reader.load(folder, hub=given.get("model_kwargs", given))
    assert not ran.exists()


def test_a_loaded_model_needs_its_tokenizer(reader: Reader) -> None:
    with pytest.raises(QaBotError, match="give tokenizer= too"):
        pipeline("question-answering", model=reader.model)


def test_folders_precision_and_saving(tiny: Callable[..., Path], tmp_path: Path) -> None:
    folder = tiny("bert")
    first = pipeline(model=folder, tokenizer=str(folder), torch_dtype="auto", model_kwargs={"attn_implementation": "sdpa"})
    first.save_pretrained(tmp_path)
    again = pipeline("question-answering", str(tmp_path))
    assert again(EXAMPLE) == pytest.approx(first(EXAMPLE), abs=1e-5)
    for name in ("float16", "bfloat16"):
        low = pipeline(model=folder, dtype=name)
        assert str(next(low.model.parameters()).dtype) == f"torch.{name}"
        assert low(EXAMPLE)["score"] == pytest.approx(low.model.dtype and first(EXAMPLE)["score"], abs=0.05)


def test_white_space_holds_no_answer(qa: QuestionAnsweringPipeline) -> None:
    nothing = {"score": 0.0, "start": 0, "end": 0, "answer": ""}
    assert qa(question="who?", context=" \n ") == nothing
    for legacy in (True, False):
        assert qa(question="who?", context=" \n ", handle_impossible_answer=True, legacy=legacy) == {**nothing, "score": 1.0}


def test_own_answers_do_not_overlap_and_are_as_many_as_asked_for(qa: QuestionAnsweringPipeline, reader: Reader) -> None:
    context = CONTEXT * 12
    found = qa(question="Where does Bob live?", context=context, top_k=6, legacy=False, handle_impossible_answer=False)
    assert len(found) == 6
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    places = sorted((one["start"], one["end"]) for one in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert all(one["answer"] == context[one["start"] : one["end"]] == one["answer"].strip() for one in found)
    spans = reader.read_pairs([("Where does Bob live?", context)], 6)[0].spans
    assert [one["start"] for one in found] == [scored.span.start for scored in spans]


def test_own_answers_are_read_passage_by_passage_and_lines_are_no_paragraphs(qa: QuestionAnsweringPipeline, reader: Reader) -> None:
    filler = "The ferry crosses the sound twice a day and carries mail, milk and the few visitors who come in summer. " * 8
    context = f"{filler}\n\n{filler[:760]} Anna lives in New\nYork City. {filler[:300]}\n\n{filler}"
    found = qa(question="Where does Anna live?", context=context, legacy=False, handle_impossible_answer=False)
    assert found["answer"] == context[found["start"] : found["end"]] == "New\nYork City"
    assert reader.read(["Where does Anna live?"], Article(context.replace("New\nYork", "New York")))[0].windows == 3


def test_own_answers_abstain_where_the_text_does_not_say(qa: QuestionAnsweringPipeline) -> None:
    question = "What is the capital of Mongolia?"
    assert qa(question=question, context=CONTEXT, legacy=False)["answer"] == ""
    assert qa(question=question, context=CONTEXT, legacy=False, handle_impossible_answer=False)["answer"] != ""
    answers = qa(question="Where does Anna live?", context=CONTEXT, legacy=False, top_k=60)
    assert answers[0]["answer"] == "Rome"
    assert answers[-1]["answer"] == ""


def test_a_full_stop_is_no_own_answer(qa: QuestionAnsweringPipeline) -> None:
    answers = qa(question="Where does Anna live?", context=CONTEXT, legacy=False, top_k=100, handle_impossible_answer=False)
    assert len(answers) > 2
    assert all(any(character.isalnum() for character in one["answer"]) for one in answers)
    assert qa(question="Where does Anna live?", context="? ! . . .", legacy=False)["answer"] == ""


def test_a_list_of_one_stays_a_list_in_own_answers(qa: QuestionAnsweringPipeline) -> None:
    assert [one["answer"] for one in qa([EXAMPLE], legacy=False)] == ["Rome"]


@pytest.mark.parametrize("legacy", [True, False])
def test_a_window_beyond_the_models_positions_is_a_mistake(tiny: Callable[..., Path], legacy: bool) -> None:
    qa = pipeline("question-answering", model=str(tiny("bert", positions=64)), legacy=legacy)
    with pytest.raises(MisuseError, match=r"no position for every token.*change max_seq_len"):
        qa(question="who lives in rome?", context="anna lives in rome. " * 60, max_seq_len=200, doc_stride=20)
