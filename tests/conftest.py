"""Shared fixtures: the shipped reader, and tiny random models of several families, made here and never downloaded."""

from __future__ import annotations

import os

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
# the small reader and one precision, so that the tests are fast and give the same on every machine; the gate and the Space read the default
os.environ["QA_BOT_MODEL"] = "reader-small"
os.environ["QA_BOT_DTYPE"] = "float32"

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from qa_bot import Article, Bot, Reader
from qa_bot.loading import default_article

# a busy machine is slow, and a slow example is not a wrong one
settings.register_profile("default", deadline=None)
settings.load_profile("default")

WORDS = (
    "the a of in on who what when where did does was is are to and by for with from it he she they said told asked wrote "
    "lives works baker doctor anna bob carol rome paris berlin bread river bridge house monday january 1999 2020 two three ? "
    "! . , ' - “ ” café naïve über"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The Space's test, which installs the requirements into a fresh environment and needs minutes, comes last: what breaks earlier is told sooner."""
    items.sort(key=lambda item: item.path.name == "test_space.py")


@pytest.fixture(scope="session")
def article() -> Article:
    return default_article()


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The small reader that ships."""
    return Reader.load()


@pytest.fixture(scope="session")
def bot(reader: Reader) -> Bot:
    return Bot(reader)


def make_tiny(folder: Path, family: str, positions: int = 130, head: bool = True) -> Path:
    """Write a random model of a family, small enough to make in a test, with a tokenizer of its kind."""
    import torch
    import transformers
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    torch.manual_seed(7)
    if family in ("bert", "mpnet", "distilbert"):
        cls, sep = ("[CLS]", "[SEP]") if family != "mpnet" else ("<s>", "</s>")
        specials = [cls, "[PAD]", sep, "[UNK]", "[MASK]"]
        letters = [f"{prefix}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123456789" for prefix in ("", "##")]
        vocabulary = {token: i for i, token in enumerate(dict.fromkeys([*specials, *letters, *WORDS]))}
        tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    else:  # roberta: bytes, a space belongs to the word after it
        cls, sep = "<s>", "</s>"
        specials = [cls, "[PAD]", sep, "[UNK]", "[MASK]"]
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        merges = [("Ġ", "t"), ("Ġ", "a"), ("i", "n"), ("h", "e"), ("Ġt", "he")]
        vocabulary = {token: i for i, token in enumerate([*specials, *alphabet, *("".join(pair) for pair in merges)])}
        tokenizer = Tokenizer(models.BPE(vocabulary, merges))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False)
    ends = (sep, vocabulary[sep]), (cls, vocabulary[cls])
    if family in ("mpnet", "roberta"):
        tokenizer.post_processor = processors.RobertaProcessing(*ends, trim_offsets=False)
    else:
        tokenizer.post_processor = processors.BertProcessing(*ends)
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, cls_token=cls, sep_token=sep, pad_token="[PAD]", unk_token="[UNK]", mask_token="[MASK]"
    )
    if family == "bert":
        fast.model_input_names = ["input_ids", "token_type_ids", "attention_mask"]
    fast.save_pretrained(folder)
    shape: dict[str, Any] = {"vocab_size": len(vocabulary), "max_position_embeddings": positions, "pad_token_id": vocabulary["[PAD]"]}
    if family == "distilbert":
        shape |= {"dim": 32, "n_layers": 2, "n_heads": 2, "hidden_dim": 64}
    else:
        shape |= {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = transformers.AutoConfig.for_model(family, **shape, initializer_range=0.4)
    kind = transformers.AutoModelForQuestionAnswering if head else transformers.AutoModel
    kind.from_config(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """`tiny("bert")` is the folder of a random model; made once a session."""
    made: dict[tuple[Any, ...], Path] = {}

    def folder_of(family: str, **options: Any) -> Path:
        key = (family, *sorted(options.items()))
        if key not in made:
            made[key] = make_tiny(tmp_path_factory.mktemp(family), family, **options)
        return made[key]

    return folder_of
