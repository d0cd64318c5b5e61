"""The county in brief (县情) and the directory of its bodies (机构名录), for the first stop."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.roles import Permission
from models.text import said
from models.topic import publish
from models.unit import Unit, UnitKind

TITLE, TEXT, SOURCE = 30, 2000, 60  # characters at most
SETUP, DUTIES, WINDOW, TELEPHONE = 600, 1000, 100, 40


class Profile(Versioned, Model):
    """县情: one section of it. Kept by the office; taken out, never deleted."""

    __tablename__ = "profile"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(80), default="")  # and the day its figures are of
    kept_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    kept_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    kept_by: Mapped[Account] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def add(cls, by: Account, *, title: str, text: str, source: str = "") -> "Profile":
        """写一段县情, at the end."""
        last = db.session.scalar(select(func.max(cls.position))) or 0
        section = cls(position=last + 1)
        section._write(by, title, text, source)
        db.session.add(section)
        db.session.flush()
        section._did("add", by)
        return section

    def revise(self, by: Account, *, title: str, text: str, source: str = "") -> None:
        """修改."""
        self._refuse_if_removed()
        self._write(by, title, text, source)
        self._did("revise", by)

    def remove(self, by: Account) -> None:
        """撤下."""
        self._refuse_if_removed()
        self.removed_at, self.kept_by = clock.now(), by
        self._did("remove", by)

    @classmethod
    def all(cls) -> Sequence["Profile"]:
        """In the order in which they were written."""
        kept = select(cls).where(cls.removed_at.is_(None))
        return db.session.scalars(kept.order_by(cls.position, cls.id)).all()

    @property
    def subject(self) -> str:
        return f"profile:{self.id}"

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]

    def _write(self, by: Account, title: str, text: str, source: str) -> None:
        self.title = said(title, TITLE, "请写标题")
        self.text = said(text, TEXT, "请写内容")
        self.source = said(source, SOURCE) if source.strip() else ""
        self.kept_by, self.kept_at = by, clock.now()

    def _refuse_if_removed(self) -> None:
        if self.removed_at is not None:
            raise RuleBroken("这一段已经撤下，不能再改")

    def _did(self, action: str, by: Account) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"profile.{action}", self.subject, by, title=self.title)
        publish("county")


class DirectoryEntry(Versioned, Model):
    """机构名录: how a body of government is set up, what it does, where and how it is reached."""

    __tablename__ = "directory_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), unique=True)
    setup: Mapped[str] = mapped_column(Text, default="")  # 机构设置
    duties: Mapped[str] = mapped_column(Text, default="")  # 职责分工
    window: Mapped[str] = mapped_column(String(120), default="")  # 办事窗口
    telephone: Mapped[str] = mapped_column(String(40), default="")
    kept_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    kept_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship(lazy="joined")
    kept_by: Mapped[Account] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of(cls, unit: Unit) -> "DirectoryEntry | None":
        return db.session.scalar(select(cls).filter_by(unit_id=unit.id))

    @classmethod
    def keep(
        cls, unit: Unit, by: Account, *, setup: str, duties: str, window: str, telephone: str
    ) -> "DirectoryEntry":
        """维护名录: of the own unit, or by the organisers."""
        if not cls.is_kept_by(unit, by):
            raise RuleBroken(f"{unit.name}的名录由{unit.name}或县政府办公室填写")
        entry = cls.of(unit) or cls(unit=unit)
        entry.setup = said(setup, SETUP) if setup.strip() else ""
        entry.duties = said(duties, DUTIES, "请写职责分工")
        entry.window = said(window, WINDOW) if window.strip() else ""
        entry.telephone = said(telephone, TELEPHONE) if telephone.strip() else ""
        entry.kept_by, entry.kept_at = by, clock.now()
        db.session.add(entry)
        attributes.flag_modified(entry, "duties")  # every act raises the version
        record("directory.keep", f"unit:{unit.id}", by)
        publish("county")
        return entry

    @staticmethod
    def is_kept_by(unit: Unit, viewer: Any) -> bool:
        """Whether this person may write it."""
        if viewer.may(Permission.VISIT_MANAGE):
            return True
        return bool(viewer.may(Permission.DISCLOSURE_KEEP)) and viewer.unit_id == unit.id

    @property
    def reached_by(self) -> str:
        """By telephone: its own number, else the one the unit is known by."""
        return self.telephone or self.unit.telephone


def directory() -> list[tuple[Unit, DirectoryEntry | None]]:
    """Every body of government, and whoever else has an entry; as units are listed everywhere."""
    found = (
        select(Unit, DirectoryEntry)
        .outerjoin(DirectoryEntry, DirectoryEntry.unit_id == Unit.id)
        .where((Unit.kind != UnitKind.ENTERPRISE) | DirectoryEntry.id.is_not(None))
        .order_by(Unit.kind, Unit.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]
