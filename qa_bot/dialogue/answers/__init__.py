"""What is said of a reading: definitions, lists, yes or no, facts about the article, and which reading to trust."""
