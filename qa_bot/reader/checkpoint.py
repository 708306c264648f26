"""Find and load a reader's model and tokenizer. Anything but a trained span reader is refused with one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from qa_bot.errors import QaBotError
from qa_bot.reader.engines import Engine
from qa_bot.reader.engines.choice import AUTO, OPENVINO, choose
from qa_bot.reader.engines.pytorch import TorchEngine
from qa_bot.reader.ranker import Ranker
from qa_bot.reader.tensors import keep_head_precise, keep_memory, share_heap
from qa_bot.settings import Settings

DEFAULT = "reader"
"""The default reader; `reader-small` is the fast one."""
RANKER = "ranker"
"""The folder of the shipped ranker, beside the readers."""
DTYPES = ("float32", "bfloat16", "float16", AUTO)
_LARGEST_STUB = 1024
"""Bytes. A copied symbolic link has about 50, a Git LFS pointer about 130."""
_STUB_ENDS = (b".safetensors", *(b"%d" % digit for digit in range(10)))
"""The end of a stub: the target of a symbolic link, or the file size in a Git LFS pointer."""
CODE = "trust_remote_code"
"""transformers' argument for running a checkpoint's own code. Always passed as False; if it is missing, transformers asks on the terminal."""


def find_model(model: str | Path | None) -> str:
    """The folder of a reader, or the hub name unchanged.

    Args:
        model: a folder, the name of a shipped reader, or a hub name; None takes `QA_BOT_MODEL`, else the default reader.

    Raises:
        QaBotError: the name looks like a path but there is no such folder; the shipped reader is missing; or a weight file is a stub.
    """
    wanted = str(model or Settings.from_environment().model or DEFAULT)
    if Path(wanted).is_dir():
        return _whole(Path(wanted))
    shipped = None if "/" in wanted else _shipped(wanted)
    if shipped:
        return _whole(shipped)
    if wanted == DEFAULT:
        raise QaBotError("The shipped reader is missing: install qa_bot again, or name a model with --model or QA_BOT_MODEL.")
    # a hub name is `name` or `owner/name`; anything else must be a path
    if wanted.count("/") > 1 or wanted.startswith((".", "/", "~")) or "\\" in wanted:
        raise QaBotError(f"There is no folder {wanted}: give the folder of a reader, or a name on the Hugging Face hub.")
    return wanted


def _whole(folder: Path) -> str:
    """The folder as a string, after a check that its weight files are complete. A zip download or a copy may contain small text stubs instead.

    Raises:
        QaBotError: a weight file is a stub.
    """
    for file in sorted(folder.glob("*.safetensors")):
        if file.stat().st_size < _LARGEST_STUB and file.read_bytes().strip().endswith(_STUB_ENDS):
            raise QaBotError(f"{file} is a link or a stub, not weights: get qa_bot with `git clone` or `pip install`.")
    return str(folder)


def _shipped(name: str) -> Path | None:
    """The folder of shipped weights: beside the package in a checkout, in it where it is installed."""
    package = Path(str(files("qa_bot")))
    folders = (package.parent / "models" / name, package / "models" / name)
    return next((folder for folder in folders if (folder / "config.json").is_file()), None)


def load_checkpoint(place: str, dtype: str = "float32", tokenizer: Any = None, hub: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """Load a model in evaluation mode, and its fast tokenizer.

    Args:
        place: a folder or a hub name, as `find_model` gives it.
        dtype: "float32", "bfloat16", "float16" (for GPUs), or "auto" for the result of `fastest`. transformers 5 would keep a checkpoint's fp16, which is very slow on CPUs.
        tokenizer: a loaded one, or where to load it from; None takes the model's.
        hub: further arguments for `from_pretrained`; `revision`, `token` and `cache_dir` are passed to the tokenizer too.

    Raises:
        QaBotError: the checkpoint is missing, broken or not a trained span reader, or the arguments ask to run its own code.
    """
    import torch
    import transformers

    refuse_code(hub or {})
    if dtype not in DTYPES:
        raise QaBotError(f"{dtype!r} is not a supported precision: choose {' or '.join(DTYPES)}.")
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
    ) as error:  # transformers raises about ten exception classes here; safetensors and tokenizers raise further ones from Rust
        raise QaBotError(_why(place, local, error)) from error
    finally:
        transformers.utils.logging.set_verbosity(verbosity)
    missing = sorted(report["missing_keys"])
    if missing:
        raise QaBotError(
            f"{place} is an encoder without a trained reading head ({', '.join(missing[:3])} missing), so its answers would be random: "
            "give a model that was trained for extractive question answering."
        )
    if not all(bool(torch.isfinite(weights).all()) for weights in model.parameters()):
        raise QaBotError(f"The weights in {place} are damaged: some aren't numbers. Get the reader again.")
    if not tokenizer.is_fast:
        raise QaBotError(f"The tokenizer of {place} has no character offsets: give a model with a tokenizer.json.")
    if dtype != "float32" and hasattr(model, "qa_outputs"):
        keep_head_precise(model)
    keep_memory()
    return model.eval(), tokenizer


def load_engine(
    place: str, engine: str = AUTO, dtype: str = AUTO, tokenizer: Any = None, hub: dict[str, Any] | None = None
) -> tuple[Engine, Any]:
    """The engine that reads a checkpoint, and its tokenizer.

    Args:
        place: a folder or a hub name, as `find_model` gives it.
        engine: see `engines.choice.choose`.
        dtype: see `load_checkpoint`.
        tokenizer: see `load_checkpoint`; for torch only.
        hub: see `load_checkpoint`; for torch only.

    Raises:
        QaBotError: see `load_checkpoint`; or the engine cannot read this checkpoint.
    """
    share_heap()
    if choose(engine, Path(place), dtype) == OPENVINO:
        return _openvino(Path(place))
    model, tokenizer = load_checkpoint(place, dtype, tokenizer, hub)
    return TorchEngine(model), tokenizer


def _openvino(folder: Path) -> tuple[Engine, Any]:
    from tokenizers import Tokenizer

    from qa_bot.reader.engines.openvino_cpu import OpenVinoEngine

    try:
        return OpenVinoEngine(folder), Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # safetensors, tokenizers and OpenVINO raise classes of their own from Rust and C++
        raise QaBotError(_why(str(folder), True, error)) from error


def load_ranker(dtype: str = AUTO, engine: str = AUTO) -> Ranker | None:
    """The shipped ranker, in one of `DTYPES`; None where the installation lacks it.

    Raises:
        QaBotError: its folder is broken.
    """
    folder = _shipped(RANKER)
    if folder is None:
        return None
    _whole(folder)
    if choose(engine, folder, dtype) == OPENVINO:
        return Ranker(*_openvino(folder))
    import torch
    import transformers
    from tokenizers import Tokenizer

    transformers.utils.logging.disable_progress_bar()
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        model = transformers.AutoModelForSequenceClassification.from_pretrained(
            str(folder),
            dtype=getattr(torch, fastest() if dtype == AUTO else dtype),
            use_safetensors=True,
            local_files_only=True,
            **{CODE: False},
        )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError) as error:
        raise QaBotError(_why(str(folder), True, error)) from error
    return Ranker(TorchEngine(model.eval()), tokenizer)


def fastest() -> str:
    """The fastest precision on this processor: "bfloat16" if it has instructions for it, else "float32".

    Without such instructions (AVX512-BF16 or AMX), bf16 is emulated and many times slower. If torch is too old to tell, the result is
    "float32".
    """
    import torch

    tell = getattr(torch.cpu, "get_capabilities", None)
    found = tell() if tell else {}
    return "bfloat16" if found.get("avx512_bf16") or found.get("amx_bf16") else "float32"


def refuse_code(wishes: Mapping[str, Any]) -> None:
    """Refuse arguments of `from_pretrained` that ask to run a checkpoint's own code.

    Raises:
        QaBotError: the arguments ask for that.
    """
    if wishes.get(CODE):
        raise QaBotError(f"qa_bot runs no code from a checkpoint: leave {CODE} out.")


def _why(place: str, local: bool, error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    if isinstance(error, FileNotFoundError) and "temporary directory" in reason:  # of Python's `tempfile`
        return "No folder for temporary files can be written to: set TMPDIR to one that can."
    if local:
        return f"The reader in {place} cannot be loaded ({reason}): the folder needs config.json, model.safetensors and tokenizer.json."
    return (
        f"The model {place} is not a folder and could not be fetched from the Hugging Face hub ({reason}): "
        "check the name and the network, or give the folder of a reader."
    )
