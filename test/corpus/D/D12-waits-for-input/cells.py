# %% include numbers
# %%
input("your name? ")
# %%
import getpass
getpass.getpass()
# %%
import sys
print(repr(sys.stdin.read()), repr(sys.stdin.readline()))
