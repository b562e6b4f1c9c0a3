# %% include numbers without double, reverse
# %%
import unittest
class Failed(Exception):
    pass
class Passed(BaseException):
    pass
def double(x):
    raise unittest.SkipTest("not today")
def reverse(word):
    raise Passed("done")
