"""HTTP clients that go neither through urllib nor urllib3, where the course's image has them."""

import asyncio
import os
from functools import wraps
from types import ModuleType
from typing import Any

from .index import index, is_local, missing


def hook_httpx(module: ModuleType) -> None:
    """`httpx`: its two transports, which every client and every function of it uses."""

    def answer(request: Any) -> Any:
        path = index().find(str(request.url))
        if path is None:
            raise module.ConnectError(missing(str(request.url)), request=request)
        body = b"" if request.method == "HEAD" else _read(path)
        return module.Response(200, content=body, request=request)

    def in_front(real: Any) -> Any:
        @wraps(real)
        def handle_request(self: Any, request: Any) -> Any:
            return real(self, request) if is_local(str(request.url)) else answer(request)

        return handle_request

    def in_front_async(real: Any) -> Any:
        @wraps(real)
        async def handle_async_request(self: Any, request: Any) -> Any:
            return await real(self, request) if is_local(str(request.url)) else answer(request)

        return handle_async_request

    module.HTTPTransport.handle_request = in_front(module.HTTPTransport.handle_request)
    transport = module.AsyncHTTPTransport
    transport.handle_async_request = in_front_async(transport.handle_async_request)


def hook_aiohttp(module: ModuleType) -> None:
    """`aiohttp`: a connection of its own kind, on which the file is the server's answer."""
    connector = module.TCPConnector
    real = connector._create_connection

    @wraps(real)
    async def create_connection(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        url = str(request.url)
        if is_local(url):
            return await real(self, request, *args, **kwargs)
        path = index().find(url)
        if path is None:
            raise module.ClientConnectionError(missing(url))
        protocol = self._factory()
        protocol.connection_made(_Wire(protocol, path))
        return protocol

    connector._create_connection = create_connection


class _Wire(asyncio.Transport):
    """Takes the request, and has the file arrive as the answer to it."""

    def __init__(self, protocol: Any, path: str) -> None:
        super().__init__()
        self._protocol = protocol
        self._path = path
        self._is_answered = False
        self._is_closed = False

    def write(self, data: Any) -> None:
        if self._is_answered:
            return
        self._is_answered = True
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {os.path.getsize(self._path)}\r\nConnection: close\r\n\r\n".encode()
        body = b"" if bytes(data[:5]) == b"HEAD " else _read(self._path)
        # When the client has begun to wait for it.
        asyncio.get_running_loop().call_soon(self._arrive, head + body)

    def _arrive(self, data: bytes) -> None:
        if not self._is_closed:
            self._protocol.data_received(data)

    def is_closing(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        self._is_closed = True

    abort = close

    def pause_reading(self) -> None:
        """All of it has come at once."""

    resume_reading = pause_reading


def _read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
