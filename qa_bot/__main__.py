"""`python -m qa_bot` does the same as `qa-bot`."""

from qa_bot.cli import main

main()
