"""The gate holds: the sample is the one that the floors were set on, no shipped reader lies under a floor, none falls unnoticed."""

from __future__ import annotations

import json

import pytest

from tests.gate.__main__ import FLOORS, below, measure, sample_hash, shipped, updated

STORED = json.loads(FLOORS.read_text())


def test_the_sample_is_the_one_that_the_floors_were_set_on() -> None:
    assert STORED["sample"] == sample_hash()
    assert sorted(STORED["readers"]) == shipped()


@pytest.mark.parametrize("model", shipped())
def test_no_reader_lies_under_its_floors(model: str) -> None:
    floors = STORED["readers"][model]
    assert min(floors.values()) > 40
    assert below(floors, measure(model)) == []


def test_a_floor_falls_only_on_purpose() -> None:
    assert below({"f1": 70.0}, {"f1": 69.9}) == ["f1 is 69.90, its floor 70.00"]
    assert updated({"f1": 70.0}, {"f1": 80.0}, allow_regression=False) == {"f1": 78.5}
    with pytest.raises(ValueError, match="f1 would fall"):
        updated({"f1": 70.0}, {"f1": 70.0}, allow_regression=False)
    assert updated({"f1": 70.0}, {"f1": 70.0}, allow_regression=True) == {"f1": 68.5}
