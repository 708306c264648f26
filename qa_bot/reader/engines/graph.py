"""An encoder as an OpenVINO graph, made from a checkpoint's weight files without torch.

Follows BERT (Devlin et al. 2019) and MPNet (Song et al. 2020) as transformers computes them: post-layer-norm blocks, erf GELU, and MPNet's
relative position bias (T5's buckets) added to the attention scores. The head is not part of it.

With a `Quantization`, the matrix products run in int8: activations in one range a tensor, weights in one a row, after SmoothQuant (Xiao et al. 2023)
has moved the activations' outliers into the weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qa_bot.reader.engines.quantization import Quantization
from qa_bot.reader.engines.silent_openvino import openvino
from qa_bot.reader.engines.weights import Weights

Array = npt.NDArray[Any]
MASKED = -1e4
"""Added to the attention score of a padding token."""
BUCKETS, FARTHEST = 32, 128
"""MPNet's: how many relative distances have a bias of their own, and from which one on all share the last."""


@dataclass(frozen=True, slots=True)
class Family:
    """What the parameters of a kind of encoder are called in its checkpoints."""

    prefix: str
    query: str
    key: str
    value: str
    attended: str
    attention_norm: str


FAMILIES = {
    "bert": Family(
        "bert.",
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "attention.output.LayerNorm",
    ),
    "mpnet": Family("mpnet.", "attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o", "attention.LayerNorm"),
}
"""The families that can be read, by `model_type`; torch reads the others."""


def can_build(config: dict[str, Any]) -> bool:
    """Whether a model with this `config.json` can be built here."""
    known = config.get("model_type") in FAMILIES and config.get("hidden_act") == "gelu"
    return known and config.get("position_embedding_type", "absolute") == "absolute" and not config.get("is_decoder")


def build(config: dict[str, Any], weights: Weights, quantization: Quantization | None = None) -> Any:
    """The graph: ids, mask and types, each (texts, tokens), go in.

    Args:
        config: the checkpoint's `config.json`; `can_build` says whether it is of a known kind.
        weights: its parameters.
        quantization: None computes in floating point.

    Returns:
        An `openvino.Model` that gives the last hidden state, (texts, tokens, width).
    """
    return _Builder(config, weights, quantization).model()


class _Builder:
    def __init__(self, config: dict[str, Any], weights: Weights, quantization: Quantization | None) -> None:
        self.ops: Any = openvino().opset15
        self.config, self.weights, self.quantization = config, weights, quantization
        self.family = FAMILIES[config["model_type"]]
        self.heads = int(config["num_attention_heads"])
        self.width = int(config["hidden_size"]) // self.heads

    def model(self) -> Any:
        ops = self.ops
        ids, mask, types = (ops.parameter([-1, -1], np.int64, name=name) for name in ("ids", "mask", "types"))
        hidden = self.embeddings(ids, types)
        bias = self.attention_bias(ids, mask)
        for layer in range(int(self.config["num_hidden_layers"])):
            hidden = self.layer(f"{self.family.prefix}encoder.layer.{layer}.", hidden, bias)
        return openvino().Model([hidden], [ids, mask, types], "encoder")

    def constant(self, name: str) -> Any:
        """A parameter; it stays fp16 in memory where its file has fp16."""
        ops, value = self.ops, self.weights[name]
        found = ops.constant(value, name=name)
        return found if value.dtype == np.float32 else ops.convert(found, "f32")

    def embeddings(self, ids: Any, types: Any) -> Any:
        ops, prefix = self.ops, f"{self.family.prefix}embeddings."
        zero = np.int64(0)
        if self.config["model_type"] == "mpnet":  # positions count from the padding id on, and padding has none
            padding = np.int64(self.config["pad_token_id"])
            real = ops.convert(ops.not_equal(ids, padding), "i64")
            positions = ops.add(ops.multiply(ops.cum_sum(real, np.int64(1)), real), padding)
            extra = None
        else:
            length = ops.gather(ops.shape_of(ids), np.int64(1), zero)
            positions = ops.unsqueeze(ops.range(zero, length, np.int64(1), "i64"), zero)
            extra = ops.gather(self.constant(prefix + "token_type_embeddings.weight"), types, zero)
        found = ops.add(
            ops.gather(self.constant(prefix + "word_embeddings.weight"), ids, zero),
            ops.gather(self.constant(prefix + "position_embeddings.weight"), positions, zero),
        )
        return self.layer_norm(prefix + "LayerNorm", found if extra is None else ops.add(found, extra))

    def attention_bias(self, ids: Any, mask: Any) -> Any:
        """What is added to all attention scores: (texts or 1, heads or 1, tokens, tokens)."""
        ops = self.ops
        hidden = ops.multiply(ops.subtract(np.float32(1), ops.convert(mask, "f32")), np.float32(MASKED))
        hidden = ops.unsqueeze(hidden, np.array([1, 2]))
        table = f"{self.family.prefix}encoder.relative_attention_bias.weight"
        if table not in self.weights:
            return hidden
        everywhere = relative_bias(np.asarray(self.weights[table], np.float32), int(self.config["max_position_embeddings"]))
        length = ops.gather(ops.shape_of(ids), np.array([1]), np.int64(0))
        zeros, ends = np.array([0, 0]), ops.concat([length, length], 0)
        near = ops.slice(ops.constant(everywhere), zeros, ends, np.array([1, 1]), np.array([2, 3]))
        return ops.add(hidden, near)

    def layer(self, prefix: str, hidden: Any, bias: Any) -> Any:
        ops, family = self.ops, self.family
        attended = self.attention(prefix, self.quantized(prefix + "input", hidden), bias)
        attended = self.linear(prefix + family.attended, self.quantized(prefix + "attended", attended))
        hidden = self.layer_norm(prefix + family.attention_norm, ops.add(attended, hidden))
        inner = self.linear(prefix + "intermediate.dense", self.quantized(prefix + "middle", hidden))
        inner = ops.gelu(inner, "erf")
        outer = self.linear(prefix + "output.dense", self.quantized(prefix + "inner", inner))
        return self.layer_norm(prefix + "output.LayerNorm", ops.add(outer, hidden))

    def attention(self, prefix: str, hidden: Any, bias: Any) -> Any:
        ops, family = self.ops, self.family
        query, key, value = (self.linear(prefix + name, hidden) for name in (family.query, family.key, family.value))
        scores = ops.matmul(
            self.by_head(self.quantized(prefix + "query", query)), self.by_head(self.quantized(prefix + "key", key)), False, True
        )
        scores = ops.add(ops.multiply(scores, np.float32(1 / math.sqrt(self.width))), bias)
        attended = ops.matmul(ops.softmax(scores, -1), self.by_head(value), False, False)
        return ops.reshape(ops.transpose(attended, np.array([0, 2, 1, 3])), np.array([0, 0, self.heads * self.width]), True)

    def by_head(self, hidden: Any) -> Any:
        """(texts, tokens, width) -> (texts, heads, tokens, width of a head)."""
        split = self.ops.reshape(hidden, np.array([0, 0, self.heads, self.width]), True)
        return self.ops.transpose(split, np.array([0, 2, 1, 3]))

    def layer_norm(self, name: str, hidden: Any) -> Any:
        ops = self.ops
        normed = ops.mvn(hidden, np.array([-1]), True, float(self.config["layer_norm_eps"]), "INSIDE_SQRT")
        return ops.add(ops.multiply(normed, self.constant(name + ".weight")), self.constant(name + ".bias"))

    def quantized(self, name: str, hidden: Any) -> Any:
        """An activation, smoothed and rounded to eight bits where the quantization says how; the same tensor otherwise.

        The identity that stands for it in a graph without quantization gives it a name.
        """
        known = self.quantization and self.quantization.activations.get(name)
        if not known:
            hidden.set_friendly_name(name)
            return hidden
        ops = self.ops
        if known.scale is not None:
            hidden = ops.multiply(hidden, known.scale.reshape(1, 1, -1))
        low, high = np.float32(known.low), np.float32(known.high)
        return ops.fake_quantize(hidden, low, high, low, high, 256)

    def linear(self, name: str, hidden: Any) -> Any:
        ops = self.ops
        known = self.quantization and self.quantization.layers.get(name)
        if known:
            rows, scale = known.rounded(self.weights[name + ".weight"])
            weight = ops.multiply(ops.convert(ops.constant(rows, name=name + ".weight"), "f32"), scale)
            bias = ops.constant(known.bias)
        else:
            weight, bias = self.constant(name + ".weight"), self.constant(name + ".bias")
        product = ops.matmul(hidden, weight, False, True, name=name + ".product")
        return ops.add(product, bias, name=name)


def relative_bias(table: Array, length: int) -> Array:
    """MPNet's bias of each pair of tokens, (1, heads, length, length): near distances one by one, far ones in buckets that grow.

    Args:
        table: the bias of each bucket, (buckets, heads).
        length: tokens.
    """
    distance = np.arange(length)[None, :] - np.arange(length)[:, None]
    half, exact = BUCKETS // 2, BUCKETS // 4
    away = np.abs(distance)
    far = exact + (np.log(np.maximum(away, 1) / exact) / math.log(FARTHEST / exact) * (half - exact)).astype(np.int64)
    bucket = np.where(distance > 0, half, 0) + np.where(away < exact, away, np.minimum(far, half - 1))
    return np.ascontiguousarray(table[bucket].transpose(2, 0, 1)[None])
