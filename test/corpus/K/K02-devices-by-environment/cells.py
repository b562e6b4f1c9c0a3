# %%
import glob, os, subprocess
os.environ.update(NVIDIA_VISIBLE_DEVICES="all", CUDA_VISIBLE_DEVICES="0,1,2", NVIDIA_DRIVER_CAPABILITIES="all")
print("devices", glob.glob("/dev/nvidia*") + glob.glob("/dev/dri*") + glob.glob("/proc/driver/nvidia*") + glob.glob("/dev/kfd"))
subprocess.run(["nvidia-smi"]) if os.path.exists("/usr/bin/nvidia-smi") else None
# %% include numbers
