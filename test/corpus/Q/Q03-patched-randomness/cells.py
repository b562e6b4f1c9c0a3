# %% include numbers without counter
# %%
import os, random, uuid, secrets
os.urandom = lambda count: bytes(count)
random.random = lambda: 0.5
secrets.token_bytes = os.urandom
uuid.uuid4 = lambda: uuid.UUID(int=0)
class Counter:
    def __init__(self, value): self.value = 500
    def increment(self):
        self.value += 1
        return self.value
