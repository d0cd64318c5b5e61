"""Files of disclosures (公开附件): kept as evidence is, read by whoever reads the disclosure."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.attachment import KeptFile, taken_in
from models.base import Model, RuleBroken, db
from models.roles import Permission
from models.visit import Stop

if TYPE_CHECKING:
    from models.disclosure import Disclosure

MOST = 5


class DisclosureFile(KeptFile, Model):
    """公开附件. Taken out it stays on the disk and on record."""

    __tablename__ = "disclosure_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    disclosure: Mapped["Disclosure"] = relationship()
    added_by: Mapped[Account] = relationship()

    @classmethod
    def add(cls, to: "Disclosure", name: str, content: bytes, by: Account) -> "DisclosureFile":
        """附文件. Raises RuleBroken for an empty, too large, unknown or broken file."""
        to.refuse_unless_kept_by(by)
        if len(to.files) >= MOST:
            raise RuleBroken(f"一项最多附 {MOST} 个文件")
        file = cls(disclosure=to, added_by=by, **taken_in(name, content))
        db.session.add(file)
        db.session.flush()
        to._did("file_added", by, sha256=file.sha256, size=file.size)
        db.session.expire(to, ["files"])
        return file

    def remove(self, by: Account) -> None:
        """撤下附件."""
        self.disclosure.refuse_unless_kept_by(by)
        if self.removed_at is not None:
            raise RuleBroken("这个附件已经撤下")
        self.removed_at = clock.now()
        self.disclosure._did("file_removed", by, sha256=self.sha256)
        db.session.expire(self.disclosure, ["files"])

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["DisclosureFile"]:
        """Of disclosures that the viewer sees; to a representative those of the visit's hosts."""
        from models.disclosure import Disclosure

        found = select(cls).join(cls.disclosure).where(cls.removed_at.is_(None))
        if viewer.may(Permission.SUBMISSION_GIVE):
            hosts = select(Stop.unit_id).where(
                Stop.visit_id == viewer.visit_id, Stop.unit_id.is_not(None)
            )
            return found.where(Disclosure.withdrawn_at.is_(None), Disclosure.unit_id.in_(hosts))
        if viewer.may(Permission.DISCLOSURE_READ):
            return found
        own = viewer.unit_id if viewer.may(Permission.DISCLOSURE_KEEP) else None
        return found.where(Disclosure.unit_id == own) if own else found.where(false())
