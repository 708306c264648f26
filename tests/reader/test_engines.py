"""Engines: the int8 one reads as torch does, without torch; what it cannot read goes to torch, or is refused with a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_bot import Article, Bot, QaBotError, Reader
from qa_bot.reader.checkpoint import load_checkpoint, load_ranker
from qa_bot.reader.engines.choice import choose
from qa_bot.reader.engines.openvino_cpu import OpenVinoEngine
from qa_bot.reader.engines.pytorch import TorchEngine
from qa_bot.reader.engines.quantization import Activation, Layer, Quantization
from qa_bot.reader.windows import WindowError

Tiny = Callable[..., Path]
MODELS = Path(__file__).parents[2] / "models"


def batch_of(engine: TorchEngine | OpenVinoEngine, length: int = 24) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two texts, of which the second is shorter."""
    ids = np.random.default_rng(3).integers(6, 60, (2, length))
    mask, types = np.ones_like(ids), np.zeros_like(ids)
    ids[1, 16:], mask[1, 16:], types[:, 9:] = engine.pad_id, 0, 1
    return ids, mask, types


@pytest.mark.parametrize("family", ["bert", "mpnet"])
def test_the_graph_computes_what_transformers_does(tiny: Tiny, family: str) -> None:
    folder = tiny(family)
    torch_engine, engine = TorchEngine(load_checkpoint(str(folder))[0]), OpenVinoEngine(folder)
    batch = batch_of(engine)
    for expected, found in zip(torch_engine(*batch), engine(*batch), strict=True):
        assert np.abs(expected).max() > 0.1
        np.testing.assert_allclose(found[batch[1] == 1], expected[batch[1] == 1], atol=1e-3)


@pytest.fixture(scope="module")
def fast() -> Reader:
    return Reader.load("reader-small", engine="openvino")


QUESTIONS = ("Who is Dmitry Peskov?", "When did they speak?", "Who is the president-elect?", "How did the two men agree to keep in touch?")


def test_eight_bits_give_the_same_spans(fast: Reader, reader: Reader, article: Article) -> None:
    assert (fast.engine.name, fast.model) == ("openvino int8", None)
    assert reader.engine.name == "torch float32 cpu"
    for question, near, exact in zip(QUESTIONS, fast.read(QUESTIONS, article), reader.read(QUESTIONS, article), strict=True):
        assert near.spans[0].span == exact.spans[0].span, question
        assert abs(near.spans[0].margin - exact.spans[0].margin) < 1.5


def test_an_answer_does_not_depend_on_its_batch(fast: Reader) -> None:
    ids = np.random.default_rng(5).integers(1000, 9000, (5, 40))
    mask, types = np.ones_like(ids), np.zeros_like(ids)
    together = fast.engine(ids, mask, types)
    wide = [np.pad(array[:1], ((0, 0), (0, 24))) for array in (ids, mask, types)]
    for alone, padded, whole in zip(fast.engine(ids[:1], mask[:1], types[:1]), fast.engine(*wide), together, strict=True):
        np.testing.assert_allclose(alone[0], whole[0], atol=0.002)
        np.testing.assert_allclose(padded[0, :40], whole[0], atol=0.002)


def test_the_ranker_orders_alike_with_both() -> None:
    texts = [
        "The library lends books for three weeks.",
        "A late book costs 20 cents a day.",
        "Cats sleep for most of the day.",
        "It opens at nine.",
    ]
    pairs = [("how much is the fine if i bring a book back late", text) for text in texts]
    exact, near = load_ranker("float32", "torch"), load_ranker(engine="openvino")
    assert exact is not None
    assert near is not None
    one, other = exact.scores(pairs), near.scores(pairs)
    assert np.argsort(one).tolist() == np.argsort(other).tolist()
    np.testing.assert_allclose(one, other, atol=1.5)


def test_a_window_beyond_the_position_table_is_refused(tiny: Tiny) -> None:
    for family in ("bert", "mpnet"):
        engine = OpenVinoEngine(tiny(family))
        with pytest.raises(WindowError, match="no position"):
            engine(*batch_of(engine, 200))


def test_neither_torch_nor_telemetry_is_imported_where_openvino_reads() -> None:
    code = (
        "import sys; from qa_bot import Bot, Reader, article_from_text; "
        "reply = Bot(Reader.load('reader-small', engine='openvino')).ask('Where does Anna live?', article_from_text('Anna lives in Rome.')); "
        "print(reply.answer.text, *(bool(sys.modules.get(name)) for name in ('torch', 'transformers', 'openvino_telemetry')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Rome", "False", "False", "False"]


def test_the_engine_follows_machine_checkpoint_and_wish(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = MODELS / "reader-small"
    assert choose("auto", shipped, "auto") == "openvino"
    assert choose("auto", shipped, "float32") == "torch"  # a precision is torch's
    assert choose("torch", shipped, "auto") == "torch"
    assert choose("auto", tiny("roberta"), "auto") == "torch"
    assert choose("auto", Path("owner/name"), "auto") == "torch"
    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert choose("auto", shipped, "auto") == "torch"


def test_what_an_engine_cannot_do_is_said(tiny: Tiny, tmp_path: Path, fast: Reader) -> None:
    with pytest.raises(QaBotError, match="'onnx' isn't an engine: choose auto, openvino or torch"):
        Reader.load("reader-small", engine="onnx")
    with pytest.raises(QaBotError, match=r"int8.safetensors is missing, which `qa-bot quantize` makes"):
        Reader.load(tiny("bert"), engine="openvino")
    with pytest.raises(QaBotError, match='engine="torch"'):
        fast.move("cuda:0")
    fast.move("cpu")
    for file in ("config.json", "tokenizer.json", "int8.safetensors"):
        (tmp_path / file).write_bytes((MODELS / "reader-small" / file).read_bytes())
    (tmp_path / "model.safetensors").write_bytes(b"\x93" * 5000)
    with pytest.raises(QaBotError, match="cannot be loaded"):
        Reader.load(tmp_path, engine="openvino")


def test_weights_are_rounded_to_the_nearest_step(tmp_path: Path) -> None:
    weight, scale = np.random.default_rng(1).normal(size=(4, 6)).astype(np.float16), np.linspace(0.5, 2, 6, dtype=np.float32)
    rows, step = Layer(np.zeros(4, np.float32), scale).rounded(weight)
    assert (rows.dtype, rows.min() >= -127, np.abs(rows).max(axis=1).tolist()) == (np.int8, True, [127] * 4)
    assert (np.abs(rows * step - weight.astype(np.float32) / scale) <= step / 2 + 1e-6).all()

    made = Quantization({"a": Activation(-1.0, 2.0, scale), "b": Activation(0.0, 1.0)}, {"c": Layer(np.ones(4, np.float32), scale)})
    made.save(tmp_path)
    found = Quantization.load(tmp_path)
    assert found is not None
    assert (found.activations["b"], found.activations["a"].low, found.activations["a"].high) == (Activation(0.0, 1.0), -1.0, 2.0)
    np.testing.assert_array_equal(found.activations["a"].scale, scale)
    np.testing.assert_array_equal(found.layers["c"].scale, scale)
    assert Quantization.load(tmp_path / "nowhere") is None


def test_every_product_of_the_shipped_readers_is_rounded() -> None:
    for name in ("reader", "reader-small", "ranker"):
        layers = json.loads((MODELS / name / "config.json").read_text())["num_hidden_layers"]
        found = Quantization.load(MODELS / name)
        assert found is not None
        assert len(found.layers) == len(found.activations) == 6 * layers


def test_a_bot_answers_with_it(fast: Reader, article: Article) -> None:
    reply = Bot(fast).ask(QUESTIONS[0], article)
    assert reply.answer is not None
    assert article.text[reply.answer.start : reply.answer.end] == reply.answer.text == "Putin’s spokesman"
