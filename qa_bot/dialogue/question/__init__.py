"""What is asked: small talk, the type of a question, spelling, word order, and questions that correct themselves."""
