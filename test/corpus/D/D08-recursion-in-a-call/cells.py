# %% include numbers without double
# %%
import sys
class Down:
    def __repr__(self):
        return repr([self])
    def __eq__(self, other):
        return [self] == [other]
def double(x):
    sys.setrecursionlimit(10**9)
    return repr(Down())
