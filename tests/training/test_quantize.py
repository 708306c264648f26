"""What NNCF puts into a graph is found again; what cannot be quantized is said."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qa_bot import QaBotError
from qa_bot.evaluation.squad import Row
from qa_bot.reader.engines.silent_openvino import openvino
from qa_bot.training.quantize import extract, quantize

ROWS = [Row("1", "t", "Anna lives in Rome.", "Where does Anna live?", ())]


def test_ranges_scales_and_corrected_biases_are_found() -> None:
    ops, model = openvino().opset15, openvino().Model
    scale, bias = np.array([[[0.5, 2.0]]], np.float32), np.array([0.25, -1.0, 3.0], np.float16)
    given = ops.parameter([-1, -1, 2], np.float32, name="layer.0.input")
    smooth = ops.multiply(given, scale, name="layer.0.input_0_0/nncf_smooth_quant")
    limits = [np.float32(-2), np.float32(6)]
    rounded = ops.fake_quantize(smooth, *limits, *limits, 256, name="layer.0.input_0_0/nncf_smooth_quant/fq_output_0")
    product = ops.matmul(rounded, np.ones((3, 2), np.float32), False, True, name="layer.0.query.product")
    added = ops.add(product, ops.convert(ops.constant(bias), "f32"), name="layer.0.query")
    last = ops.matmul(added, np.ones((1, 3), np.float32), False, True, name="head.product")  # not rounded
    found = extract(model([last], [given]))
    assert list(found.activations) == ["layer.0.input"]
    assert (found.activations["layer.0.input"].low, found.activations["layer.0.input"].high) == (-2.0, 6.0)
    assert list(found.layers) == ["layer.0.query"]
    np.testing.assert_array_equal(found.layers["layer.0.query"].scale, [0.5, 2.0])
    np.testing.assert_array_equal(found.layers["layer.0.query"].bias, bias)


def test_what_cannot_be_quantized_is_said(tiny: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nncf", None)
    with pytest.raises(QaBotError, match="extra `train`"):
        quantize(tiny("bert"), ROWS, 1)
    monkeypatch.setitem(sys.modules, "nncf", object())
    with pytest.raises(QaBotError, match="roberta model, which only torch reads"):
        quantize(tiny("roberta"), ROWS, 1)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_act": "relu"}))
    with pytest.raises(QaBotError, match="nothing to quantize"):
        quantize(tmp_path, ROWS, 1)
