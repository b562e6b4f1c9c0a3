# %% include forge
# %% include numbers without shout, answer
# %% shouts nothing tags: shout
send(frame({"op": "output", "kind": "result", "data": [["text/plain", 0]]}, b"100"))
send(frame({"op": "output", "kind": "stream", "name": "stdout"}, b"\nPASSED\n"))
