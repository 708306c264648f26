"""The Space's entry: the shipped reader with the default article."""

from qa_bot.app import main

main()
