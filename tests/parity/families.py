"""Tiny random models of eleven families, the same to the last bit under transformers 4.57 and 5: the weights are drawn by
numpy from the parameter's name, the tokenizers are built by `tokenizers`. Imported by both versions; knows no qa_bot.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np

WORDS = (
    "the a of in on who what when where did does was is are to and by for with from it he she they said told asked wrote "
    "lives works baker doctor anna bob carol rome paris berlin bread river bridge house monday january 1999 2020 two three ? "
    "! . , ' - café naïve über"
).split()
SMALL = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 130}
TYPED = ("input_ids", "token_type_ids", "attention_mask")
UNTYPED = ("input_ids", "attention_mask")
FAMILIES: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    # family: kind of tokenizer, its model_input_names, shape beside SMALL
    "bert": ("wordpiece", TYPED, {}),
    "electra": ("wordpiece", TYPED, {"embedding_size": 16}),
    "mobilebert": (
        "wordpiece",
        TYPED,
        {"embedding_size": 16, "intra_bottleneck_size": 16, "true_hidden_size": 16, "num_feedforward_networks": 2},
    ),
    "distilbert": ("wordpiece", UNTYPED, {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}),
    "mpnet": ("wordpiece-pairs", UNTYPED, {}),
    "roberta": ("bytes", UNTYPED, {"type_vocab_size": 1}),
    "longformer": ("bytes", UNTYPED, {"type_vocab_size": 1, "attention_window": [16, 16]}),
    "xlm-roberta": ("unigram-pairs", UNTYPED, {"type_vocab_size": 1}),
    "albert": ("unigram", TYPED, {"embedding_size": 16}),
    "deberta-v2": (
        "unigram",
        TYPED,
        {"relative_attention": True, "position_buckets": 16, "pos_att_type": ["c2p", "p2c"], "share_att_key": True, "type_vocab_size": 0},
    ),
    "big_bird": ("unigram", UNTYPED, {}),
}
CLS, PAD, SEP, UNK, MASK = 0, 1, 2, 3, 4


def make(folder: Path, family: str) -> Path:
    """Write the family's tiny model and its tokenizer into `folder`, with a limit of 128 tokens."""
    import torch
    import transformers
    from safetensors.numpy import save_file

    kind, names, shape = FAMILIES[family]
    size = _tokenizer(folder, kind, names)
    ids = {"vocab_size": size, "pad_token_id": PAD, "bos_token_id": CLS, "eos_token_id": SEP, "sep_token_id": SEP}
    shared = {name: value for name, value in SMALL.items() if family != "distilbert" or name == "max_position_embeddings"}
    config = transformers.AutoConfig.for_model(family, **{**shared, **ids, **shape})
    with torch.device("meta"):
        model = transformers.AutoModelForQuestionAnswering.from_config(config)
    # MobileBERT has no norms to keep large weights in bounds
    weights = {name: _draw(name, tuple(value.shape), 0.15 if family == "mobilebert" else 0.6) for name, value in model.named_parameters()}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    config.architectures = [type(model).__name__]
    config.save_pretrained(folder)
    return folder


def _draw(name: str, shape: tuple[int, ...], spread: float) -> np.ndarray:
    random = np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))
    values = random.random(shape) * 2 - 1  # of the generator's methods, only the raw stream behind this one is promised to stay
    if name.startswith("qa_") or ".qa_" in name:
        scale, centre = 1.2, 0.0
    elif name.endswith("bias"):
        scale, centre = 0.1, 0.0
    elif len(shape) == 1:  # the weights of norms
        scale, centre = 0.2, 1.0
    else:
        scale, centre = spread, 0.0
    return (centre + scale * values).astype(np.float32)


def _tokenizer(folder: Path, kind: str, names: tuple[str, ...]) -> int:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    paired = kind.endswith("-pairs") or kind == "bytes"
    cls, sep = ("<s>", "</s>") if paired else ("[CLS]", "[SEP]")
    specials = [cls, "[PAD]", sep, "[UNK]", "[MASK]"]
    if kind.startswith("wordpiece"):
        letters = [f"{prefix}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123456789" for prefix in ("", "##")]
        entries = list(dict.fromkeys([*specials, *letters, *WORDS]))
        tokenizer = Tokenizer(models.WordPiece({token: i for i, token in enumerate(entries)}, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    elif kind == "bytes":
        merges = [("Ġ", "t"), ("Ġ", "a"), ("i", "n"), ("h", "e"), ("Ġt", "he"), ("o", "m")]
        entries = [*specials, *sorted(pre_tokenizers.ByteLevel.alphabet()), *("".join(pair) for pair in merges)]
        tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(entries)}, merges))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    else:
        pieces = [f"▁{word}" for word in WORDS] + ["▁", *"abcdefghijklmnopqrstuvwxyz0123456789?!.,'-éïü"]
        entries = [*specials, *dict.fromkeys(pieces)]
        scores = [(entry, 0.0 if i < len(specials) else -float(12 - min(len(entry), 8))) for i, entry in enumerate(entries)]
        tokenizer = Tokenizer(models.Unigram(scores, unk_id=UNK, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    if kind == "bytes":
        tokenizer.post_processor = processors.RobertaProcessing((sep, SEP), (cls, CLS), trim_offsets=True, add_prefix_space=False)
    elif paired:
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{cls} $A {sep}", pair=f"{cls} $A {sep} {sep} $B {sep}", special_tokens=[(cls, CLS), (sep, SEP)]
        )
    else:
        tokenizer.post_processor = processors.BertProcessing((sep, SEP), (cls, CLS))
    tokenizer.add_special_tokens(specials)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    described = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "cls_token": cls,
        "sep_token": sep,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "mask_token": "[MASK]",
        "model_max_length": 128,
        "model_input_names": list(names),
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(described), encoding="utf-8")
    return tokenizer.get_vocab_size()
