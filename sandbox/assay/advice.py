"""What to return instead of a value that cannot be compared: a sentence by the name of its type."""

# The name is the student's claim, and only chooses among these.
_INSTEAD = {
    "set": "a list, sorted",
    "frozenset": "a list, sorted",
    "dict": "a dict whose keys are strings",
    "defaultdict": "a dict whose keys are strings",
    "Counter": "a dict whose keys are strings",
    "OrderedDict": "a dict whose keys are strings",
    "generator": "a list of its items",
    "map": "a list of its items",
    "filter": "a list of its items",
    "zip": "a list of its items",
    "enumerate": "a list of its items",
    "int": "a number that fits into 64 bits, or a float",
    "MaskedArray": "an array without a mask, by `.filled(…)`",
    "Tensor": "a dense tensor on the processor",
    "ndarray": "an array of numbers with at most 8 dimensions",
    "slice": "its start, stop and step",
    "ellipsis": "a value",
    "Module": "what it computes, or its `state_dict()`",
    "Figure": "the numbers that it shows",
    "function": "what it returns: call it",
    "method": "what it returns: call it",
    "builtin_function_or_method": "what it returns: call it",
    "coroutine": "what it returns: await it",
}


def instead_of(type_name: str) -> str | None:
    """A hint for the student; None where the type is one that only they know."""
    instead = _INSTEAD.get(type_name)
    return None if instead is None else f"Return {instead}."
