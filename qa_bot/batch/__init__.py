"""Many questions about many articles, from files to files.

Reading order: `chunk_reader` (the answers to a few rows about one article), `answer_file` (what is written, and what was written before), `parquet` (the same as Parquet),
`job` (which rows are asked about which articles). `ask_command` runs it in this process, `cluster` on many machines.
"""

from __future__ import annotations
