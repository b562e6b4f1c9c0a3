"""Runs autograders as Gradescope's container does, as far as a grader can see it.

Reads a list of jobs (JSON) from standard input, runs all at once, and prints a list of what the platform would store:
    {"root": folder that stands for /autograder (made by `build`), "metadata": …, "files": folder of the submission,
     "timeout": seconds, "maxFileBytes": limit of each file that is written, absent for none}
or {"root": …, "zip": file}, which builds: unpacks into root/source, copies run_autograder, runs setup.sh.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MAX_TEXT = 100_000
BROKEN = "The autograder failed to execute correctly."
METADATA_KEYS = [
    *["id", "users", "created_at", "assignment_id", "assignment", "submission_method", "previous_submissions"],
]


def build(root: Path, archive: Path) -> dict:
    source = root / "source"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(source)
        for entry in opened.infolist():
            os.chmod(source / entry.filename, (entry.external_attr >> 16) & 0o777)
    shutil.copy(source / "run_autograder", root / "run_autograder")
    setup = subprocess.run(["bash", "./setup.sh"], cwd=source, capture_output=True, text=True)
    return {"exit_status": setup.returncode, "stdout": setup.stdout + setup.stderr}


def run(root: Path, job: dict) -> dict:
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
    metadata = {key: job["metadata"].get(key) for key in METADATA_KEYS}
    (root / "submission_metadata.json").write_text(json.dumps(metadata))
    shutil.copytree(job["files"], root / "submission", dirs_exist_ok=True, symlinks=True)

    environment = {key: value for key, value in os.environ.items() if key not in ("AUTHENTICATION_TOKEN", "START_SSHD")}
    environment["TIMEOUT_SECONDS"] = str(job["timeout"])
    started = time.monotonic()
    report = {"error_code": None, "exit_status": None}
    with open(root / "results" / "stdout", "wb") as stdout:
        try:
            process = subprocess.Popen(
                ["./run_autograder"], cwd=root, env=environment, stdout=stdout, stderr=subprocess.STDOUT,
                preexec_fn=limited(job.get("maxFileBytes")),
            )
        except OSError:
            process = None
            report["error_code"] = "autograder"
        try:
            if process:
                report["exit_status"] = process.wait(job["timeout"])
        except subprocess.TimeoutExpired:
            process.kill()  # its children live on
            process.wait()
            report["error_code"] = "timeout"
            told = f"Your submission timed out. It took longer than {job['timeout']} seconds to run."
            (root / "results" / "results.json").write_text(json.dumps({"score": 0, "output": told}))
    report["elapsed_time"] = time.monotonic() - started
    report["stdout"] = cut((root / "results" / "stdout").read_text("utf-8", "replace"))
    return posted(root / "results" / "results.json", report)


def limited(max_file_bytes):
    """A limit on files, which a write beyond it meets as it would meet the end of a disk."""
    return max_file_bytes and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (max_file_bytes, max_file_bytes)))


def posted(file: Path, report: dict) -> dict:
    """What arrives at the platform: the document, or what it puts in the place of one that it cannot take."""
    if report["error_code"] == "autograder":
        return {**report, "results": {"score": 0, "output": BROKEN}}
    if not file.exists():
        return {**report, "results": None}
    raw = file.read_bytes().decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    try:
        results = json.loads(raw)
        if isinstance(results, str):
            raise ValueError("a text")
    except ValueError:
        return {**report, "error_code": "invalid_json", "results": {"score": 0, "output": BROKEN}}
    try:
        for part in (results, *(results.get("tests") or [])):
            if part.get("output") is not None:
                part["output"] = cut(part["output"])
        json.dumps(results, allow_nan=False)
    except (AttributeError, TypeError, ValueError):
        return {**report, "error_code": "http", "results": {"score": 0, "output": BROKEN}}
    return {**report, "results": results}


def cut(text):
    if len(text) <= MAX_TEXT:
        return text
    half = MAX_TEXT // 2
    return text[:half] + "[...(truncated)...]" + text[-half:]


def main() -> None:
    jobs = json.load(sys.stdin)

    def do(job: dict) -> dict:
        root = Path(job["root"])
        return build(root, Path(job["zip"])) if "zip" in job else run(root, job)

    with ThreadPoolExecutor(max(1, len(jobs))) as pool:
        json.dump(list(pool.map(do, jobs)), sys.stdout)


main()
