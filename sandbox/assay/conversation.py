"""Asking the student's side one question, and serving the call-backs that come before the answer."""

import itertools
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assay_wire import Decoder, Encoder, ProtocolError, TooLarge

from .answers import AnswerDict
from .errors import describe
from .failure import Failed, clean
from .remote import Generator, Handle, RemoteIterator
from .subjects import Subjects
from .transport import Frame, StreamLost, Transport

# What the student's code sees where our side of a call-back failed: the reason itself could give an answer away.
_REFUSED = {"kind": "exception", "text": "the function that the check passed in could not answer this call"}


class Conversation:
    """The questions of one check, in order, one at a time."""

    def __init__(self, transport: Transport, subjects: Subjects) -> None:
        self._transport = transport
        self.subjects = subjects
        self._ids = itertools.count(1)
        # What the values of the latest frame occupy.
        self._used_bytes = 0
        self._callbacks: list[Callable[..., Any]] = []

    def ask(
        self,
        do: str,
        subject: str,
        *,
        verb: str = "returned",
        fields: Mapping[str, Any],
        args: Sequence[Any] | None = None,
        named: tuple[str, Mapping[str, Any]] | None = None,
    ) -> Any:
        """Send `call {do, …}` and return the answer's value.

        `subject` names what is called, for sentences. `fields` are plain JSON, `args` and `named` (the field's name
        and its values) are encoded. Raises StudentError where the student's side answers with an error, EncodeError
        where an argument cannot be sent, and StreamLost.
        """
        encoder = Encoder(self._form)
        call: dict[str, Any] = {"op": "call", "id": next(self._ids), "do": do, **fields}
        if args is not None:
            call["args"] = [encoder.encode(arg) for arg in args]
        if named is not None:
            call[named[0]] = {name: encoder.encode(value) for name, value in named[1].items()}
        header, blobs = self._transport.exchange(call, encoder.blobs)
        refused: Failed | None = None
        while header["op"] == "callback":
            reply, refusal = self._serve(header, blobs, subject)
            refused = refused or refusal
            header, blobs = self._transport.exchange(*reply)
        if header["op"] != "reply" or header.get("id") != call["id"]:
            raise StreamLost(f"expected the reply to call {call['id']}")
        if refused is not None:
            raise refused
        value = self._value(header, blobs, subject)
        if type(value) is dict:
            value = AnswerDict(value, subject)
        self.remember_part(value, subject, verb)
        return value

    def remember_part(self, value: Any, call: str, verb: str) -> None:
        """Remember a value of the latest frame, or a part of one, as an answer."""
        self.subjects.remember(value, call, verb, used_bytes=self._used_bytes)

    def _value(self, header: dict[str, Any], blobs: list[bytes], subject: str) -> Any:
        if "error" in header:
            raise describe(header["error"], subject)
        try:
            if header.keys() != {"op", "id", "value"}:
                raise ProtocolError("a reply has neither value nor error, or something else")
            return self._decode(blobs, header["value"])[0]
        except TooLarge as error:
            raise describe({"kind": "tooLarge", "text": str(error)}, subject) from None
        except ProtocolError as error:
            raise describe({"kind": "protocol", "text": str(error)}, subject) from None

    def _decode(self, blobs: list[bytes], *forms: Any) -> list[Any]:
        decoder = Decoder(blobs, special=self._resolve, room_bytes=self._transport.answer_bytes)
        values = [decoder.decode(form) for form in forms]
        decoder.finish()
        self._used_bytes = decoder.used_bytes
        return values

    def _serve(self, header: dict[str, Any], blobs: list[bytes], subject: str) -> tuple[Frame, Failed | None]:
        """The frame that answers a call-back, and what to fail the check with once the call has ended.

        Exceptions wait until then so that the streams stay in step. An exception other than Failed is put down to the
        arguments that the student's code passed; the staff log shows where it came from.
        """
        reply = {"op": "callback-reply", "id": header.get("id")}
        try:
            function, args, kwargs = self._callback(header, blobs, subject)
            encoder = Encoder(self._form)
            return ({**reply, "value": encoder.encode(function(*args, **kwargs))}, encoder.blobs), None
        except StreamLost:
            raise
        except Failed as failure:
            return ({**reply, "error": _REFUSED}, []), failure
        except Exception as error:
            message = f"{subject} called the function that it was given with arguments that the function cannot use."
            got = clean(f"{type(error).__name__}: {error}")
            return ({**reply, "error": _REFUSED}, []), Failed(message, got=got, log=traceback.format_exc())

    def _callback(
        self, header: dict[str, Any], blobs: list[bytes], subject: str
    ) -> tuple[Callable[..., Any], list[Any], dict[str, Any]]:
        number, args, kwargs = header.get("callback"), header.get("args"), header.get("kwargs")
        if type(number) is not int or not 0 <= number < len(self._callbacks):
            raise ProtocolError("a call-back that was never given")
        if type(args) is not list or type(kwargs) is not dict:
            raise ProtocolError("a call-back without args or kwargs")
        values = self._decode(blobs, *args, *kwargs.values())
        for value in values:
            self.remember_part(value, subject, "passed on")
        return self._callbacks[number], values[: len(args)], dict(zip(kwargs, values[len(args) :]))

    def _form(self, value: Any) -> Any:
        """The forms that only a conversation can give: handles, generators, call-backs."""
        if isinstance(value, (Handle, Generator)):
            return value.form
        if callable(value):
            for number, known in enumerate(self._callbacks):
                if known is value:
                    return {"t": "callback", "id": number}
            self._callbacks.append(value)
            return {"t": "callback", "id": len(self._callbacks) - 1}
        raise TypeError(f"a value of type {type(value).__name__} cannot be sent to the notebook")

    def _resolve(self, form: dict[str, Any]) -> Any:
        if form["t"] != "handle":
            raise ProtocolError(f"a {form['t']} from the student's side")
        return (RemoteIterator if form["kind"] == "iterator" else Handle)(self, form)
