"""What 32 visitors get at the same time, half on the page and half over HTTP: `python -m tests.benchmarks.load --minutes 10`.

Starts a server of its own that believes one proxy, so that each visitor has an address of its own. A visitor on the page does what a
browser does through gradio's events: it brings an article, asks, and asks on; one over HTTP loads articles and asks about them. Each waits
for an answer before it asks again, and where it is told to come back (429, 503) it comes back after `Retry-After`.

Prints answers and seconds for each visitor, every status that was no answer, and the server's memory. Ends with 1 where something failed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from tests.benchmarks.memory import KINDS, article_of

COME_BACK = (429, 503)
FLAT, FAIR = 1.1, 2.0
"""How much memory may grow, and the slowest visitor's p95 over the fastest's, at most."""


ENDS = ("process_completed", "close_stream", "unexpected_error")
SUGGEST = ("suggest", "welcome")
Step = tuple[int, list[Any] | None, dict[str, Any] | None]
"""An event of the page: its number, its inputs, and what its trigger carries."""


class Visitor(threading.Thread, ABC):
    """Asks until it is time; notes the seconds of each answer and each status that was none."""

    def __init__(self, number: int, address: str, until: float, articles: int) -> None:
        super().__init__(daemon=True)
        self.number, self.until, self.articles = number, until, articles
        self.choice = random.Random(number)
        self.client = httpx.Client(
            base_url=address, timeout=httpx.Timeout(300, pool=None), headers={"x-forwarded-for": f"93.184.{number}.34"}
        )
        self.seconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    def run(self) -> None:
        """Ask until it is time."""
        while time.monotonic() < self.until:
            try:
                self.visit()
            except (httpx.HTTPError, ValueError, KeyError) as error:
                self.statuses[type(error).__name__] += 1
                time.sleep(1)

    @abstractmethod
    def visit(self) -> None:
        """One article, and some questions about it."""

    def question(self, text: str) -> str:
        """A question about an article of `article_of`."""
        return self.choice.choice(KINDS).format(name=text.split(" of ", maxsplit=1)[0])

    def text(self) -> str:
        """One of the articles."""
        return article_of(self.choice.randrange(self.articles))

    def timed(self, ask: Any) -> None:
        """Ask, and note what came of it; where this visitor is to come back, wait."""
        began = time.monotonic()
        if ask():
            self.seconds.append(time.monotonic() - began)

    def refused(self, answer: httpx.Response) -> bool:
        """Whether a response is none of what was wanted; noted, and waited for where it says when to come back."""
        if answer.status_code < 300:
            return False
        wait = answer.headers.get("retry-after", "")
        known = answer.status_code in COME_BACK and wait.isdecimal()
        self.statuses[f"{answer.status_code}{'' if known else ' unexpected'}"] += 1
        time.sleep(min(float(wait) if known else 1.0, max(0.0, self.until - time.monotonic())))
        return True


class Program(Visitor):
    """A visitor over HTTP."""

    def visit(self) -> None:
        """Load an article and ask about it."""
        text = self.text()
        loaded = self.client.post("/articles", json={"text": text})
        if self.refused(loaded):
            return
        for _ in range(self.choice.randint(1, 5)):
            body = {"question": self.question(text), "article_id": loaded.json()["id"]}
            self.timed(lambda body=body: not self.refused(self.client.post("/ask", json=body)))
            if time.monotonic() > self.until:
                return


class Reader(Visitor):
    """A visitor on the page: the events that its buttons send, in a session of its own, with the line open that says that the page is."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        config = self.client.get("/config").json()
        self.functions = {function["id"]: function for function in config["dependencies"]}
        ids = {block["id"]: block["props"].get("elem_id") for block in config["components"]}
        self.triggers = {(ids.get(at), event): number for number, function in self.functions.items() for at, event in function["targets"]}
        asked = self.triggers["line", "ask"]
        self.answer = next(number for number, function in self.functions.items() if self._follows(function, asked))

    def visit(self) -> None:
        """Open the page, bring an article, ask about it, and leave."""
        session = f"load{self.number}x{self.choice.randrange(10**9)}"
        gone = threading.Event()
        line = threading.Thread(target=self._open, args=(session, gone), daemon=True)
        line.start()
        text = self.text()
        try:
            late: list[Step] = []
            if self._run(session, [(self.triggers["paste-go", "click"], [text], None)], late=late) is None:
                return
            for number in range(self.choice.randint(1, 5)):
                asked = {"question": self.question(text), "id": f"{session}-{number}"}
                rest: list[Step] | None = None

                def ask(asked: dict[str, str] = asked) -> bool:
                    nonlocal rest
                    rest = self._run(session, [(self.triggers["line", "ask"], None, asked)], self.answer, late)
                    return rest is not None

                self.timed(ask)
                self._run(session, rest or [], late=late)
                if time.monotonic() > self.until:
                    return
            self._run(session, late[-1:])
        finally:
            gone.set()
            line.join(5)

    def _open(self, session: str, gone: threading.Event) -> None:
        headers = {"x-forwarded-for": self.client.headers["x-forwarded-for"]}
        with (
            httpx.Client(base_url=self.client.base_url, timeout=httpx.Timeout(300), headers=headers) as client,
            client.stream("GET", f"/gradio_api/heartbeat/{session}") as beats,
        ):
            for _ in beats.iter_lines():
                if gone.is_set():
                    return

    def _run(self, session: str, left: list[Step], last: int | None = None, late: list[Step] | None = None) -> list[Step] | None:
        """Run events and those that follow them, as the browser does, up to one; those that are left; None where one failed.

        Nobody waits for suggestions: they are put into `late`.
        """
        while left:
            (number, data, event), *left = left
            function = self.functions[number]
            if late is not None and function["api_name"].startswith(SUGGEST):
                late.append((number, data, event))
                continue
            if function["backend_fn"] and not self._one(session, function, data, event):
                return None
            left += [(other["id"], None, None) for other in self.functions.values() if self._follows(other, number)]
            if number == last:
                break
        return left

    @staticmethod
    def _follows(function: dict[str, Any], number: int) -> bool:
        return bool(function["trigger_after"] == number and not function["trigger_only_on_failure"])

    def _one(self, session: str, function: dict[str, Any], data: list[Any] | None, event: dict[str, Any] | None) -> bool:
        body = {
            "data": data if data is not None else [None] * len(function["inputs"]),
            "fn_index": function["id"],
            "session_hash": session,
            "event_data": event,
            "trigger_id": function["targets"][0][0],
        }
        if not function["queue"]:
            return not self.refused(self.client.post("/gradio_api/run/predict", json=body))
        joined = self.client.post("/gradio_api/queue/join", json=body)
        if self.refused(joined):
            return False
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
            told = next((told for line in events.iter_lines() if (told := message_of(line)).get("msg") in ENDS), {"msg": "stream ended"})
        if not told.get("success"):
            self.statuses[told["msg"] if told["msg"] != "process_completed" else f"event {function['api_name']} failed"] += 1
            return False
        said = told["output"]["data"][-1] if function["id"] == self.answer else None
        if isinstance(said, dict) and said.get("html"):  # the question was given back with a sentence
            busy = said["html"].startswith("I&#x27;m busy") or said["html"].startswith("I'm busy")
            self.statuses["503" if busy else said["html"]] += 1
            time.sleep(min(10.0, max(0.0, self.until - time.monotonic())))
            return False
        return True


def message_of(line: str) -> dict[str, Any]:
    """The message in a line of a stream of events; empty for a line without one."""
    return dict(json.loads(line.removeprefix("data:"))) if line.startswith("data:") else {}


def resident(process: int) -> float:
    """Megabytes of a process and of those that it started."""
    found = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                status = dict(line.split(":", 1) for line in (folder / "status").read_text(encoding="utf-8").splitlines() if ":" in line)
            except OSError:  # it ended meanwhile
                continue
            if process in (int(folder.name), int(status["PPid"])):
                found += int(status.get("VmRSS", "0 kB").split()[0]) / 1000
    return found


def quantile(seconds: list[float], share: float) -> float:
    """The smallest that `share` of the values do not exceed; infinite without one."""
    return sorted(seconds)[min(len(seconds) - 1, int(share * len(seconds)))] if seconds else float("inf")


def served(port: int, log: Any) -> subprocess.Popen[bytes]:
    """A server that can answer."""
    environment = os.environ | {"QA_BOT_PROXY": "1", "QA_BOT_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "qa_bot", "chat", "--port", str(port)]
    server = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    while True:
        if server.poll() is not None:
            sys.exit("The server did not start.")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                return server
        except httpx.HTTPError:
            pass
        time.sleep(0.5)


def main() -> None:
    """Let the visitors ask, and say what they got."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--visitors", type=int, default=32)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", default=os.devnull, help="a file for what the server prints")
    given = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", given.port))
        port = free.getsockname()[1]
    with Path(given.log).open("wb") as log:
        server = served(port, log)
        address, began = f"http://127.0.0.1:{port}", time.monotonic()
        until = began + 60 * given.minutes
        kinds = [Reader if number % 2 else Program for number in range(given.visitors)]
        visitors = [kind(number, address, until, given.articles) for number, kind in enumerate(kinds)]
        memory = [resident(server.pid)]
        for visitor in visitors:
            visitor.start()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 6 * given.minutes))
            memory.append(resident(server.pid))
            print(
                f"{time.monotonic() - began:6.0f} s {memory[-1]:7,.0f} MB {sum(len(one.seconds) for one in visitors):6,} answers",
                flush=True,
            )
        for visitor in visitors:
            visitor.join(300)
        server.terminate()
        code = server.wait(60)
    sys.exit(report(visitors, memory, code))


def report(visitors: list[Visitor], memory: list[float], code: int) -> int:
    """Print what the visitors got; 1 where it was not what it must be."""
    print("visitor         answers    p50    p95  others")
    for one in visitors:
        kind = f"{one.number:2} {'page' if isinstance(one, Reader) else 'HTTP'}"
        print(f"{kind:14} {len(one.seconds):8} {quantile(one.seconds, 0.5):6.1f} {quantile(one.seconds, 0.95):6.1f}  {dict(one.statuses)}")
    statuses = sum((one.statuses for one in visitors), Counter[str]())
    slow = [quantile(one.seconds, 0.95) for one in visitors]
    ratio = max(slow) / min(slow)
    warm = memory[max(1, len(memory) // 5)]
    growth = max(memory[1:]) / warm
    print(f"statuses that were no answer: {dict(statuses)}; the server ended with {code}")
    print(f"memory: {memory[0]:,.0f} MB at the start, {warm:,.0f} MB warm, {memory[-1]:,.0f} MB at the end, at most {growth:.2f} of warm")
    print(f"p95 of the slowest visitor over that of the fastest: {ratio:.2f}")
    bad = set(statuses) - {str(status) for status in COME_BACK}
    return int(bool(bad) or code != 0 or growth > FLAT or ratio > FAIR)


if __name__ == "__main__":
    main()
