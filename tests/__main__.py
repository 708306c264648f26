"""`python -m tests`: lint, format, types and tests, in this order; the first failure ends it."""

from __future__ import annotations

import subprocess
import sys
import time

STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-q", "--durations=8", *sys.argv[1:]),
)

for step in STEPS:
    began = time.monotonic()
    print("+", *step, flush=True)
    status = subprocess.run([sys.executable, "-m", *step], check=False).returncode
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    if status:
        sys.exit(status)
