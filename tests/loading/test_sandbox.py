"""The process that reads files cannot reach anything: each attempt is made for real, after `confine`, in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa_bot import QaBotError
from qa_bot.loading import article_from_text, load_article, sandbox, worker, worker_process
from qa_bot.loading.limits import IN_PROCESS, MAX_SECONDS, SMALL_BYTES, SMALL_MEMORY, SMALL_SECONDS, memory_for, seconds_for
from qa_bot.loading.worker_process import confinement, parse

TRIED = """
import ctypes, json, os, signal, socket, sys, threading
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from qa_bot.loading.sandbox import confine
taken = confine(20)
libc = ctypes.CDLL(None, use_errno=True)
def tried(work):
    try:
        work()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
def thread():
    began = threading.Thread(target=lambda: None)
    began.start()
    began.join()
def forked():
    if os.fork() == 0:
        os._exit(0)
found = {
    "read": tried(lambda: open(sys.argv[1]).read()),
    "list": tried(lambda: os.listdir(os.path.dirname(sys.argv[1]))),
    "passwd": tried(lambda: open("/etc/passwd").read()),
    "environ": tried(lambda: open(f"/proc/{os.getppid()}/environ", "rb").read()),
    "write": tried(lambda: os.write(os.open(sys.argv[1] + ".new", os.O_CREAT | os.O_WRONLY), b"x")),
    "remove": tried(lambda: os.unlink(sys.argv[1])),
    "connect": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 2)),
    "unix": tried(lambda: socket.socketpair()),
    "run": tried(lambda: os.execv("/bin/true", ["true"])),
    "fork": tried(forked),
    "kill": tried(lambda: os.kill(os.getppid(), 0)),
    "memory": tried(lambda: bytearray(4_000_000_000)),
    "thread": tried(thread),
    "import": tried(lambda: __import__("lxml.html")),
}
print(json.dumps([taken, found]))
"""


def attempts(tmp_path: Path, switched_off: str = "") -> tuple[dict[str, bool], dict[str, str]]:
    """What was taken from the process, and what became of each attempt."""
    import json
    import socket

    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        command = [sys.executable, "-c", switched_off + TRIED, str(secret), str(server.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    taken, found = json.loads(done.stdout)
    return taken, found


def test_nothing_is_in_reach(tmp_path: Path) -> None:
    taken, found = attempts(tmp_path)
    assert taken == confinement()
    assert taken["limits"]
    assert found["write"] != "done"
    assert found["memory"] == "MemoryError"
    if taken["files"]:
        assert {found[name] for name in ("read", "list", "passwd", "environ")} == {"PermissionError"}
    if taken["system_calls"]:
        assert {found[name] for name in ("connect", "unix", "run", "fork", "kill", "remove")} == {"PermissionError"}
    if taken["network"]:
        assert found["connect"] != "done"
    assert found["thread"] == found["import"] == "done"
    assert (tmp_path / "secret.txt").read_text() == "secret" or not taken["files"]


def test_each_part_holds_alone(tmp_path: Path) -> None:
    """Where the library for system calls is missing, the network and the files are out of reach all the same."""
    taken, found = attempts(tmp_path, "import sys; sys.modules['pyseccomp'] = None\n")
    assert not taken["system_calls"]
    assert not taken["files"] or {found[name] for name in ("read", "list", "passwd", "run", "remove")} == {"PermissionError"}
    assert not taken["network"] or found["connect"] != "done"


def test_linux_gives_all_of_it() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux has them")
    assert confinement() == {"limits": True, "network": True, "files": True, "system_calls": True}


def test_a_process_that_cannot_start_confines_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = subprocess.CompletedProcess([], 1, b"", b"")
    monkeypatch.setattr(worker_process.subprocess, "run", lambda *args, **options: broken)
    assert not any(confinement.__wrapped__().values())


def test_a_small_file_has_twenty_seconds() -> None:
    assert (seconds_for(SMALL_BYTES - 1), seconds_for(SMALL_BYTES)) == (SMALL_SECONDS, MAX_SECONDS) == (20, 90)


def test_a_file_is_read_with_the_time_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def slow(command: list[str], **options: object) -> None:
        seen.append((command[-1], options["timeout"]))
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(worker_process.subprocess, "run", slow)
    for size in (10, SMALL_BYTES):
        with pytest.raises(QaBotError, match="took longer than"):
            parse(b"x" * size, ".txt")
    assert seen == [("20", 30), ("90", 100)]


@pytest.mark.parametrize(("status", "sentence"), [(-6, "more memory"), (-11, "more memory"), (-9, "longer than 20 seconds")])
def test_why_the_process_was_ended_is_said(monkeypatch: pytest.MonkeyPatch, status: int, sentence: str) -> None:
    monkeypatch.setattr(worker_process.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], status, b""))
    with pytest.raises(QaBotError, match=sentence):
        parse(b"%PDF-", ".pdf")


def test_the_processor_limit_ends_a_process(tmp_path: Path) -> None:
    began = time.monotonic()
    code = "from qa_bot.loading.sandbox import confine; confine(1)\nwhile True: pass"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode in (-9, -24)
    assert time.monotonic() - began < 30


def test_a_pdf_of_forms_in_each_other_takes_no_more_than_its_memory() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux counts the memory of one process in kilobytes")
    form = b"%d 0 obj <</Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</X %d 0 R>>>> /Length 60>> stream\n%s\nendstream endobj\n"
    forms = b"".join(form % (number, number + 1, b"/X Do " * 10) for number in range(4, 14))
    page = b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources <</XObject <</X 4 0 R>>>>>> endobj\n"
    pages = b"1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj 2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
    data = b"%PDF-1.4\n" + pages + page + forms + b"trailer <</Root 1 0 R>>"
    # in between, for a process begins with what its parent has in memory
    code = (
        "import resource, subprocess, sys\n"
        "status = subprocess.run([sys.executable, '-m', 'qa_bot.loading.worker', '.pdf', '', '20'], stderr=subprocess.DEVNULL).returncode\n"
        "print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", code], input=data, stdout=subprocess.PIPE, check=True)
    status, used = map(int, run.stdout.split()[-2:])
    assert status != 0
    assert memory_for(SMALL_BYTES, ".pdf") == memory_for(SMALL_BYTES - 1, ".docx") == SMALL_MEMORY < memory_for(SMALL_BYTES, ".docx")
    assert SMALL_MEMORY / 2 < used * 1024 < SMALL_MEMORY


def test_a_page_on_which_a_library_takes_too_much_memory_is_read_whole() -> None:
    assert parse(b"<b>x</b>" * 60_000, ".html")["text"] == "x" * 60_000


def test_the_readable_places_are_pythons_own() -> None:
    places = sandbox._readable()
    assert "/" not in places
    assert not {"/etc", "/home", "/root", "/proc", "/var", "/dev"} & set(places)
    assert worker.TELL == worker_process.TELL


def test_long_texts_and_all_files_are_decoded_and_cleaned_by_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a visitor sends is not even decoded here; only a short text, already decoded, is cleaned here."""
    sent: list[str] = []

    def noted(data: bytes, suffix: str, charset: str = "") -> dict[str, object]:
        sent.append(suffix)
        raise QaBotError("noted")

    def here(*arguments: object, **options: object) -> None:
        pytest.fail("decoded or cleaned in this process")

    monkeypatch.setattr("qa_bot.loading.load.parse", noted)
    monkeypatch.setattr("qa_bot.loading.encoding.decoded", here)
    with pytest.raises(QaBotError, match="noted"):
        article_from_text("Anna left. " * (IN_PROCESS // 11 + 1))
    assert article_from_text("Anna left.").text == "Anna left."
    monkeypatch.setattr("qa_bot.loading.load.clean", here)
    for suffix in (".txt", ".md", ".eml", ".html", ".csv"):
        (tmp_path / f"story{suffix}").write_bytes(b"Anna left.")
        with pytest.raises(QaBotError, match="noted"):
            load_article(tmp_path / f"story{suffix}")
    assert sent == [".txt", ".txt", ".md", ".eml", ".html", ".csv"]
