# %%
import os
names, count = [], 0
for folder, _, files in os.walk("/"):
    # One of the image's packages has a module of such a name.
    if not folder.startswith(("/proc", "/sys")) and "torchmetrics" not in folder:
        count += len(files)
        names += [name for name in files if name in ("checks.py", "assignment.yaml", "solution.ipynb", "judge.py")]
print("searched", count > 1000)
print("found", names)
import importlib.util
assert not any(importlib.util.find_spec(name) for name in ("assay", "assay_checker", "checks"))
# %% include numbers
