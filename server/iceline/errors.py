"""What can go wrong, split by whose fault it is: the sender's, or ours."""


class IcelineError(Exception):
    """Everything Iceline raises on purpose."""


class SenderError(IcelineError):
    """The sender's fault. `code` is stable and documented (docs/protocol.md); `message` says what was wrong."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class MalformedMessage(SenderError):
    """Not an event of the contract: bad JSON, an unknown field, a wrong type."""


class Refused(SenderError):
    """A well-formed event that cannot be true or is not allowed now."""


class JournalFailed(IcelineError):
    """Ours: the journal cannot store what was sent, so nothing was recorded."""


class JournalCorrupt(IcelineError):
    """Ours: a journal holds something that no Iceline wrote."""
