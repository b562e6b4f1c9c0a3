"""Sends a submission from Gradescope's container to Assay, waits for the grade, and writes results.json.

Standard library only, for the Python of Gradescope's images. Nothing of the student's is run here.

results.json is valid at every moment: it says where the submission stands, and is replaced as a whole whenever more is
known. So the end may come at any time. All that can block is done by a thread; the main thread waits for it until the
deadline, safely before the platform would put a zero in the document's place, and then ends the process with code 0.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import os
import random
import re
import secrets
import signal
import ssl
import threading
import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Iterator
from urllib.parse import urlsplit

SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent  # /autograder
SUBMISSION, METADATA, RESULTS = ROOT / "submission", ROOT / "submission_metadata.json", ROOT / "results/results.json"

MAX_FILES, MAX_SUBMISSION_BYTES, MAX_ANSWER_BYTES = 500, 100_000_000, 4_000_000
MAX_TEXT_CHARS = 100_000  # the platform cuts longer ones without a word
REQUEST_SECONDS, POLL_SECONDS, MAX_PAUSE_SECONDS, MAX_RETRY_AFTER_SECONDS, TOLERATED_SKEW_SECONDS = 60, 50, 30, 60, 60

# The platform's clock started with this process. Where it does not say its limit, its default of ten minutes counts.
LIMIT_SECONDS = int((re.match(r"\d+", os.environ.get("TIMEOUT_SECONDS", "")) or ["600"])[0])
END = time.monotonic() + LIMIT_SECONDS - max(30, LIMIT_SECONDS / 10)

UNREACHED = "The grading service could not be reached before this run's time was over. This is not your fault."
UNFINISHED = "The grading service has your submission, but this run's time was over before the grade was there."
FAILED = "The autograder of this assignment failed. This is not your fault."
KEPT = "Gradescope keeps your submission and its time; you need not submit it again."
RERUN = "Course staff: re-run the autograder on this submission later, and the grade will show."

# What the keys of the service's answer, of a results document and of its tests hold; other keys are left alone.
TEXTS = ["id", "state", "message", "output", "name", "number", "status", "visibility", "stdout_visibility"]
TEXTS += ["output_format", "name_format", "test_output_format", "test_name_format"]
NUMBERS = ["position", "score", "max_score", "execution_time"]
TYPES: dict[str, Any] = {**dict.fromkeys(TEXTS, str), **dict.fromkeys(NUMBERS, (int, float))}
TYPES |= {"results": dict, "extra_data": dict, "tests": list, "tags": list, "leaderboard": list}


class Refusal(Exception):
    """An answer that stays the same however often one asks. Its arguments are paragraphs for the student."""


class Unavailable(Exception):
    """No useful answer, but there may be one later: why, and the seconds that the server asked to wait."""


def say(line: str) -> None:
    """A line of standard output, which course staff see: no names, no file names, no secrets."""
    with contextlib.suppress(OSError, ValueError):
        print(line, flush=True)


class Document:
    """results.json: where the submission stands, until the grade is there."""

    kept_score: float | None = None

    def stand(self, *paragraphs: str) -> None:
        self.write({"output": "\n\n".join(paragraphs), "output_format": "text", "stdout_visibility": "hidden"})

    def write(self, results: dict) -> None:
        """Replaces the document as a whole."""
        is_scored = any("score" in part for part in (results, *results.get("tests", [])))
        record = results.get("extra_data", {})
        if record.get("ungraded") and record.get("open"):
            results = self._with_open_points(results, record["open"])
        elif not is_scored or record.get("ungraded"):
            results = self._without_grade(results)
        draft = RESULTS.with_suffix(".draft")
        try:
            draft.write_text(json.dumps(results, allow_nan=False), "utf-8")
            os.replace(draft, RESULTS)
        except OSError as error:  # such as a full disk: what stands there is valid as well
            say(f"results.json could not be written: {error.strerror}")
            draft.unlink(missing_ok=True)

    def _with_open_points(self, results: dict, still_open: dict) -> dict:
        """Its score is what is earned so far; a higher one from before stays while it can still be reached."""
        kept = self.kept_score
        if kept is None or not results["score"] < kept <= still_open["highest"]:
            return results
        told = f"Your score stays what it was before, {kept:g}, until no points are open any more."
        record = {**results["extra_data"], "scoreKept": True}
        return {**results, "score": kept, "output": f"{told}\n\n{results['output']}", "extra_data": record}

    def _without_grade(self, results: dict) -> dict:
        """The platform wants a score somewhere: one that stays, or else a line of 0 points out of 0."""
        score = self.kept_score if self.kept_score is not None else results.pop("score", 0) or None
        told = "The 0 here is not your grade." if score is None else f"Your score stays what it was before: {score:g}."
        line = {"name": "Not graded", "status": "failed", "score": 0, "max_score": 0, "output": told}
        tests = [{**line, "visibility": "visible"}, *results.get("tests", [])]
        record = {**results.get("extra_data", {}), "ungraded": True, "scoreKept": score is not None}
        return {**results, **({} if score is None else {"score": score}), "tests": tests, "extra_data": record}


def previous_score(metadata: dict) -> float | None:
    """The score of the newest graded submission before this one."""
    graded: list[tuple[datetime, float]] = []
    for entry in list(metadata.get("previous_submissions") or []):
        with contextlib.suppress(AttributeError, KeyError, TypeError, ValueError):  # real ones lack this or that
            submitted, score = datetime.fromisoformat(entry["submission_time"]), float(entry["score"])
            earlier = submitted < datetime.fromisoformat(metadata["created_at"])
            if earlier and abs(score) < 1e15 and is_graded(entry):
                graded.append((submitted, score))
    return max(graded)[1] if graded else None


def is_graded(entry: dict) -> bool:
    """True where an earlier submission's score is a grade, or was itself kept in a grade's place."""
    results = entry.get("results", {"score": entry["score"]})  # the platform may hand out the latest results alone
    if entry.get("autograder_error") or not results or "failed to execute correctly" in str(results.get("output")):
        return False
    record, scored = results.get("extra_data") or {}, results.get("score") is not None or bool(results.get("tests"))
    return scored and (not record.get("ungraded") or bool(record.get("scoreKept")))


def submitted_files() -> list[Path]:
    """The regular files of the submission, sorted. Links are not followed. Raises Refusal."""
    paths = sorted(Path(folder, name) for folder, _, names in os.walk(SUBMISSION) for name in names)
    files = [path for path in paths if path.is_file() and not path.is_symlink()]
    if len(files) > MAX_FILES or sum(path.stat().st_size for path in files) > MAX_SUBMISSION_BYTES:
        limits = f"{MAX_FILES} files or {MAX_SUBMISSION_BYTES // 10**6} MB"
        raise Refusal(f"Your submission has more than {limits}. Submit your notebook again, without data.")
    return files


class Multipart:
    """The metadata and the files as multipart/form-data, read anew for each try: it needs neither memory nor disk."""

    def __init__(self, files: list[Path]) -> None:
        named = [("files", path.relative_to(SUBMISSION).as_posix(), path) for path in files]
        self.parts = [("metadata", METADATA.name, METADATA), *named]
        self.boundary = f"assay-{secrets.token_hex(16)}"
        digest, self.length = hashlib.sha256(), 0
        for chunk in self:
            digest.update(chunk)
            self.length += len(chunk)
        self.digest = digest.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        for field, name, path in self.parts:
            name = os.fsencode(name).decode("utf-8", "replace")
            name = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
            media_type = "application/json" if field == "metadata" else "application/octet-stream"
            head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {media_type}'
            yield f"--{self.boundary}\r\n{head}\r\n\r\n".encode()
            with open(path, "rb") as file:
                yield from iter(lambda: file.read(2**20), b"")
            yield b"\r\n"
        yield f"--{self.boundary}--\r\n".encode()


def checked_answer(content: bytes) -> dict:
    """The answer about a submission, with the results document in it if there is one. Raises ValueError."""
    answer = json.loads(content.decode(), parse_constant=float)
    check_values(answer)
    check_types(answer)
    if not re.fullmatch(r"[\w-]+", answer.get("id", "")):
        raise ValueError("no id")
    return answer


def check_types(value: Any) -> None:
    """Raises ValueError where a known key of the answer, its results or their tests has another type than it may."""
    if not isinstance(value, dict):
        raise ValueError("no object")
    for key in value.keys() & TYPES.keys():
        if not isinstance(value[key], TYPES[key]) or isinstance(value[key], bool):
            raise ValueError(f"{key} is of a wrong type")
    for part in [*value.get("tests", []), *([value["results"]] if "results" in value else [])]:
        check_types(part)


def check_values(value: Any) -> None:
    """Raises ValueError where a number or a text, at any depth, would not survive the platform."""
    if isinstance(value, (int, float)) and not abs(value) < 1e15:
        raise ValueError("a number is not finite")
    if isinstance(value, str):
        value.encode()  # a ValueError where half a surrogate pair stands alone
        if len(value) > MAX_TEXT_CHARS or "\0" in value:
            raise ValueError("a text is too long, or holds NUL")
    for item in [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else []:
        check_values(item)


def refusal(status: int, content: bytes) -> Refusal:
    """What a student reads when the service refuses: its own words, if it has any."""
    try:
        error = json.loads(content)["error"]
        whose, message, remedy = (str(error[key])[:2000] for key in ("whose", "message", "remedy"))
    except (ValueError, KeyError, TypeError):
        return Refusal(f"The grading service refused the submission (HTTP {status}). Operator: see its log.", KEPT)
    if whose == "student":
        return Refusal(message, remedy)
    turn = f"{whose.capitalize()}: "
    return Refusal(message, turn + remedy.removeprefix(turn), KEPT)


class Service:
    """Signed requests to Assay's hook, as `config` (assay.json) names it."""

    def __init__(self, config: dict) -> None:
        self.config, self.clock_offset = config, 0.0

    def ask(self, method: str, path: str, body: Multipart | None = None) -> dict:
        """The answer about a submission. Asks again, later and later, while none comes. Raises Refusal."""
        pause_seconds = 1.0
        while True:
            try:
                return self._try(method, path, body)
            except Unavailable as failure:
                reason, asked_seconds = failure.args
            asked_seconds = min(MAX_RETRY_AFTER_SECONDS, int(asked_seconds)) * random.uniform(1, 1.25)
            seconds = max(pause_seconds * random.uniform(0.5, 1), asked_seconds)
            say(f"{method}: {reason}; again in {seconds:.1f} s")
            time.sleep(seconds)
            pause_seconds = min(MAX_PAUSE_SECONDS, 2 * pause_seconds)

    def _try(self, method: str, path: str, body: Multipart | None) -> dict:
        try:
            status, headers, content = self._exchange(method, path, body)
            date = headers["Date"] if status == 401 else None
            ahead = parsedate_to_datetime(date).timestamp() - time.time() if date else self.clock_offset
            if abs(ahead - self.clock_offset) > TOLERATED_SKEW_SECONDS:
                self.clock_offset = ahead  # the server's clock decides
                status, headers, content = self._exchange(method, path, body)
            if 300 <= status < 500 and status not in (408, 429):  # too slow, or too many, passes
                raise refusal(status, content)
            if status >= 300:
                asked_seconds = headers["Retry-After"] or ""
                raise Unavailable(f"HTTP {status}", asked_seconds if asked_seconds.isdecimal() else 0)
            return checked_answer(content)
        except (OSError, http.client.HTTPException, ValueError, RecursionError) as error:
            raise Unavailable(f"no answer that can be used ({type(error).__name__})", 0) from None

    def _exchange(self, method: str, path: str, body: Multipart | None) -> tuple[int, Any, bytes]:
        """One request, signed anew: its status, headers and content. Raises OSError, HTTPException."""
        timestamp, nonce = str(int(time.time() + self.clock_offset)), secrets.token_hex(16)
        digest = body.digest if body else hashlib.sha256().hexdigest()
        signed = "\n".join(["v1", method, path, timestamp, nonce, digest]).encode()
        signature = hmac.new(bytes.fromhex(self.config["secret"]), signed, "sha256").hexdigest()
        headers = {"Assay-Key": self.config["kid"], "Assay-Timestamp": timestamp, "Assay-Nonce": nonce}
        headers |= {"Assay-Body-Digest": digest, "Assay-Signature": signature, "Connection": "close"}
        if body:
            content_type = f"multipart/form-data; boundary={body.boundary}"
            headers |= {"Content-Type": content_type, "Content-Length": str(body.length)}
        with contextlib.closing(self._connection()) as connection:
            # A server that refuses may answer before it has read everything.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, iter(body) if body else None, headers)
            response = connection.getresponse()
            return response.status, response.headers, response.read(MAX_ANSWER_BYTES)

    def _connection(self) -> http.client.HTTPConnection:
        server = urlsplit(self.config["server"])
        timeout = max(1, min(REQUEST_SECONDS, END - time.monotonic()))
        if server.scheme == "http":
            return http.client.HTTPConnection(server.netloc, timeout=timeout)
        context = ssl.create_default_context(cafile=SOURCE / self.config["caFile"] if "caFile" in self.config else None)
        return http.client.HTTPSConnection(server.netloc, timeout=timeout, context=context)


def forward(document: Document) -> None:
    config = json.loads((SOURCE / "assay.json").read_text("utf-8"))
    if config["onPending"] == "previous":
        document.kept_score = previous_score(json.loads(METADATA.read_text("utf-8")))
    document.stand(UNREACHED, KEPT, RERUN)
    service, hook = Service(config), f"/v1/hook/gradescope/{config['assignment']}"
    answer = service.ask("POST", hook, Multipart(submitted_files()))
    while "results" not in answer:
        place = [f"Its place in the queue was {answer['position']}."] if "position" in answer else []
        document.stand(UNFINISHED, answer.get("message", ""), *place, RERUN)
        polled, wait_seconds = time.monotonic(), int(max(0, min(POLL_SECONDS, END - time.monotonic() - 5)))
        answer = service.ask("GET", f"{hook}/{answer['id']}?waitSeconds={wait_seconds}")
        time.sleep(max(0, random.uniform(1, 2) - (time.monotonic() - polled)) if "results" not in answer else 0)
    document.write(answer["results"])
    say(f"done: {answer.get('state')}")


def work() -> None:
    document = Document()
    try:
        forward(document)
    except Refusal as refused:
        document.stand(*refused.args)
        say("done: refused")
    except Exception as error:  # whatever it is, the student gets a document
        document.stand(FAILED, KEPT, RERUN)
        say(f"failed: {type(error).__name__}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(max(0, END - time.monotonic()))
    os._exit(0)
