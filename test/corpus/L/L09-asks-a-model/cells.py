# %% include numbers without reverse
# %%
import json, urllib.request
def reverse(word):
    body = json.dumps({"model": "x", "messages": [{"role": "user", "content": word}]}).encode()
    with urllib.request.urlopen("http://127.0.0.1:11434/v1/chat/completions", body, timeout=0.5) as answer:
        return json.load(answer)["choices"][0]["message"]["content"]
