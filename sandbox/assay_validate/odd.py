"""Answers of types, sizes and shapes that no check expects: none may break a check."""

import decimal
import fractions
import math
from collections.abc import Callable
from typing import Any

import numpy


def _torch(make: Callable[[Any], Any]) -> Callable[[], Any]:
    def made() -> Any:
        import torch

        return make(torch)

    return made


def _cycle() -> list[Any]:
    loop: list[Any] = [1]
    loop.append(loop)
    return loop


def _failing() -> Any:
    yield 1
    raise RuntimeError("no more items")


_PLAIN: list[tuple[str, Callable[[], Any]]] = [
    ("True", lambda: True),
    ("an empty text", lambda: ""),
    ("a text", lambda: "nan"),
    ("lone surrogates", lambda: "\ud800"),
    ("bytes", lambda: b"\x00\xff"),
    ("NaN", lambda: math.nan),
    ("infinity", lambda: math.inf),
    ("a very large integer", lambda: 10**400),
    ("a negative integer", lambda: -1),
    ("a complex number", lambda: 1 + 2j),
    ("a fraction", lambda: fractions.Fraction(1, 3)),
    ("a decimal number", lambda: decimal.Decimal("NaN")),
    ("an empty list", lambda: []),
    ("a ragged list", lambda: [[1], [1, 2]]),
    ("a list of texts", lambda: ["a", "b"]),
    ("a long list", lambda: [0] * 1_000_000),
    ("a list that holds itself", _cycle),
    ("an empty dict", lambda: {}),
    ("a dict with odd keys", lambda: {1: 2, None: 3}),
    ("a set", lambda: {1, 2}),
    ("a generator that fails", _failing),
    ("a function", lambda: len),
    ("a class", lambda: int),
    ("a module", lambda: math),
    ("an object", object),
    ("an exception", lambda: ValueError("it")),
    ("an empty array", lambda: numpy.zeros(0)),
    ("an array of nine axes", lambda: numpy.zeros((1,) * 9)),
    ("an array of objects", lambda: numpy.array([None, "a"], dtype=object)),
    ("an array of texts", lambda: numpy.array(["a", "b"])),
    ("an array of NaN", lambda: numpy.full((2, 3), math.nan)),
    ("an array of Booleans", lambda: numpy.array([True, False])),
    ("a masked array", lambda: numpy.ma.masked_array([1.0, 2.0], [True, False])),
    ("an array of times", lambda: numpy.array(["2026-01-01"], dtype="datetime64[D]")),
]
_TORCH: list[tuple[str, Callable[[], Any]]] = [
    ("a tensor without numbers", _torch(lambda torch: torch.zeros(0, 3))),
    ("a tensor of NaN", _torch(lambda torch: torch.full((2, 2), math.nan))),
    ("a tensor on meta", _torch(lambda torch: torch.zeros(2, device="meta"))),
    ("a sparse tensor", _torch(lambda torch: torch.eye(2).to_sparse())),
    ("a tensor in half precision", _torch(lambda torch: torch.ones(2, dtype=torch.bfloat16))),
    ("a complex tensor", _torch(lambda torch: torch.ones(2, dtype=torch.complex64))),
    ("a module of torch", _torch(lambda torch: torch.nn.Linear(2, 2))),
]
ODD = _PLAIN + _TORCH


def labels(with_torch: bool) -> list[str]:
    """What the odd answers are called, in their order. To import torch for each takes longer than to ask."""
    return [label for label, _ in (ODD if with_torch else _PLAIN)]
