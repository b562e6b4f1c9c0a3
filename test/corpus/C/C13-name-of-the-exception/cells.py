# %% include numbers without double, reverse, answer
# %%
def double(x):
    if abs(x[0]) > 1000:
        raise type(f"Saw{x[0]}", (Exception,), {})
    return 2 * x
def reverse(word):
    return type(word, (), {})() if len(word) > 6 else word[::-1]
class Answer:
    pass
answer = type("CANARY"[:0] + "".join(("CAN", "ARY")), (Answer,), {})()
