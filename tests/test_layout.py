"""The layout: no import circle, no package that knows what is not its business, no long file. Computed from the imports."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "qa_bot"
FILES = sorted(PACKAGE.rglob("*.py"))
KNOWS = {"torch": {"reader", "training"}, "transformers": {"reader", "training"}, "gradio": {"app"}, "ray": {"cluster"}}
"""Libraries, and the packages that may import them."""
ABOVE: dict[str, set[str]] = {
    "loading": {"loading"},
    "reader": {"reader"},
    "dialogue": {"dialogue", "reader"},
    "evaluation": {"evaluation", "reader"},
    "compat": {"compat", "reader"},
    "training": {"training", "reader", "evaluation", "dialogue"},
    "batch": {"batch", "loading"},
    "cluster": {"cluster", "app", "batch", "loading", "reader", "dialogue"},
    "app": {"app", "loading", "reader", "dialogue"},
}
"""Which packages each package may import; every one may import the files beside them."""


def name_of(file: Path) -> str:
    parts = ["qa_bot", *file.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in FILES}


def imports(file: Path) -> set[str]:
    """The modules that a file imports, wherever in it the import stands; of this package, the file that is meant."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & set(MODULES)
            found |= inside or {node.module}
    return found


def package_of(module: str) -> str:
    """The package of a module of this project; empty for the files beside the packages."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else ""


def test_no_import_circle() -> None:
    # the package's own __init__ imports nothing but what it re-exports, and nothing imports a name through it but the version
    graph = {name: imports(file) & set(MODULES) - {"qa_bot"} for name, file in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("library", KNOWS)
def test_only_these_packages_import(library: str) -> None:
    users = {package_of(name) for name, file in MODULES.items() if any(found.split(".")[0] == library for found in imports(file))}
    assert users <= KNOWS[library]


@pytest.mark.parametrize("package", ABOVE)
def test_a_package_imports_only_what_stands_above_it(package: str) -> None:
    used = {
        package_of(found)
        for name, file in MODULES.items()
        if package_of(name) == package
        for found in imports(file)
        if found.startswith("qa_bot.")
    }
    assert used - {""} <= ABOVE[package]


def test_no_file_is_long() -> None:
    long = {str(file.relative_to(PACKAGE)): lines for file in FILES if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 250}
    assert long == {}
