"""A file as the answer of a web server, in the class that answers have."""

import io
import mimetypes
import os
from http.client import HTTPResponse


class _Joined(io.RawIOBase):
    """The head of an answer, then the file; nothing of it in memory."""

    def __init__(self, head: bytes, path: str) -> None:
        self._parts = [io.BytesIO(head), open(path, "rb")]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        while self._parts:
            count = self._parts[0].readinto(buffer)
            if count:
                return count
            self._parts.pop(0).close()
        return 0

    def close(self) -> None:
        while self._parts:
            self._parts.pop().close()
        super().close()


class _Socket:
    def __init__(self, head: bytes, path: str) -> None:
        self._file = io.BufferedReader(_Joined(head, path))

    def makefile(self, *_: object) -> io.BufferedReader:
        return self._file


def response_of(path: str, method: str = "GET") -> HTTPResponse:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {os.path.getsize(path)}\r\n\r\n"
    response = HTTPResponse(_Socket(head.encode(), path), method=method)
    response.begin()
    return response
