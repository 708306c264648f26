"""Data files inside other packages' wheels, read without importing those packages: their code would load more than we need."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def package_data(package: str, *parts: str) -> bytes:
    """The bytes of a file in an installed package.

    Raises:
        ModuleNotFoundError: the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed: pip install qa-bot brings it.", name=package)
    return Path(spec.origin).parent.joinpath(*parts).read_bytes()
