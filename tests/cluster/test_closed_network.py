"""In a network namespace with nothing but its own loopback, `qa-bot serve` starts a cluster and answers; strace sees nothing else tried."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="Ray is not installed: pip install -e '.[cluster]'")

from tests.test_closed_network import ROOT, isolated, reached

INSIDE = r"""
import json, os, signal, subprocess, sys, time, urllib.request
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
reader = ["--model", "models/reader-small", "--readers", "1", "--cpus", "1"]
server = subprocess.Popen([*sys.argv[1:], "-m", "qa_bot", "serve", *reader, "--port", "8000"], stdout=sys.stderr)
try:
    for _ in range(300):
        try:
            urllib.request.urlopen("http://127.0.0.1:8000/health", timeout=5)
            break
        except OSError:
            time.sleep(0.5)
    body = json.dumps({"question": "Who is Dmitry Peskov?"}).encode()
    sent = urllib.request.Request("http://127.0.0.1:8000/ask", body, {"Content-Type": "application/json"})
    print(urllib.request.urlopen(sent, timeout=90).read().decode())
finally:
    for pid in subprocess.run(["pgrep", "-P", str(server.pid)], capture_output=True, text=True).stdout.split():
        os.kill(int(pid), signal.SIGINT)
    server.wait(90)
"""


def test_a_cluster_that_is_started_here_reaches_nothing_outside(tmp_path: Path) -> None:
    log = tmp_path / "strace"
    alone, traced, variables = isolated(log)
    inside = [*alone, sys.executable, "-c", INSIDE, *traced]
    done = subprocess.run(inside, env=variables, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout)["answer"]
    text = log.read_text(encoding="utf-8", errors="replace")
    assert "127.0.0.1" in text  # strace did look
    assert reached(text) == []
