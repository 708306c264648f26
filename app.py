"""The Space's entry: the shipped reader with the default article."""

from qa_bot.cli import serve

serve()
