"""Who may send what: tokens by role, bound to a source's name, stored only as hashes.

The tokens are 256 random bits, so a plain SHA-256 of them cannot be reversed; slow hashes are for passwords. The file
is made on this machine without any token: the machine at the rink cannot be locked out.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import orjson
from pydantic import TypeAdapter, ValidationError

from iceline.errors import IcelineError

Role = Literal["ingest", "operator", "desk"]

TOKEN_BYTES: Final = 32
MAX_NAME: Final = 64

EQUIPMENT_SENDS: Final = frozenset({"pair_called", "pair_started", "start_cancelled", "passing_measured"})
"""Equipment measures; everything that decides is the operator's."""


class TokenError(IcelineError):
    """The file of tokens is damaged, or a name is not there or there already."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token stands for: the source's name and what it may do."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Stored:
    name: str
    role: Role
    sha256: str


_FILE: Final = TypeAdapter(list[_Stored])


class Access:
    """The tokens of one file; it is read again whenever it has changed."""

    def __init__(self, path: Path) -> None:
        """Raises TokenError when the file is damaged."""
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._stored: tuple[_Stored, ...] = ()
        self._read()

    def check(self, token: str) -> Grant | None:
        """Whose token it is; None for an unknown one. Takes as long for every token."""
        self._read()
        digest, found = _sha256(token), None
        for stored in self._stored:
            if hmac.compare_digest(stored.sha256, digest):
                found = Grant(stored.name, stored.role)
        return found

    def grants(self) -> list[Grant]:
        """Everybody who has a token."""
        self._read()
        return [Grant(s.name, s.role) for s in self._stored]

    def add(self, name: str, role: Role) -> str:
        """Makes a token and returns it; only its hash is kept. Raises TokenError for a bad or known name."""
        self._read()
        if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
            raise TokenError(f"A name has 1 to {MAX_NAME} printable characters.")
        if any(s.name == name for s in self._stored):
            raise TokenError(f'"{name}" has a token already. Remove it first, or choose another name.')
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._write((*self._stored, _Stored(name, role, _sha256(token))))
        return token

    def remove(self, name: str) -> None:
        """Takes a token back. Raises TokenError for an unknown name."""
        self._read()
        left = tuple(s for s in self._stored if s.name != name)
        if len(left) == len(self._stored):
            raise TokenError(f'"{name}" has no token.')
        self._write(left)

    def _read(self) -> None:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            self._stored, self._stamp = (), None
            return
        stamp = status.st_mtime_ns, status.st_ino
        if stamp == self._stamp:
            return
        try:
            self._stored = tuple(_FILE.validate_json(self._path.read_bytes()))
        except ValidationError as error:
            raise TokenError(f"{self._path} is not a file of tokens.") from error
        self._stamp = stamp

    def _write(self, stored: tuple[_Stored, ...]) -> None:
        """Replaces the file at once, so that a server never reads half of it."""
        fresh = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(orjson.dumps([_plain(s) for s in stored], option=orjson.OPT_INDENT_2))
        fresh.replace(self._path)
        self._read()


def may_send(role: Role, event_type: str) -> bool:
    """Whether a role may send this kind of event (docs/protocol.md 1)."""
    return role == "operator" or (role == "ingest" and event_type in EQUIPMENT_SENDS)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def _plain(stored: _Stored) -> Mapping[str, str]:
    return {"name": stored.name, "role": stored.role, "sha256": stored.sha256}
