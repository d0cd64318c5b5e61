"""Material of agenda items (议题材料): what lay on the table, kept with the item."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.attachment import KeptFile, taken_in
from models.audit import record
from models.base import Model, RuleBroken, db

if TYPE_CHECKING:
    from models.agenda import AgendaItem

MOST = 10


class AgendaFile(KeptFile, Model):
    """议题材料. Checked and kept as evidence is; one taken out stays on the disk."""

    __tablename__ = "agenda_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    key: Mapped[str] = mapped_column(String(40))  # a correction shares it
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    item: Mapped["AgendaItem"] = relationship(back_populates="files")
    added_by: Mapped[Account | None] = relationship()

    @classmethod
    def add(cls, item: "AgendaItem", name: str, content: bytes, by: Any) -> "AgendaFile":
        """附材料. Raises RuleBroken for an empty, too large, unknown or broken file."""
        item.minutes.refuse_unless_writable(by)
        if len(item.files) >= MOST:
            raise RuleBroken(f"一项议题最多附 {MOST} 份材料")
        added_by = by if isinstance(by, Account) else None
        file = cls(item=item, added_by=added_by, **taken_in(name, content))
        db.session.add(file)
        db.session.flush()
        detail = {"sha256": file.sha256, "size": file.size}
        record("minutes.file_added", item.minutes.meeting.subject, by, **detail)
        item.minutes.touched()
        return file

    def remove(self, by: Any) -> None:
        """撤下材料."""
        self.item.minutes.refuse_unless_writable(by)
        self.removed_at = clock.now()
        self.item.minutes.changed("minutes.file_removed", by, sha256=self.sha256)
        db.session.expire(self.item, ["files"])
