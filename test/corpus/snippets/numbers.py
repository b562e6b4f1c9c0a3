# %% double
def double(x):
    return 2 * x
# %% reverse
def reverse(word):
    return word[::-1]
# %% counter
class Counter:
    def __init__(self, value):
        self.value = value
    def increment(self):
        self.value += 1
        return self.value
# %% squares
import itertools
def squares():
    return (n * n for n in itertools.count())
# %% shout tags: shout
print("loud")
# %% answer
answer = 42
# %% apply
def apply(model, x):
    return model(x)
