"""Find how to round a checkpoint's matrix products to eight bits, from the activations that it shows on real questions.

NNCF does the statistics: ranges of activations, SmoothQuant's scales (Xiao et al. 2023) and the correction of biases (Nagel et al. 2019). What it found
is taken out of its graph into a small file; the weights themselves are rounded when they are loaded (see `reader/engines`).
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qa_bot.errors import QaBotError
from qa_bot.evaluation.squad import Row
from qa_bot.reader.engines.graph import build, can_build
from qa_bot.reader.engines.quantization import FILE, Activation, Layer, Quantization
from qa_bot.reader.engines.silent_openvino import openvino
from qa_bot.reader.engines.weights import Weights

LENGTH = 256
"""Tokens of question and text that are read."""
PRECISE = ("qa_outputs", "classifier", "pooler.dense")
"""Ends of the names of layers that stay in floating point: they cost nothing, and the answer is what they give."""
_RANGE, _SMOOTH = "/fq_output_0", "_0_0/nncf_smooth_quant"
_PRODUCT = ".product"


def quantize(folder: Path, rows: Sequence[Row], texts: int, seed: int = 1) -> Quantization:
    """The quantization of a checkpoint. A ranker also sees questions with the text of another one, as it does in use.

    Args:
        folder: the checkpoint.
        rows: questions with their contexts; a sample of them is read.
        texts: how many are read.
        seed: of the sample.

    Raises:
        QaBotError: the checkpoint is of a kind that no graph can be built of, or NNCF is missing.
    """
    openvino()  # before NNCF, which would import it with its telemetry
    try:
        import nncf
    except ImportError:
        raise QaBotError("Quantizing needs NNCF: install qa_bot with the extra `train`.") from None
    config = json.loads((folder / "config.json").read_text())
    if not can_build(config):
        raise QaBotError(f"{folder} holds a {config.get('model_type')} model, which only torch reads: nothing to quantize.")
    weights = Weights(folder)
    chosen = random.Random(seed).sample(list(rows), min(texts, len(rows)))
    contexts = [row.context for row in chosen]
    if "classifier.weight" in weights:
        contexts[::2] = contexts[1::2] + contexts[:1] * (len(contexts) % 2)
    inputs = _inputs(folder, [(row.question, context) for row, context in zip(chosen, contexts, strict=True)])
    graph = build(config, weights)
    precise = [name for name in _names(graph) if name.endswith(tuple(layer + _PRODUCT for layer in PRECISE))]
    rounded = nncf.quantize(
        graph,
        nncf.Dataset(inputs),
        subset_size=len(inputs),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        ignored_scope=nncf.IgnoredScope(names=precise),
    )
    found = extract(rounded)
    found.save(folder)
    return found


def extract(graph: Any) -> Quantization:
    """What NNCF has put into a graph of `engines.graph.build`."""
    nodes = {node.get_friendly_name(): node for node in graph.get_ordered_ops()}
    activations: dict[str, Activation] = {}
    for name, node in nodes.items():
        if name.endswith(_RANGE):
            source = name.removesuffix(_RANGE).removesuffix(_SMOOTH)
            smooth = nodes.get(source + _SMOOTH)
            low, high = (float(_value(node, at).item()) for at in (1, 2))
            activations[source] = Activation(low, high, _value(smooth, 1).reshape(-1) if smooth else None)
    layers: dict[str, Layer] = {}
    for name, node in nodes.items():
        source = node.input_value(0).get_node().get_friendly_name() if name.endswith(_PRODUCT) else ""
        if source.endswith(_RANGE):
            (use,) = node.output(0).get_target_inputs()
            scale = activations[source.removesuffix(_RANGE).removesuffix(_SMOOTH)].scale
            layers[name.removesuffix(_PRODUCT)] = Layer(_value(use.get_node(), 1).reshape(-1), scale)
    return Quantization(activations, layers)


def _inputs(folder: Path, pairs: Sequence[tuple[str, str]]) -> list[list[Any]]:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    found = []
    for question, context in pairs:
        encoded = tokenizer(question, context, truncation="only_second", max_length=LENGTH, return_token_type_ids=True, verbose=False)
        ids, types = (np.array([encoded[name]], dtype=np.int64) for name in ("input_ids", "token_type_ids"))
        found.append([ids, np.ones_like(ids), types])
    return found


def _names(graph: Any) -> list[str]:
    return [node.get_friendly_name() for node in graph.get_ordered_ops()]


def _value(node: Any, at: int) -> Any:
    """The constant that goes into a node, in fp32; a conversion may stand between."""
    source = node.input_value(at).get_node()
    while source.get_type_name() == "Convert":
        source = source.input_value(0).get_node()
    return np.asarray(source.get_data(), np.float32)


def report(folder: Path, found: Quantization) -> str:
    """One JSON line on what was written."""
    return json.dumps({"file": str(folder / FILE), "layers": len(found.layers), "activations": len(found.activations)})
