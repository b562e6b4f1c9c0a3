# %% include numbers
# %%
import subprocess, sys
program = "hog = []\nwhile True:\n    hog.append(bytearray(4 << 20))"
print(subprocess.run([sys.executable, "-c", program]).returncode)
