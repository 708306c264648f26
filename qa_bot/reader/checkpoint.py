"""A folder or a hub name -> a model with a trained span head and its tokenizer; everything else is refused in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.reader.tensors import keep_head_precise, keep_memory
from qa_bot.settings import Settings

DEFAULT = "reader"
"""The shipped reader that is taken where none is named; `reader-small` is the fast one."""
AUTO = "auto"
DTYPES = ("float32", "bfloat16", "float16", AUTO)
_LARGEST_STUB = 1024
"""Bytes. What a copy leaves of a link has about 50, what it leaves of a large file about 130."""
_STUB_ENDS = (b".safetensors", *(b"%d" % digit for digit in range(10)))
"""How a stub ends: with the file that a link leads to, or with the size of a large file."""
CODE = "trust_remote_code"
"""What transformers calls running a checkpoint's own code. Always said to be false, since without a word it would ask on the terminal."""


def find_model(model: str | Path | None) -> str:
    """The folder that is meant, or the hub name as it is.

    Args:
        model: a folder, the name of a shipped reader, or a hub name; None takes `QA_BOT_MODEL`, else the default reader.

    Raises:
        QaBotError: it looks like a path, and there is no such folder; the shipped reader is not there; a weight file is a stub.
    """
    wanted = str(model or Settings.from_environment().model or DEFAULT)
    if Path(wanted).is_dir():
        return _whole(Path(wanted))
    package = Path(str(files("qa_bot")))
    for shipped in (package.parent / "models" / wanted, package / "models" / wanted):
        if "/" not in wanted and (shipped / "config.json").is_file():
            return _whole(shipped)
    if wanted == DEFAULT:
        raise QaBotError("The shipped reader is missing: install qa_bot again, or name a model with --model or QA_BOT_MODEL.")
    # a hub name is `name` or `owner/name`; anything else can only have been meant as a path
    if wanted.count("/") > 1 or wanted.startswith((".", "/", "~")) or "\\" in wanted:
        raise QaBotError(f"There is no folder {wanted}: give the folder of a reader, or a name on the Hugging Face hub.")
    return wanted


def _whole(folder: Path) -> str:
    """The folder as a string, if its weight files are weights: a zip download or a copy leaves stubs of text for links and large files.

    Raises:
        QaBotError: a weight file is a stub.
    """
    for file in sorted(folder.glob("*.safetensors")):
        if file.stat().st_size < _LARGEST_STUB and file.read_bytes().strip().endswith(_STUB_ENDS):
            raise QaBotError(f"{file} is a link or a stub, not weights: get qa_bot with `git clone` or `pip install`.")
    return str(folder)


def load_checkpoint(place: str, dtype: str = "float32", tokenizer: Any = None, hub: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """The model, ready to read, and its fast tokenizer.

    Args:
        place: a folder or a hub name, as `find_model` gives it.
        dtype: "float32", "bfloat16", "float16" (for GPUs), or "auto" for what `fastest` says. Without one, transformers 5 would keep a checkpoint's fp16, which CPUs crawl in.
        tokenizer: a loaded one, or where to load it from; None takes the model's.
        hub: more for `from_pretrained`; `revision` and `token` go to the tokenizer too.

    Raises:
        QaBotError: the checkpoint is missing, broken, no span reader, or its head was never trained; or it was asked to run code of its own.
    """
    import torch
    import transformers

    refuse_code(hub or {})
    if dtype not in DTYPES:
        raise QaBotError(f"{dtype!r} is not a precision to read in: choose {' or '.join(DTYPES)}.")
    if dtype == AUTO:
        dtype = fastest()
    local = Path(place).is_dir()
    transformers.utils.logging.disable_progress_bar()
    verbosity = transformers.utils.logging.get_verbosity()
    transformers.utils.logging.set_verbosity_error()
    try:
        if tokenizer is None or isinstance(tokenizer, str | Path):
            access = {name: value for name, value in (hub or {}).items() if name in ("revision", "token", "cache_dir")}
            tokenizer = transformers.AutoTokenizer.from_pretrained(
                str(tokenizer or place), local_files_only=local, **{CODE: False}, **access
            )
        model, report = transformers.AutoModelForQuestionAnswering.from_pretrained(
            place,
            **{"attn_implementation": "eager", **(hub or {}), CODE: False},
            dtype=getattr(torch, dtype),
            use_safetensors=True,
            local_files_only=local,
            output_loading_info=True,
        )
    except (
        Exception
    ) as error:  # transformers raises any of ten classes here, and safetensors and tokenizers raise their own, straight from Rust
        raise QaBotError(_why(place, local, error)) from error
    finally:
        transformers.utils.logging.set_verbosity(verbosity)
    missing = sorted(report["missing_keys"])
    if missing:
        raise QaBotError(
            f"{place} is an encoder without a trained reading head ({', '.join(missing[:3])} missing), its answers would be random: "
            "give a model that was trained for extractive question answering."
        )
    if not tokenizer.is_fast:
        raise QaBotError(f"The tokenizer of {place} gives no character offsets: give a model with a tokenizer.json.")
    if dtype != "float32" and hasattr(model, "qa_outputs"):
        keep_head_precise(model)
    keep_memory()
    return model.eval(), tokenizer


def fastest() -> str:
    """The precision that this processor reads fastest in: "bfloat16" where it multiplies that natively, else "float32".

    Without such instructions (AVX512-BF16 or AMX) bf16 is emulated and many times slower. Where torch is too old to tell, it is fp32.
    """
    import torch

    tell = getattr(torch.cpu, "get_capabilities", None)
    found = tell() if tell else {}
    return "bfloat16" if found.get("avx512_bf16") or found.get("amx_bf16") else "float32"


def refuse_code(wishes: Mapping[str, Any]) -> None:
    """Raise where arguments of `from_pretrained` ask to run the checkpoint's own code.

    Raises:
        QaBotError: they do.
    """
    if wishes.get(CODE):
        raise QaBotError(f"qa_bot runs no code from a checkpoint: leave {CODE} out.")


def _why(place: str, local: bool, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    if local:
        return f"The reader in {place} cannot be loaded ({reason}): the folder needs config.json, model.safetensors and tokenizer.json."
    return (
        f"The model {place} is no folder here and could not be fetched from the Hugging Face hub ({reason}): "
        "check the name and the network, or give the folder of a reader."
    )
