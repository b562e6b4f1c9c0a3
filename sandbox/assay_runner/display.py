"""Rich output as frames: `display`, results, updates, `clear_output`, errors."""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from .channel import Channel

_MIME_TYPES_MAX = 32
_BUNDLE_BYTES_MAX = 32 << 20
_TRACEBACK_CHARS_MAX = 200_000
_EVALUE_CHARS_MAX = 4_000
_HISTORY_CHARS_MAX = 4_000
# A view of a widget is nothing without a front end: its plain text says as much.
_DROPPED = {"application/vnd.jupyter.widget-view+json"}


def send_bundle(channel: Channel, kind: str, data: Mapping[str, object], display_id: object = None) -> None:
    """One `output` message of kind `display`, `result` or `update`."""
    pairs: list[list[object]] = []
    blobs: list[bytes] = []
    for mime, value in list(data.items())[:_MIME_TYPES_MAX]:
        if mime not in _DROPPED and value is not None:
            pairs.append([str(mime)[:200], len(blobs)])
            blobs.append(_payload(str(mime), value))
    total_bytes = sum(map(len, blobs))
    if total_bytes > _BUNDLE_BYTES_MAX:
        pairs = [["text/plain", 0]]
        blobs = [f"<output of {total_bytes} bytes: too large to keep>".encode()]
    # IPython's own display ids are strings; authors also use numbers.
    extra = {} if display_id is None else {"display": str(display_id)[:200]}
    channel.send("output", blobs, kind=kind, data=pairs, **extra)


def send_error(channel: Channel, ename: str, evalue: str, traceback_text: str) -> None:
    """One `output` message of kind `error`; of a long text the end is kept, where the reason stands."""
    text = _utf8(traceback_text[-_TRACEBACK_CHARS_MAX:])
    channel.send("output", [text], kind="error", ename=_header(ename, 200), evalue=_header(evalue, _EVALUE_CHARS_MAX))


class FramePublisher(DisplayPublisher):
    """IPython's publisher, to the channel of its shell."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **_):
        self._validate_data(data, metadata)
        display_id = (transient or {}).get("display_id")
        send_bundle(self.shell.channel, "update" if update else "display", data, display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.channel.send("output", kind="clear", wait=bool(wait))


class FrameDisplayHook(DisplayHook):
    """The value of a cell's last expression. Kept in `Out`, but not a second time in IPython's record of outputs."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict, md_dict=None):
        send_bundle(self.shell.channel, "result", format_dict)

    def log_output(self, format_dict):
        # For `%history -o` alone: of a long text the start is enough.
        text = str(format_dict.get("text/plain", ""))[:_HISTORY_CHARS_MAX]
        self.shell.history_manager.output_hist_reprs[self.prompt_count] = text

    def finish_displayhook(self) -> None:
        self._is_active = False


def _payload(mime: str, value: object) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if isinstance(value, str):
        if mime.startswith("image/") and mime != "image/svg+xml":
            # Pictures as text are base64, by the notebook format.
            with suppress(ValueError):
                return base64.b64decode(value)
        return _utf8(value)
    return _utf8(json.dumps(value, default=str))


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _header(text: str, chars_max: int) -> str:
    return text[:chars_max].encode("utf-8", "backslashreplace").decode()[:chars_max]
