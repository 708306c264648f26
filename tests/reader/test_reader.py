"""The reader against transformers' own tokenisation and against windows read one by one, on random models of four families."""

from __future__ import annotations

import json
import platform
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.numpy import save_file

from qa_bot import Article, QaBotError, Reader
from qa_bot.reader import checkpoint
from qa_bot.reader.engines.weights import Weights
from qa_bot.reader.span_bounds import settle
from qa_bot.reader.tensors import template_of, tokenize
from qa_bot.reader.windows import make_windows
from tests.conftest import WORDS

FAMILIES = ["bert", "mpnet", "distilbert", "roberta"]
texts = st.lists(st.sampled_from([*WORDS, "Zürich", "x9", "\u200d", "🎉", "  "]), min_size=1, max_size=150).map(" ".join)
Tiny = Callable[..., Path]
loaded = cache(Reader.load)
"""Loads a folder once, for the many examples of one test."""


@pytest.mark.parametrize("family", FAMILIES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=texts, context=texts, size=st.integers(40, 90), stride=st.integers(0, 20))
def test_windows_are_those_of_transformers(tiny: Tiny, family: str, question: str, context: str, size: int, stride: int) -> None:
    tokenizer = loaded(tiny(family)).tokenizer
    asked, read = tokenize(tokenizer, [question, context])
    asked_ids = asked.ids[:12]
    if not len(read.ids) or not len(asked_ids):
        return
    short = question[: asked.offsets[len(asked_ids) - 1, 1]]
    # the cut may fall between two byte tokens of one character, which is then in `short` as a whole
    asked_ids = tokenize(tokenizer, [short])[0].ids
    oracle = tokenizer(
        short,
        context,
        truncation="only_second",
        max_length=size,
        stride=stride,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_token_type_ids=True,
    )
    windows = make_windows(asked_ids, read.ids, template_of(tokenizer), size, stride)
    assert [window.ids.tolist() for window in windows] == oracle["input_ids"]
    assert [window.types.tolist() for window in windows] == oracle["token_type_ids"]
    for i, window in enumerate(windows):
        inside = [at for at, side in enumerate(oracle.sequence_ids(i)) if side == 1]
        assert inside == list(range(window.context_at, window.context_at + window.count))
        offsets = [tuple(oracle["offset_mapping"][i][at]) for at in inside]
        assert offsets == [tuple(pair) for pair in read.offsets[window.first : window.first + window.count].tolist()]


@pytest.mark.parametrize("family", FAMILIES)
def test_spans_are_cut_from_the_text(tiny: Tiny, family: str) -> None:
    reader = loaded(tiny(family))
    text = "  Anna lives in  Rome. “Bob” told 🎉 Carol: naïve café!\n\nThe river was über-wide in 1999.  " * 6
    for reading in reader.read(["who was in rome?", "WHEN", "?"], Article(text), top_k=8):
        assert len(reading.spans) > 1
        for scored in reading.spans:
            assert text[scored.span.start : scored.span.end] == scored.span.text == scored.span.text.strip()
        ranges = sorted((scored.span.start, scored.span.end) for scored in reading.spans)
        assert all(end <= start for (_, end), (start, _) in pairwise(ranges))


@pytest.mark.parametrize("family", FAMILIES)
def test_spans_begin_and_end_as_they_are_shown(tiny: Tiny, family: str) -> None:
    text = "Anna said “the (tin” and) “told” the “tin and (the” told) a “that”. " * 3
    for reading in loaded(tiny(family)).read_pairs([("who said the tin?", text), ("WHEN", text)], top_k=20):
        bounds = [(scored.span.start, scored.span.end) for scored in reading.spans]
        assert settle(text, bounds) == bounds


@pytest.mark.parametrize("family", FAMILIES)
def test_no_span_begins_or_ends_between_the_parts_of_a_sentence(tiny: Tiny, family: str) -> None:
    reader = loaded(tiny(family))
    for mark in ",;:":
        text = f"anna {mark} bob {mark} in rome {mark} paris {mark} said"
        spans = [one.span.text for one in reader.read_pairs([("who said ?", text)], top_k=20)[0].spans]
        assert spans
        assert not [span for span in spans if span[0] == mark or span[-1] == mark]
    assert reader.read_pairs([("who said ?", ", ; : ,")])[0].spans == ()


@pytest.mark.parametrize("family", FAMILIES)
def test_batching_changes_nothing(tiny: Tiny, family: str) -> None:
    """Questions of all lengths over texts of all lengths, together and one by one."""
    reader, other = loaded(tiny(family)), Reader.load(tiny(family))
    pairs = [(" ".join(WORDS[i : i + 2 + i]), " ".join(WORDS[: 7 + i * 9] * (1 + i))) for i in range(1, 6)]
    together = reader.read_pairs(pairs)
    for pair, reading in zip(pairs, together, strict=True):
        alone = other.read_pairs([pair])[0]
        assert [scored.span for scored in alone.spans] == [scored.span for scored in reading.spans]
        assert np.allclose([scored.score for scored in alone.spans], [scored.score for scored in reading.spans], atol=1e-4)
        assert (alone.windows, alone.cut) == (reading.windows, reading.cut)


def test_scores_are_those_of_the_model(tiny: Tiny) -> None:
    """One window, decoded by hand from transformers' own encoding and forward pass."""
    reader = Reader.load(tiny("bert"))
    question, text = "who lives in rome?", "anna lives in rome. bob lives in paris."
    encoded = reader.tokenizer(question, text, return_tensors="pt", return_offsets_mapping=True, return_token_type_ids=True)
    offsets = encoded.pop("offset_mapping")[0].tolist()
    sides = encoded.sequence_ids(0)
    with torch.inference_mode():
        output = reader.model(**encoded)
    start, end = output.start_logits[0].numpy(), output.end_logits[0].numpy()
    scores = {
        (s, e): start[s] + end[e] for s in range(len(start)) for e in range(s, min(len(end), s + 30)) if sides[s] == 1 and sides[e] == 1
    }
    (first, last), score = max(scores.items(), key=lambda item: item[1])
    reading = reader.read([question], Article(text))[0]
    assert reading.spans[0].span.text == text[offsets[first][0] : offsets[last][1]]
    assert reading.spans[0].score == pytest.approx(score, abs=1e-4)
    assert reading.spans[0].null_score == pytest.approx(start[0] + end[0], abs=1e-4)


def test_token_types_reach_the_model(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load(tiny("bert"))
    seen = []
    forward = reader.model.forward
    monkeypatch.setattr(reader.model, "forward", lambda **inputs: seen.append(inputs) or forward(**inputs))
    reader.read(["who?"], Article("anna lives in rome."))
    assert seen[0]["token_type_ids"].sum() > 0


def test_an_answer_deep_in_a_long_text_is_found(reader: Reader) -> None:
    filler = "The weather was mild and the market was quiet that morning. " * 120
    text = filler + "The lighthouse keeper is called Ottoline Fairweather. " + filler
    reading = reader.read(["What is the lighthouse keeper called?"], Article(text))[0]
    assert reading.spans[0].span.text == "Ottoline Fairweather"
    assert reading.windows > 8


def test_a_long_question_is_cut_and_said_to_be(reader: Reader) -> None:
    readings = reader.read(["who " * 60, "who " * 80], Article("Anna lives in Rome."))
    assert [reading.cut for reading in readings] == [False, True]


def test_a_text_without_tokens_gives_no_span(reader: Reader) -> None:
    reading = reader.read(["Who?"], Article(" \n "))[0]
    assert (reading.spans, reading.windows) == ((), 0)


def test_the_article_is_tokenised_once(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Reader.load(tiny("bert"))
    seen: list[str] = []
    real = tokenize

    def spy(tokenizer: object, batch: list[str]) -> object:
        seen.extend(batch)
        return real(tokenizer, batch)

    monkeypatch.setattr("qa_bot.reader.reader.tokenize", spy)
    story = Article("anna lives in rome.")
    for question in ("who?", "where?", "when?"):
        reader.read([question], story)
    assert seen.count(story.text) == 1


def test_threads_share_a_reader(tiny: Tiny) -> None:
    reader = Reader.load(tiny("mpnet"))
    stories = [Article(" ".join(WORDS[i:] + WORDS[:i])) for i in range(12)]
    alone = [reader.read(["who lives in rome?"], story)[0] for story in stories]
    found: dict[int, object] = {}
    threads = [
        threading.Thread(target=lambda i=i, story=story: found.update({i: reader.read(["who lives in rome?"], story)[0]}))
        for i, story in enumerate(stories)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[i] for i in range(len(stories))] == alone


def test_an_fp16_checkpoint_is_read_in_fp32(reader: Reader) -> None:
    assert {parameter.dtype for parameter in reader.model.parameters()} == {torch.float32}


def test_bf16_keeps_the_head_in_fp32(tiny: Tiny) -> None:
    reader = Reader.load(tiny("bert"), dtype="bfloat16")
    assert reader.model.qa_outputs.weight.dtype == torch.float32
    assert reader.model.bert.embeddings.word_embeddings.weight.dtype == torch.bfloat16
    assert reader.read(["who?"], Article("anna lives in rome."))[0].spans


def test_an_encoder_without_a_head_is_refused(tiny: Tiny) -> None:
    with pytest.raises(QaBotError, match="without a trained reading head"):
        Reader.load(tiny("bert", head=False))


def test_a_folder_that_is_missing_is_refused() -> None:
    with pytest.raises(QaBotError, match=r"There is no folder \./nowhere"):
        Reader.load("./nowhere")


def test_a_hub_name_that_cannot_be_fetched_says_what_to_do() -> None:
    with pytest.raises(QaBotError, match="could not be fetched from the Hugging Face hub"):
        Reader.load("somebody/some-reader")


@pytest.mark.parametrize("broken", ["config.json", "model.safetensors", "tokenizer.json"])
@pytest.mark.parametrize("how", ["missing", "garbage"])
def test_a_broken_folder_is_refused(tiny: Tiny, tmp_path: Path, broken: str, how: str) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(tiny("bert"), folder)
    (folder / broken).unlink() if how == "missing" else (folder / broken).write_bytes(b"\x00garbage")
    with pytest.raises(QaBotError, match="cannot be loaded"):
        Reader.load(folder)


@pytest.mark.parametrize("header", [True, False])
def test_weights_of_random_bytes_are_refused(tiny: Tiny, tmp_path: Path, header: bool) -> None:
    folder = shutil.copytree(tiny("bert"), tmp_path / "random")
    weights = folder / "model.safetensors"
    data = weights.read_bytes()
    kept = 8 + int.from_bytes(data[:8], "little") if header else 0
    weights.write_bytes(data[:kept] + random.Random(7).randbytes(len(data) - kept))
    with pytest.raises(QaBotError, match="are damaged: some aren't numbers" if header else "cannot be loaded"):
        Reader.load(folder)


def test_openvino_refuses_damaged_weights_too(tmp_path: Path) -> None:
    save_file({"whole": np.ones(3, np.float32), "damaged": np.array([1, np.nan], np.float32)}, tmp_path / "model.safetensors")
    weights = Weights(tmp_path)
    assert weights["whole"].tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="damaged is damaged"):
        weights["damaged"]


def test_pickled_weights_are_refused(tiny: Tiny, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(tiny("bert"), folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(QaBotError, match="cannot be loaded"):
        Reader.load(folder)


@pytest.mark.parametrize(
    ("found", "precision"),
    [({"avx512_bf16": True, "amx_bf16": False}, torch.bfloat16), ({"amx_bf16": True}, torch.bfloat16), ({"avx2": True}, torch.float32)],
)
def test_auto_reads_in_bf16_only_where_the_processor_has_it(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, found: dict[str, bool], precision: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found, raising=False)
    assert Reader.load(tiny("bert"), dtype="auto").model.bert.embeddings.word_embeddings.weight.dtype == precision


def test_auto_reads_in_fp32_where_torch_cannot_tell(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert Reader.load(tiny("bert"), dtype="auto").model.dtype == torch.float32


def test_an_unknown_precision_is_refused(tiny: Tiny) -> None:
    with pytest.raises(QaBotError, match="float32 or bfloat16"):
        Reader.load(tiny("bert"), dtype="float8")


def test_a_broken_calibration_is_refused(tiny: Tiny, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    shutil.copytree(tiny("bert"), folder)
    (folder / "calibration.json").write_text(json.dumps({"threshold": 1.0, "surprise": 2}))
    with pytest.raises(QaBotError, match="not a calibration"):
        Reader.load(folder)


def test_the_environment_names_the_model(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_BOT_MODEL", str(tiny("distilbert")))
    assert Reader.load().model.config.model_type == "distilbert"
    assert Reader.load(tiny("bert")).model.config.model_type == "bert"  # what is named wins


@pytest.mark.parametrize("name", [checkpoint.DEFAULT, "reader-small"])
def test_every_weight_comes_from_the_file_that_the_index_names(name: str) -> None:
    """Weights that were not trained on stay in their old files, beside older ones of the weights that were."""
    folder = Path(checkpoint.find_model(name))
    index = folder / "model.safetensors.index.json"
    model, _ = checkpoint.load_checkpoint(str(folder))
    loaded = model.state_dict()
    names = json.loads(index.read_text())["weight_map"] if index.exists() else dict.fromkeys(loaded, "model.safetensors")
    assert set(names) == set(loaded)
    for file in sorted(set(names.values())):
        with safe_open(folder / file, framework="pt") as stored:
            for weight in (weight for weight, place in names.items() if place == file):
                assert torch.equal(loaded[weight], stored.get_tensor(weight).float())


def test_the_shipped_reader_is_found_from_an_installed_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tiny: Tiny) -> None:
    """A wheel carries `models/` inside the package."""
    package = tmp_path / "site-packages" / "qa_bot"
    shutil.copytree(tiny("bert"), package / "models" / checkpoint.DEFAULT)
    monkeypatch.delenv("QA_BOT_MODEL", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checkpoint, "files", lambda name: package)
    assert checkpoint.find_model(None) == str(package / "models" / checkpoint.DEFAULT)


def test_a_stub_of_a_weight_file_is_named(tmp_path: Path, tiny: Tiny) -> None:
    """What a zip download leaves of a symbolic link, and a clone without its large-file storage of a file."""
    folder = tmp_path / "copied"
    shutil.copytree(tiny("bert"), folder)
    assert checkpoint.find_model(folder) == str(folder)
    (folder / "model.safetensors").write_text("../elsewhere/model.safetensors", encoding="utf-8")
    with pytest.raises(QaBotError, match=r"model\.safetensors is a link or a stub"):
        checkpoint.find_model(folder)


HEAPS = """
import ctypes, re, threading
from pathlib import Path
from qa_bot.reader.tensors import share_heap
share_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
barrier, found = threading.Barrier(12), []
def work():
    found.append(libc.malloc(100_000))
    barrier.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
heap = re.search(r"([0-9a-f]+)-([0-9a-f]+) .*\\[heap\\]", Path("/proc/self/maps").read_text())
first, last = (int(part, 16) for part in heap.groups())
print(sum(first <= place < last for place in found))
"""


@pytest.mark.skipif(sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="heaps of threads are glibc's")
def test_threads_share_one_heap() -> None:
    done = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "12"
