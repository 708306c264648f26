"""`python -m tests`: lint, format, types and tests, in this order; the first failure ends it.

Two processes share the tests, each with one thread: one drives the browser, the other does the rest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

STEPS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("pytest", "-q", "-n", "2", "--dist", "loadgroup", "--durations=8", *sys.argv[1:]),
)

for step in STEPS:
    began = time.monotonic()
    print("+", *step, flush=True)
    status = subprocess.run([sys.executable, "-m", *step], check=False, env={**os.environ, "OMP_NUM_THREADS": "1"}).returncode
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    if status:
        sys.exit(status)
