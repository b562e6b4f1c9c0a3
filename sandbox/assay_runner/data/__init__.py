"""Data without a network: what a notebook downloads is found in a folder that the course has put there.

Programs (`programs.py`), libraries (`libraries.py`, `openml.py`) and paths (`places.py`) ask one index for a file by its
address or its name. What it does not hold fails at once, in one sentence.
"""
