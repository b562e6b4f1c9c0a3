"""One of the notebook's two output streams on its way out: bytes in, whole UTF-8 characters out."""

import codecs


class StreamText:
    """Bytes that are not UTF-8 become U+FFFD; the start of a character waits for its rest."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def decode(self, data: bytes) -> bytes:
        return self._decoder.decode(data).encode("utf-8")

    def finish(self) -> bytes:
        """What still waits, as it stands: nothing more comes for now."""
        return self._decoder.decode(b"", True).encode("utf-8")
