# %% include numbers without reverse, answer
# %%
answer = list(range(100))
def reverse(word):
    return " ".join([word, word[::-1], word.upper()])
