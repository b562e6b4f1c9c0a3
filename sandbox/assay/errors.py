"""The student's side could not answer: which sentence the student reads."""

import re
from typing import Any

from .failure import StudentError, clean

SNIPPET = "a test snippet"
_DEFINE = "Define it at the top level of a cell, with exactly this name."
# What the runner says of a name that was there once; whoever forges it misleads only themselves.
_DELETED = re.compile(r"\(((?:`[%a-z_]{1,20}(?:\(\))?` in )?cell \d{1,6}) deleted it\)")

_SENTENCES = {
    "exception": "{subject} stopped with an error{detail}.",
    "missing": "Your notebook has no {subject}.",
    "unencodable": "{subject} returned something that cannot be compared{detail}.",
    "exit": "{subject} ended the program instead of returning; remove the call of exit or quit.",
    "interrupted": "{subject} did not finish in time; look for a loop that never ends or does far more than needed.",
    "timeout": "{subject} did not finish in time; look for a loop that never ends or does far more than needed.",
    "crashed": "The notebook's process ended while {subject} was running.",
    "outOfMemory": "{subject} used more memory than the assignment allows.",
    "tooLarge": "{subject} gave an answer that is too large to be compared; look at the size of what it returns.",
    "unanswered": "{subject} did not answer in time before, so it was not asked again; look for a loop that never ends.",
    "deadly": "{subject} ended the notebook's process before, so it was not asked again; remove what exits or kills it.",
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
    hint = None
    if kind == "missing" and is_name:
        deleted = _DELETED.search(line)
        hint = _DEFINE if deleted is None else f"{deleted[1][:1].upper()}{deleted[1][1:]} deleted it; define it again after that, or leave it there."
    return StudentError(sentence[:1].upper() + sentence[1:], kind=kind, name=name, text=text, hint=hint)
