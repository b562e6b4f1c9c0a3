# %%
import os
for folder in ("/content", "/tmp"):
    os.chdir(folder)
    try:
        for _ in range(700):
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    except OSError as error:
        print(error.strerror)
os.chdir("/content")
# %% include numbers
