"""Syntax of Python 3.12 and 3.13, which Colab runs, on the image's 3.11.

What does not compile is read once more: what 3.11 cannot read is taken out of the text, read by itself, and put back
into the tree. The text stays the student's, so tracebacks, `inspect.getsource` and `In` show their own lines.

Nothing is imported here: every Python that a notebook starts imports `modules`.
"""
