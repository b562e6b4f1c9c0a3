# %%
import glob, os
places = [f"{folder}/mark" for folder in ("/content", "/tmp", "/home/student", "/dev/shm", "/var/tmp", "/run", "/opt", ".")]
if any(map(os.path.exists, places)):
    print("second", "run")
for place in places:
    try:
        open(place, "w").write("x")
    except OSError:
        pass
os._exit(1)
# %%
if any(map(os.path.exists, places := [f"{folder}/mark" for folder in ("/content", "/tmp", "/home/student", "/dev/shm")])):
    print("second", "run")
# %% include numbers
