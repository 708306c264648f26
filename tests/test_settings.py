"""What the environment sets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from qa_bot import QaBotError
from qa_bot.settings import VARIABLES, Settings, table


def test_defaults_here_and_on_a_space() -> None:
    here = Settings.from_environment({})
    assert here == Settings()
    assert (here.rate, here.proxy, here.mcp) == (0, 0, False)
    space = Settings.from_environment({"SYSTEM": "spaces", "SPACE_ID": "someone/qa_bot"})
    assert (space.rate, space.proxy, space.mcp, space.private_proxies) == (30, 1, True, True)
    assert Settings.from_environment({"SYSTEM": "spaces", "QA_BOT_MCP": "0", "QA_BOT_RATE": "5"}).rate == 5


def test_every_variable_sets_its_field() -> None:
    own = {"QA_BOT_MEMORY": ("2 GB", 2_000_000_000), "QA_BOT_STORE": ("rediss://me:x@host:6379/0", "rediss://me:x@host:6379/0")}
    samples: dict[type, Any] = {bool: ("1", True), int: ("7", 7), str: ("x y", "x y")}
    for name, variable in VARIABLES.items():
        written, meant = own.get(name) or samples[type(getattr(Settings(), variable.field))]
        assert getattr(Settings.from_environment({name: f" {written} "}), variable.field) == meant
        assert Settings.from_environment({name: "  "}) == Settings()
    assert {variable.field for variable in VARIABLES.values()} == set(Settings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("QA_BOT_MCP", "maybe"),
        ("QA_BOT_RATE", "-1"),
        ("QA_BOT_QUEUE", "0"),
        ("QA_BOT_QUEUE", "9" * 20),
        ("QA_BOT_MEMORY", "much"),
        ("QA_BOT_MEMORY", "-2GB"),
        ("QA_BOT_MEMORY", "1MB"),
        ("QA_BOT_MEMORY", "9" * 20),
        ("QA_BOT_STORE", "host:6379"),
        ("QA_BOT_STORE", "http://host:6379/0"),
        ("QA_BOT_STORE", "redis://host:port/0"),
        ("QA_BOT_STORE", "redis:///0"),
    ],
)
def test_a_senseless_value_is_named(name: str, written: str) -> None:
    with pytest.raises(QaBotError, match=name):
        Settings.from_environment({name: written})


def test_only_this_room_reads_the_variables() -> None:
    package = Path(__file__).parent.parent / "qa_bot"
    reads = re.compile(r"environ[\[.][^\n]*QA_BOT_|getenv\([^\n]*QA_BOT_")
    assert [file.name for file in package.rglob("*.py") if reads.search(file.read_text(encoding="utf-8"))] == []


def test_the_docs_have_the_table() -> None:
    assert table() in (Path(__file__).parent.parent / "docs/configuration.md").read_text(encoding="utf-8")
