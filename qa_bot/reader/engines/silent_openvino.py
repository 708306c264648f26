"""OpenVINO without its telemetry: its import alone would report to Google Analytics."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def openvino() -> Any:
    """The module `openvino`, imported as if the package `openvino_telemetry` were not installed; it then uses a stub that sends nothing."""
    if "openvino" not in sys.modules:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # how Python marks a module that must not be imported
    return import_module("openvino")
