"""Disclosures (政务公开事项): what a unit lays open, in the programme's eight categories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship, selectinload

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.disclosure_file import DisclosureFile
from models.labels import Labelled
from models.roles import Permission
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Stop, Visit, VisitState

TITLE, TEXT, REASON = 60, 2000, 200  # characters at most


class DisclosureCategory(Labelled):
    DUTIES = "duties", "岗位职责"
    LICENCES = "licences", "行政许可事项"
    PLANS = "plans", "发展规划"
    ACTIVITIES = "activities", "领导重要活动"
    MEETINGS = "meetings", "工作会议"
    DECISIONS = "decisions", "重大决策"
    RULES = "rules", "规范性文件"
    ACHIEVEMENTS = "achievements", "工作实绩"


class Disclosure(Versioned, Model):
    """政务公开事项. Kept by the unit it belongs to; withdrawn, never deleted."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    category: Mapped[DisclosureCategory]
    title: Mapped[str] = mapped_column(String(80))
    dated_on: Mapped[date]  # of the matter itself: when it was issued, held or decided
    text: Mapped[str] = mapped_column(Text)
    disclosed_at: Mapped[datetime]
    kept_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))  # who wrote it last
    kept_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was withdrawn

    unit: Mapped[Unit] = relationship(lazy="joined")
    kept_by: Mapped[Account] = relationship()
    files: Mapped[list[DisclosureFile]] = relationship(
        order_by=DisclosureFile.id,
        primaryjoin=lambda: (
            (Disclosure.id == DisclosureFile.disclosure_id) & DisclosureFile.removed_at.is_(None)
        ),
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def disclose(
        cls, by: Account, *, category: DisclosureCategory, title: str, dated_on: date, text: str
    ) -> "Disclosure":
        """公开一项, for the own unit."""
        now = clock.now()
        disclosure = cls(unit=by.unit, disclosed_at=now)
        disclosure._write(by, category, title, dated_on, text)
        db.session.add(disclosure)
        db.session.flush()
        disclosure._did("disclose", by, category=category.value, title=disclosure.title)
        return disclosure

    def revise(
        self, by: Account, *, category: DisclosureCategory, title: str, dated_on: date, text: str
    ) -> None:
        """修改. Whoever wrote it last keeps it."""
        self.refuse_unless_kept_by(by)
        self._write(by, category, title, dated_on, text)
        self._did("revise", by, category=category.value, title=self.title)

    def withdraw(self, by: Account, reason: str) -> None:
        """撤下: nobody but staff reads it from now on."""
        self.refuse_unless_kept_by(by)
        self.reason = said(reason, REASON, "请写明撤下的理由")
        self.withdrawn_at = self.kept_at = clock.now()
        self.kept_by = by
        self._did("withdraw", by, reason=self.reason)

    @property
    def subject(self) -> str:
        return f"disclosure:{self.id}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]

    def is_kept_by(self, viewer: Any) -> bool:
        """Whether this person may change it."""
        own = viewer.may(Permission.DISCLOSURE_KEEP) and viewer.unit_id == self.unit_id
        return bool(own) and not self.is_withdrawn

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["Disclosure"]:
        """A unit sees its own, whoever reads sees all; the withdrawn ones included."""
        found = select(cls)
        if viewer.may(Permission.DISCLOSURE_READ):
            return found
        return found.where(cls.unit_id == viewer.unit_id)

    def _write(
        self, by: Account, category: DisclosureCategory, title: str, dated_on: date, text: str
    ) -> None:
        if dated_on > clock.today():
            raise RuleBroken("日期不能晚于今天：还没有发生的事，发生之后再公开")
        self.title = said(title, TITLE, "请写标题")
        self.text = said(text, TEXT, "请写公开的内容")
        self.category, self.dated_on = category, dated_on
        self.kept_by, self.kept_at = by, clock.now()

    def refuse_unless_kept_by(self, by: Account) -> None:
        if by.unit_id != self.unit_id:
            raise RuleBroken(f"这一项由{self.unit.name}公开，只能由{self.unit.name}修改")
        if self.is_withdrawn:
            raise RuleBroken("这一项已经撤下，不能再改；需要时请重新公开")

    def _did(self, action: str, by: Account, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"disclosure.{action}", self.subject, by, unit=self.unit_id, **detail)
        hosted = select(Stop.visit_id).where(Stop.unit_id == self.unit_id).distinct()
        publish(*(f"disclosures:{visit_id}" for visit_id in db.session.scalars(hosted)))


@dataclass(frozen=True)
class Shelf:
    """一个单位的公开事项, by category in the programme's order."""

    unit: Unit
    disclosures: list[Disclosure]

    @property
    def by_category(self) -> list[tuple[DisclosureCategory, list[Disclosure]]]:
        """Those categories that have something."""
        sorted_in = [
            (category, [one for one in self.disclosures if one.category is category])
            for category in DisclosureCategory
        ]
        return [(category, found) for category, found in sorted_in if found]

    @property
    def missing(self) -> list[DisclosureCategory]:
        disclosed = {one.category for one in self.disclosures}
        return [category for category in DisclosureCategory if category not in disclosed]


@dataclass(frozen=True)
class Host(Shelf):
    """接待单位 of a visit, with the stops at which it receives."""

    stops: list[Stop]

    @property
    def is_current(self) -> bool:
        return any(stop.is_current for stop in self.stops)


def disclosed_by(units: Iterable[Unit]) -> dict[int, list[Disclosure]]:
    """What units disclose now, by the unit's id: the latest first."""
    found = select(Disclosure).where(Disclosure.withdrawn_at.is_(None))
    mine = found.where(Disclosure.unit_id.in_([unit.id for unit in units]))
    shelves: dict[int, list[Disclosure]] = {}
    latest_first = mine.order_by(Disclosure.dated_on.desc(), Disclosure.id.desc())
    for one in db.session.scalars(latest_first.options(selectinload(Disclosure.files))):
        shelves.setdefault(one.unit_id, []).append(one)
    return shelves


def hosts(visit: Visit) -> list[Host]:
    """The host units of a visit in the order of its stops, each once."""
    stops: dict[Unit, list[Stop]] = {}
    for stop in visit.stops:
        if stop.unit is not None:
            stops.setdefault(stop.unit, []).append(stop)
    disclosed = disclosed_by(stops)
    return [Host(unit, disclosed.get(unit.id, []), at) for unit, at in stops.items()]


def overview() -> list[tuple[Unit, int, int, date | None]]:
    """Every unit that discloses or is a host: how many entries, in how many categories, the
    date of the latest."""
    counted = (
        select(
            Disclosure.unit_id,
            func.count().label("entries"),
            func.count(Disclosure.category.distinct()).label("categories"),
            func.max(Disclosure.dated_on).label("latest"),
        )
        .where(Disclosure.withdrawn_at.is_(None))
        .group_by(Disclosure.unit_id)
        .subquery()
    )
    receives = (
        select(Stop.id).join(Visit).where(Stop.unit_id == Unit.id, Visit.state != VisitState.HELD)
    )
    found = (
        select(Unit, counted.c.entries, counted.c.categories, counted.c.latest)
        .outerjoin(counted, counted.c.unit_id == Unit.id)
        .where(counted.c.entries.is_not(None) | receives.exists())
        .order_by(Unit.kind, Unit.id)
    )
    rows = db.session.execute(found).all()
    return [(row[0], row[1] or 0, row[2] or 0, row[3]) for row in rows]
