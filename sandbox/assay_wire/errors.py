"""What can go wrong on the wire."""


class ProtocolError(ValueError):
    """A frame or a value breaks a rule of docs/protocol.md: a violation, which ends the conversation."""


class EncodeError(ProtocolError):
    """A value of ours has no form, or its form would break a limit. Nothing has been written yet."""


class TooLarge(ProtocolError):
    """A value keeps every rule and would occupy more memory than its reader has for it."""


class EndOfStream(EOFError):
    """The stream ended cleanly, between two frames."""
