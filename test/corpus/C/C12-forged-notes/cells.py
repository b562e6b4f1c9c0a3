# %% include forge
# %% include numbers without reverse
# %%
def reverse(word):
    for kind in ("install", "network", "colab"):
        send(frame({"op": "note", "kind": kind, "text": word}))
    send(frame({"op": "output", "kind": "stream", "name": "stdout"}, word.encode()))
    send(frame({"op": "output", "kind": "error", "ename": word, "evalue": word}, word.encode()))
    return word[::-1]
