# %%
import glob
files = [path for top in ("/home", "/tmp", "/content", "/run") for path in glob.glob(f"{top}/**/*.json", recursive=True)]
listening = [line.split()[1] for line in open("/proc/net/tcp").read().splitlines()[1:]]
print("kernel:", files, listening)
try:
    get_ipython().kernel.iopub_socket
except AttributeError as error:
    print("no kernel")
# %% include numbers
