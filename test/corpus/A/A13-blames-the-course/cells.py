# %% include numbers without double, counter, squares, apply
# %%
def double(x):
    return {"no": object(), "yes": [1, "a", None]}
def reverse(word):
    return None
class Counter(list):
    def __init__(self, value):
        pass
    increment = property(lambda self: 7)
def squares():
    return lambda: 5
def apply(model, x):
    return model(object(), "words", x=[model])
