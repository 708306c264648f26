"""`python -m tests`: lint, format, types and tests; exits with 1 if one fails, and at once where lint or types do.

Three processes share the two cores, since each waits now and then, and take about as long as each other: one drives the browser; one does the
rest; one checks the types, then does `LATER`, in this order, and last installs and starts the Space. pytest-xdist groups nothing under pytest 9.2.
A training that was killed crashed the interpreter (a segmentation fault, cause unknown) where the tests of OpenVINO had run before it in the same
process, which nobody but the tests does: so the training comes first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

LINT = (("ruff", "check", "."), ("ruff", "format", "--check", "."))
APART = ("tests/browser",)
LATER = (
    "tests/training",
    "tests/loading",
    "tests/test_linear_time.py",
    "tests/app/test_security.py",
    "tests/evaluation",
    "tests/test_space.py",
)


def begun(step: tuple[str, ...], port: int, output: int | None = None) -> subprocess.Popen[bytes]:
    """Start a step with one thread, and with ports of its own: gradio looks for a free one and takes it a moment later."""
    print("+", *step, flush=True)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GRADIO_SERVER_PORT": str(port)}
    return subprocess.Popen([sys.executable, "-m", *step], env=environment, stdout=output, stderr=output)


def main() -> None:
    """Run every step; exit with 1 if one fails."""
    for step in LINT:
        if begun(step, 8000).wait():
            sys.exit(1)
    began = time.monotonic()
    pytest = ("pytest", "-q", "--durations=25", *sys.argv[1:])
    with ExitStack() as files:
        outputs = [files.enter_context(tempfile.TemporaryFile()) for _ in range(2)]
        rest = begun((*pytest, *(f"--ignore={place}" for place in (*APART, *LATER))), 8000)
        apart = begun((*pytest, *APART), 8100, outputs[0].fileno())
        if begun(("mypy",), 8000).wait():
            for process in (rest, apart):
                process.terminate()
            sys.exit(1)
        later = begun((*pytest, *LATER), 8200, outputs[1].fileno())
        failed = [process.wait() not in (0, 5) for process in (rest, apart, later)]  # 5: a selection that holds none of these
        for output in outputs:
            output.seek(0)
            print(output.read().decode("utf-8", "replace"), flush=True)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(any(failed))


if __name__ == "__main__":
    main()
