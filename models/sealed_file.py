"""Sealed files (密存文件): pictures and documents of which nothing on the disk can be read.

Their names on the disk are random, their contents encrypted, and their times all the same, so that
they tell neither what they are nor in which order they came.
"""

import hashlib
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from models import attachment, clock, secret
from models.base import db
from models.viewing_copy import PICTURES, copy_for_viewing


@dataclass(frozen=True)
class SealedFile:
    """密存文件: what is known of one, itself kept sealed in a row."""

    original: str  # its name on the disk
    view: str  # … of the copy to look at; of an older PDF, which has none, the original
    name: str  # what people called it
    mime: str
    size: int
    sha256: str  # of the original
    added_at: str

    @classmethod
    def keep(cls, name: str, content: bytes) -> "SealedFile":
        """The original as it came, and a copy without its metadata.

        Raises RuleBroken for an empty, too large, unknown or broken file."""
        mime = attachment.check(name, content)
        original, view = secrets.token_hex(16), secrets.token_hex(16)
        _write(view, copy_for_viewing(name, content, mime))
        _write(original, content)
        return cls(
            original=original,
            view=view,
            name=attachment.shown(name),
            mime=mime,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_at=clock.now().isoformat(),
        )

    @classmethod
    def of(cls, sealed: str) -> "SealedFile":
        fields: dict[str, Any] = secret.unseal(sealed)
        return cls(**fields)

    @property
    def sealed(self) -> str:
        return secret.seal(asdict(self))

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.added_at)

    @property
    def is_picture(self) -> bool:
        return self.mime in PICTURES

    @property
    def content(self) -> bytes:
        """What is shown: the clean copy."""
        return secret.unseal_bytes(_path(self.view).read_bytes())

    @property
    def as_it_came(self) -> bytes:
        return secret.unseal_bytes(_path(self.original).read_bytes())

    def moved(self) -> "SealedFile":
        """The same under other names; what lies under these goes once that is committed."""
        names = {one: secrets.token_hex(16) for one in {self.original, self.view}}
        for old, new in names.items():
            _write(new, secret.unseal_bytes(_path(old).read_bytes()))
        db.session.info.setdefault("moved", []).extend(_path(old) for old in names)
        fields = asdict(self) | {"original": names[self.original], "view": names[self.view]}
        return SealedFile(**fields)


def _path(name: str) -> Path:
    return attachment._folder / name


def _write(name: str, content: bytes) -> None:
    path = _path(name)
    attachment._write(path, secret.seal_bytes(content))
    os.utime(path, (0, 0))


@event.listens_for(db.session, "after_commit")
def _remove(session: Session) -> None:
    for path in session.info.pop("moved", ()):
        path.unlink(missing_ok=True)


@event.listens_for(db.session, "after_rollback")
def _leave(session: Session) -> None:
    session.info.pop("moved", None)
