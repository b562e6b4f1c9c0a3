"""Shows on a machine with an NVIDIA device, without Docker, what docs/gpu.md says nobody has seen.

    python sandbox/gpu_check.py OUT

Needs Python 3.11 or newer with torch (CUDA build), IPython, ipykernel and psutil. It runs small cells under the real
runner and writes what it saw to OUT/seen.json, and what `nvidia-smi` answered in each state to OUT/nvidia-smi/ (forms
for the tests of src/gpu/nvidiaText.ts). Without a device it says so, writes nothing and ends with 0; with one, it ends
with 1 where something is not as docs/gpu.md says.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

QUESTIONS = {
    "list": ["-L"],
    "devices": ["--query-gpu=uuid,name,memory.total,memory.used,pstate", "--format=csv,noheader,nounits"],
    "apps": ["--query-compute-apps=gpu_uuid,pid,used_memory", "--format=csv,noheader,nounits"],
}
FRACTION = 0.25

# Each cell prints one line of JSON.
CELLS = {
    "torch sees the device": "import json, torch; x = torch.ones(4, device='cuda')\n"
    "print(json.dumps({'torch': torch.__version__, 'name': torch.cuda.get_device_name(0), 'sum': x.sum().item()}))",
    "tensors go there and back": "y = torch.arange(6.0).reshape(2, 3); z = (y.cuda() * 2).T.cpu()\n"
    "print(json.dumps({'equal': torch.equal(z, (y * 2).T)}))",
    "mixed precision": "with torch.autocast('cuda'): m = torch.ones(8, 8, device='cuda') @ torch.ones(8, 8, device='cuda')\n"
    "print(json.dumps({'dtype': str(m.dtype), 'value': m[0, 0].item()}))",
    "seeds repeat": "torch.manual_seed(3); a = torch.randn(5, device='cuda'); torch.manual_seed(3)\n"
    "print(json.dumps({'equal': torch.equal(a, torch.randn(5, device='cuda'))}))",
    "the share of memory": "free, total = torch.cuda.mem_get_info()\n"
    f"try: torch.empty(int(total * {FRACTION} * 1.2), dtype=torch.uint8, device='cuda'); got = True\n"
    "except torch.cuda.OutOfMemoryError: got = False\n"
    "print(json.dumps({'total': total, 'more than the share was given': got}))",
    "the device holds memory": "held = torch.ones(64, 1024, 1024, device='cuda'); print(json.dumps({'held': held.numel() * 4}))",
    "out of memory": "torch.empty(1 << 50, dtype=torch.uint8, device='cuda')",
}
EXPECTED = {
    "tensors go there and back": {"equal": True},
    "seeds repeat": {"equal": True},
    "mixed precision": {"dtype": "torch.float16", "value": 8.0},
}


def main() -> int:
    if ask(QUESTIONS["list"]) is None:
        print("There is no NVIDIA device here (no nvidia-smi, or it lists none): nothing was looked at.")
        return 0
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "gpu-check")
    (out / "nvidia-smi").mkdir(parents=True, exist_ok=True)
    from assay.trial import Trial, TriedCell

    keep(out, "idle")
    seen: dict[str, object] = {}
    with Trial([], "torch", 1, gpu_fraction=FRACTION) as trial:
        for name, source in CELLS.items():
            cell = TriedCell(source)
            trial.run(cell)
            seen[name] = {"status": cell.status, "text": cell.text.strip(), "error": cell.error}
            print(f"{name}: {cell.status} {cell.text.strip()} {cell.error or ''}".rstrip())
            if name == "the device holds memory":
                keep(out, "held")
    keep(out, "just-killed")
    time.sleep(5)
    keep(out, "after-five-seconds")
    (out / "seen.json").write_text(json.dumps(seen, indent=2) + "\n", "utf-8")
    wrong = faults(seen)
    for fault in wrong:
        print(f"NOT AS docs/gpu.md SAYS: {fault}")
    return 1 if wrong else 0


def faults(seen: dict[str, object]) -> list[str]:
    found = []
    for name, record in seen.items():
        status, text = record["status"], record["text"]  # type: ignore[index]
        wanted = "gpuOutOfMemory" if name == "out of memory" else "ok"
        if status != wanted:
            found.append(f"{name}: {status} instead of {wanted}")
        elif name in EXPECTED and json.loads(text) != EXPECTED[name]:
            found.append(f"{name}: {text}")
        elif name == "the share of memory" and json.loads(text)["more than the share was given"]:
            found.append(f"{name}: more than the share was given")
    return found


def keep(out: Path, state: str) -> None:
    for name, arguments in QUESTIONS.items():
        (out / "nvidia-smi" / f"{state}-{name}.txt").write_text(ask(arguments) or "", "utf-8")


def ask(arguments: list[str]) -> str | None:
    try:
        run = subprocess.run(["nvidia-smi", *arguments], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 and "No devices" not in run.stdout else None


if __name__ == "__main__":
    sys.exit(main())
