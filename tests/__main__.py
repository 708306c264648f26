"""`python -m tests`: lint, format, types and tests, in this order; the first of these that fails ends it.

Two processes share the tests: one drives the browser, trains and loads files, the other does the rest. Two browsers on two cores are too slow for their time
limits, and pytest-xdist groups nothing under pytest 9.2. A training that was killed crashed the interpreter (a segmentation fault, cause unknown)
where the tests of OpenVINO had run before it in the same process, which nobody but the tests does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))
APART = ("tests/browser", "tests/training", "tests/loading")


def begun(step: tuple[str, ...], port: int, output: int | None = None) -> subprocess.Popen[bytes]:
    """Start a step with one thread, and with ports of its own: gradio looks for a free one and takes it a moment later."""
    print("+", *step, flush=True)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GRADIO_SERVER_PORT": str(port)}
    return subprocess.Popen([sys.executable, "-m", *step], env=environment, stdout=output, stderr=output)


def main() -> None:
    """Run every step; exit with 1 if one fails."""
    for step in CHECKS:
        if begun(step, 8000).wait():
            sys.exit(1)
    began = time.monotonic()
    pytest = ("pytest", "-q", "--durations=8", *sys.argv[1:])
    with tempfile.TemporaryFile() as output:
        apart = begun((*pytest, *APART), 8100, output.fileno())
        rest = begun((*pytest, *(f"--ignore={folder}" for folder in APART)), 8000)
        failed = [process.wait() not in (0, 5) for process in (rest, apart)]  # 5: a selection that holds none of these
        output.seek(0)
        print(output.read().decode("utf-8", "replace"), flush=True)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(any(failed))


if __name__ == "__main__":
    main()
