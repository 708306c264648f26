"""Turn the reader's candidates into a reply.

Reading order: `selection` (which interpretation of the question is used, and whether its best candidate is above the threshold for
abstaining), `answerers` (one function for each type of question), `definitions`, `lists`, `yes_no`, `metadata`, `topic_sentences` and
`next_sentence` (what these functions find), `findings` (their result), `composition` (the reply, or the closest passage when abstaining), `coordination` (splits a list
into its items).
"""
