# %% include numbers
# %%
import sys
while True:
    print("warning " * 12, file=sys.stderr)
