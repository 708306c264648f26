"""Clusters on this machine. Without the extra `cluster` these tests are skipped."""

from __future__ import annotations

import pytest

ray = pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")
