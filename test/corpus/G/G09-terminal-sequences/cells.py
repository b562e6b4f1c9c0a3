# %% include numbers without double, reverse
# %%
import sys
bad = "\x1b[2J\x1b[1;1H\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07click\x1b]8;;\x07\x1b]52;c;aGk=\x07\x9b5n\x1bP1$r\x1b\\\rover"
print(bad, bad, file=sys.stderr)
def double(x):
    raise ValueError(bad)
def reverse(word):
    return bad
raise RuntimeError(bad)
