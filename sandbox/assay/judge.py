"""Running one check: from a function that raises, or does not, to a verdict."""

import random
import sys
import traceback
from dataclasses import dataclass
from typing import Any, Literal

# By name: numpy imports it on first use, which would be in every check's own process.
import numpy.random

from .catalogue import Check
from .conversation import Conversation
from .failure import Failed, clean
from .notebook import Notebook
from .subjects import Subjects, current
from .transport import StreamLost, Transport

# All texts of a verdict together stay below a frame's header of 64 KiB even at four bytes a character.
_LOG_CHARS = 8_000


@dataclass(frozen=True)
class Verdict:
    """What a check found. `failed` is the student's turn, `broken` that of course staff; `log` is for staff alone."""

    status: Literal["passed", "failed", "broken"]
    message: str
    expected: str | None = None
    got: str | None = None
    hint: str | None = None
    log: str | None = None

    def fields(self) -> dict[str, Any]:
        """The verdict as JSON, absent texts left out, every text cleaned and bounded."""
        texts = {"message": self.message, "expected": self.expected, "got": self.got, "hint": self.hint}
        short = {name: clean(text) for name, text in texts.items() if text}
        return {"status": self.status, **short, **({"log": tail(self.log)} if self.log else {})}


def judge(check: Check, transport: Transport, seed: str) -> Verdict:
    """Run a check against the notebook behind `transport`; `seed` is 64 hex digits.

    Fail-closed: only a function that returns has passed. Raises nothing but StreamLost, and what is not an Exception.
    """
    number = int.from_bytes(bytes.fromhex(seed), "big")
    verdict = _attempt(check, transport, number)
    for attempt in range(1, check.attempts):
        if verdict.status != "failed":
            break
        verdict = _attempt(check, transport, number + attempt)
    return verdict


def _attempt(check: Check, transport: Transport, seed: int) -> Verdict:
    _seed_globals(seed)
    subjects = Subjects()
    token = current.set(subjects)
    try:
        result = check.function(Notebook(Conversation(transport, subjects)), numpy.random.default_rng(seed))
        if result is not None:
            # A check written as an expression (return a == b) would otherwise pass whatever it found.
            return broken("the check returned a value; it must raise Failed or use a comparison instead")
        return Verdict("passed", "Correct.")
    except StreamLost:
        raise
    except Failed as failure:
        return Verdict("failed", failure.message, failure.expected, failure.got, failure.hint, failure.log)
    except (TypeError, AttributeError) as error:
        # Most often a function without `return`, whose None the check then computes with.
        nothing = subjects.nothing()
        if nothing is None or "NoneType" not in str(error):
            return broken(traceback.format_exc())
        hint = "Does every way through the function end with return?"
        return Verdict("failed", f"{nothing} None; expected a value.", hint=hint, log=traceback.format_exc())
    except (Exception, SystemExit):
        return broken(traceback.format_exc())
    finally:
        current.reset(token)


def broken(log: str) -> Verdict:
    """The verdict on a check that did not work itself."""
    return Verdict("broken", "This check did not work. Course staff have to mend it; you need not do anything.", log=log)


def tail(text: str) -> str:
    """The last part of a log: where it ends is where something went wrong."""
    return clean(text[-_LOG_CHARS:], _LOG_CHARS)


def _seed_globals(seed: int) -> None:
    """Reference solutions that draw from a library's global generator do so repeatably."""
    random.seed(seed)
    numpy.random.seed(seed % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed % 2**63)
