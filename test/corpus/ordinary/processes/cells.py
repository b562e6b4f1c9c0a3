# %% include numbers
# %%
import subprocess
started = []
try:
    while True:
        started.append(subprocess.Popen(["sleep", "1000"]))
except OSError as error:
    print(len(started) > 20, error.strerror)
for process in started:
    process.kill()
    process.wait()
