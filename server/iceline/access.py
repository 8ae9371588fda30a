"""Who may send what: tokens bound to a source's name, made on this machine and stored as hashes."""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

import orjson
import structlog
from annotated_types import Len
from pydantic import TypeAdapter, ValidationError

from iceline.errors import IcelineError

Role = Literal["ingest", "operator", "desk"]

SENT_BY_EQUIPMENT: Final = frozenset({"pair_called", "pair_started", "start_cancelled", "passing_measured"})
TOKEN_BYTES: Final = 32
SOURCE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

RESERVED: Final = frozenset({"vantage"})
"""Sources that record without a token: a token of that name would share their ids."""

log = structlog.get_logger()


class TokenError(IcelineError):
    """Ours: the file of tokens cannot be used, or what was asked of it makes no sense."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose token it is: the `source` of what is sent with it, and what that source may do."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Stored:
    """A token as the file knows it.

    A plain SHA-256 is enough: a token is 256 random bits, so there is nothing to guess that a slow hash would guard,
    and every request needs one.
    """

    __pydantic_config__ = {"extra": "forbid", "strict": True}  # noqa: RUF012 (pydantic wants a plain dict here)
    name: str
    role: Role
    sha256: Annotated[str, Len(64, 64)]


_STORED: Final = TypeAdapter(tuple[_Stored, ...])


class Access:
    """The tokens of a file, which is read again when it changes: a new token works without a restart."""

    def __init__(self, path: Path) -> None:
        """A file that does not exist holds no tokens. Raises TokenError when there is one that cannot be read."""
        self._path = path
        self._seen = _signature(path)
        self._tokens = _read(path)

    def check(self, token: str) -> Grant | None:
        """Whose token this is. Takes the same time for every token that is not one of ours."""
        self._refresh()
        digest, found = _digest(token), None
        for stored in self._tokens:
            if hmac.compare_digest(stored.sha256, digest):
                found = Grant(stored.name, stored.role)
        return found

    def grants(self) -> list[Grant]:
        """Who has a token, in the order they were made."""
        self._refresh()
        return [Grant(stored.name, stored.role) for stored in self._tokens]

    def add(self, name: str, role: Role) -> str:
        """Makes a token and returns it: only its hash is kept. Raises TokenError for a name that is taken or odd."""
        if not SOURCE_NAME.fullmatch(name):
            raise TokenError(f'"{name}" is no name for a source: 1 to 64 letters, digits, dots, dashes, underscores.')
        if name in RESERVED:
            raise TokenError(f'"{name}" is what Iceline calls a source of its own. Take another name.')
        tokens = _read(self._path)
        if any(stored.name == name for stored in tokens):
            raise TokenError(f'"{name}" has a token already. Remove it first, or take another name.')
        token = f"iceline_{secrets.token_urlsafe(TOKEN_BYTES)}"
        self._write((*tokens, _Stored(name, role, _digest(token))))
        return token

    def remove(self, name: str) -> None:
        """Takes the token of this source back. Raises TokenError when it has none."""
        tokens = _read(self._path)
        left = tuple(stored for stored in tokens if stored.name != name)
        if len(left) == len(tokens):
            raise TokenError(f'"{name}" has no token.')
        self._write(left)

    def _refresh(self) -> None:
        signature = _signature(self._path)
        if signature == self._seen:
            return
        self._seen = signature
        try:
            self._tokens = _read(self._path)
        except TokenError as error:
            # Timing equipment in mid race must not lose its access to a slip of an editor.
            log.error("tokens not read again, the earlier ones stay", reason=str(error))

    def _write(self, tokens: tuple[_Stored, ...]) -> None:
        _replace(self._path, orjson.dumps(tokens, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        self._seen, self._tokens = _signature(self._path), tokens


def may_send(role: Role, event_type: str) -> bool:
    """Operators send everything, equipment what it measures, desks nothing (docs/protocol.md 1)."""
    return role == "operator" or (role == "ingest" and event_type in SENT_BY_EQUIPMENT)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _signature(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever the file does: it is always replaced, never written over."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _read(path: Path) -> tuple[_Stored, ...]:
    try:
        return _STORED.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise TokenError(f"The tokens in {path} cannot be read: {error.strerror}.") from error
    except ValidationError as error:
        raise TokenError(f"{path} is not a file of tokens. Move it away, then make new ones.") from error


def _replace(path: Path, content: bytes) -> None:
    """Puts the whole new file in the place of the old one; only its owner may read it."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise TokenError(f"The tokens in {path} cannot be written: {error.strerror}.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        with suppress(OSError):
            Path(temporary).unlink()
        raise TokenError(f"The tokens in {path} cannot be written: {error.strerror}.") from error
