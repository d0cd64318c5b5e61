"""Evidence (佐证材料): type by content, the original sealed by its hash, a clean viewing copy."""

import hashlib
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filetype
from sqlalchemy import ForeignKey, String, event
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models import clock
from models.audit import record
from models.base import Model, RuleBroken, db
from models.viewing_copy import OFFICE, PICTURES, copy_for_viewing

if TYPE_CHECKING:
    from models.entry import Entry

LARGEST = 20 * 1024 * 1024
MOST = 10
KINDS = PICTURES | OFFICE | {"application/pdf": "PDF"}

_folder: Path


def keep_in(folder: Path) -> None:
    """Set where files are kept; create_app calls it with DATA_DIR/files."""
    global _folder
    _folder = folder
    _folder.mkdir(parents=True, exist_ok=True)


class KeptFile:
    """存下的文件. Its name on the disk is random; what people called it is only shown."""

    key: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]

    @property
    def is_picture(self) -> bool:
        return self.mime in PICTURES

    @property
    def kind(self) -> str:
        """照片, PDF, Word, Excel."""
        return "照片" if self.is_picture else KINDS[self.mime]

    @property
    def path(self) -> Path:
        """The file to show: the clean copy. Documents that came before there were copies of them
        have none."""
        view = _folder / f"{self.key}.view"
        return view if self.is_picture or view.exists() else self.original_path

    @property
    def original_path(self) -> Path:
        return _folder / self.key


class Attachment(KeptFile, Model):
    """附件, of one entry in a matter's history."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)

    entry: Mapped["Entry"] = relationship(back_populates="attachments")

    @classmethod
    def add(cls, entry: "Entry", name: str, content: bytes, by: Any) -> "Attachment":
        """Raises RuleBroken for an empty, too large, unknown or broken file."""
        attachment = cls(entry=entry, **taken_in(name, content))
        db.session.add(attachment)
        db.session.flush()
        subject = f"attachment:{attachment.id}"
        record("attachment.add", subject, by, sha256=attachment.sha256, size=attachment.size)
        return attachment


def taken_in(name: str, content: bytes) -> dict[str, Any]:
    """Keep a file: the original as it came, and a copy for viewing without its metadata. What the
    columns of a `KeptFile` say of it.

    Raises RuleBroken for an empty, too large, unknown or broken file.
    """
    mime = check(name, content)
    key = secrets.token_hex(16)
    # gone with the transaction if it fails
    _write(_folder / f"{key}.view", copy_for_viewing(name, content, mime))
    _write(_folder / key, content)
    return {
        "key": key,
        "name": shown(name),
        "mime": mime,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "added_at": clock.now(),
    }


def check(name: str, content: bytes) -> str:
    """The type that the content shows. Raises RuleBroken for an empty, large or unknown file."""
    if not content:
        raise RuleBroken(f"「{name}」是空文件")
    if len(content) > LARGEST:
        raise RuleBroken(f"「{name}」超过 20 MB，请压缩后再传")
    mime = filetype.guess_mime(content)
    if mime not in KINDS:
        raise RuleBroken(f"「{name}」不是可用的文件，请上传照片（JPG、PNG）、PDF、Word 或 Excel")
    return str(mime)


def shown(name: str) -> str:
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(ch for ch in bare if ch.isprintable())[-120:] or "附件"


def _write(path: Path, content: bytes) -> None:
    db.session.info.setdefault("files", []).append(path)
    with path.open("xb") as file:
        file.write(content)


@event.listens_for(db.session, "after_commit")
def _keep(session: Session) -> None:
    session.info.pop("files", None)


@event.listens_for(db.session, "after_rollback")
def _drop(session: Session) -> None:
    """What was written for a step that did not happen goes with it."""
    for path in session.info.pop("files", ()):
        path.unlink(missing_ok=True)
