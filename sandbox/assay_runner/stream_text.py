"""One of the notebook's two output streams on its way out: bytes in, whole UTF-8 characters out."""

import codecs


class StreamText:
    """Collects a stream's bytes between two frames. Bytes that are not UTF-8 become U+FFFD."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._waiting: list[bytes] = []
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.waiting = 0

    def feed(self, data: bytes) -> None:
        self._waiting.append(data)
        self.waiting += len(data)

    def take(self, *, final: bool = False) -> bytes:
        """What has come in so far; the start of a character stays behind unless `final`."""
        if not self._waiting and not final:
            return b""
        text = self._decoder.decode(b"".join(self._waiting), final)
        self._waiting.clear()
        self.waiting = 0
        return text.encode("utf-8")
