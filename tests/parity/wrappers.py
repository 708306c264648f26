"""`python -m tests.parity.wrappers`: run the haystack and LangChain blocks of docs/migration.md for real, in an environment of
their own (`~/.cache/qa_bot/wrappers`, or the folder given), since neither library is a dependency. Needs a package index.
"""

from __future__ import annotations

import os
import re
import site
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECKS = {
    "haystack": """
from haystack import Pipeline
pipe = Pipeline()
pipe.add_component("reader", SpanReader())
documents = [Document(content="Bob lives in Paris."), Document(content="Anna lives in Rome.")]
answers = pipe.run({"reader": {"query": "Where does Anna live?", "documents": documents}})["reader"]["answers"]
best = answers[0]
assert best.data == "Rome" and best.document.content[best.document_offset.start : best.document_offset.end] == "Rome", answers
""",
    "LangChain": """
said = ask_article.invoke({"question": "Where does Anna live?", "article": "Anna lives in Rome. Bob lives in Paris."})
assert (said["answer"], said["start"], said["end"]) == ("Rome", 14, 18), said
""",
}


def main() -> None:
    """Make the environment where it is missing, and run each block with its check in it."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path.home() / ".cache" / "qa_bot" / "wrappers"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "haystack-ai>=2", "langchain-core>=1"], check=True)
    text = (ROOT / "docs" / "migration.md").read_text(encoding="utf-8")
    # what is installed there comes first, the packages of this environment second
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HAYSTACK_TELEMETRY_ENABLED": "False", "HF_HUB_OFFLINE": "1"}
    more = f"import site; site.addsitedir({site.getsitepackages()[0]!r})\n"
    for name, check in CHECKS.items():
        block = re.search(rf"^## {name}\n.*?```python\n(.*?)```", text, re.MULTILINE | re.DOTALL)
        assert block, name
        subprocess.run([python, "-c", more + block[1] + check], check=True, env=environment)
        print(f"{name}: works")


if __name__ == "__main__":
    main()
