"""The student's side could not answer: which sentence the student reads."""

from typing import Any

from .failure import StudentError, clean

SNIPPET = "a test snippet"

_SENTENCES = {
    "exception": "{subject} stopped with an error{detail}.",
    "missing": "Your notebook has no {subject}.",
    "unencodable": "{subject} returned something that cannot be compared{detail}.",
    "exit": "{subject} ended the program instead of returning; remove the call of exit or quit.",
    "interrupted": "{subject} did not finish in time; look for a loop that never ends or does far more than needed.",
    "timeout": "{subject} did not finish in time; look for a loop that never ends or does far more than needed.",
    "crashed": "The notebook's process ended while {subject} was running.",
    "outOfMemory": "{subject} used more memory than the assignment allows.",
    "protocol": "{subject} gave an answer that could not be read.",
    "gone": "{subject} could not be called, because the notebook's process had already ended.",
}


def describe(error: Any, subject: str) -> StudentError:
    """The StudentError for the `error` of a reply. Its fields are the student's claim: anything may be in them."""
    fields = error if isinstance(error, dict) else {}
    kind = fields.get("kind")
    kind = kind if isinstance(kind, str) and kind in _SENTENCES else "protocol"
    name = fields.get("name") if isinstance(fields.get("name"), str) else None
    text = clean(fields["text"]) if isinstance(fields.get("text"), str) else ""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "").rstrip(".")
    is_name = subject.startswith("`")
    template = _SENTENCES[kind]
    if kind == "exception" and name == "NotImplementedError" and is_name:
        template = "{subject} is not written yet: it raises NotImplementedError."
    elif kind == "missing" and subject == SNIPPET:
        template = _SENTENCES["exception"]
    sentence = template.format(subject=subject, detail=f": {clean(line, 200)}" if line else "")
    hint = "Define it at the top level of a cell, with exactly this name." if kind == "missing" and is_name else None
    return StudentError(sentence[:1].upper() + sentence[1:], kind=kind, name=name, text=text, hint=hint)
