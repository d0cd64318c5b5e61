"""Materials (资料): what was produced for a visit, what was handed out, what is left."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, String, Text, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.labels import Labelled
from models.text import said
from models.topic import publish
from models.visit import Visit, VisitState

TITLE, TEXT, RECEIVER = 80, 600, 60  # characters at most
MOST = 100_000  # copies of one title
TYPED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)([余多]?)[册本份套张盘片]?(以上)?")


class MaterialKind(Labelled):
    BOOKLET = "booklet", "画册、手册、汇编"
    DISC = "disc", "光盘"

    @property
    def measure(self) -> str:
        return "张" if self is MaterialKind.DISC else "册"


@dataclass(frozen=True, slots=True)
class Copies:
    """数量. `is_more`: the record knows only that there are more than this (500余)."""

    number: int
    is_more: bool = False

    @classmethod
    def read(cls, typed: str) -> "Copies":
        """As people type it: 200, ２００ 册, 1,200, 500余, 500多张, 500 张以上."""
        text = "".join(unicodedata.normalize("NFKC", typed).split())
        match = TYPED.fullmatch(text)
        if match is None:
            raise RuleBroken("数量请写成数字，如 200；只知道约数的，写成 500余")
        number = int(match[1].replace(",", "")) if len(match[1]) < 10 else MOST + 1
        if not 1 <= number <= MOST:
            raise RuleBroken(f"数量须在 1 至 {MOST} 之间")
        return cls(number, bool(match[2] or match[3]))

    @classmethod
    def read_exactly(cls, typed: str) -> int:
        """A number of copies that somebody counted."""
        copies = cls.read(typed)
        if copies.is_more:
            raise RuleBroken("发了多少请写准确的数字")
        return copies.number

    def without(self, number: int) -> "Copies":
        return Copies(self.number - number, self.is_more)

    def __str__(self) -> str:
        return f"{self.number}余" if self.is_more else str(self.number)


class Material(Versioned, Model):
    """资料: one title, or several that the record counts together, produced for one visit. What
    is left may be handed out at a later one."""

    __tablename__ = "material"
    __table_args__ = (CheckConstraint("produced > 0", name="produced"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    kind: Mapped[MaterialKind]
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text, default="")
    produced: Mapped[int]
    is_more: Mapped[bool] = mapped_column(default=False)  # more than `produced`, nobody knows
    is_planned: Mapped[bool] = mapped_column(default=False)  # 拟印: `produced` is yet to come
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship()
    entered_by: Mapped[Account] = relationship()
    hand_outs: Mapped[list["HandOut"]] = relationship(
        back_populates="material", order_by="HandOut.id"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def produce(
        cls,
        visit: Visit,
        by: Account,
        *,
        kind: MaterialKind,
        title: str,
        copies: Copies,
        text: str = "",
        is_planned: bool = False,
    ) -> "Material":
        """登记印制的资料, or with `is_planned` what is to be printed (拟印)."""
        material = cls(visit=visit, entered_at=clock.now(), entered_by=by, is_planned=is_planned)
        material._write(kind, title, copies, text)
        db.session.add(material)
        db.session.flush()
        if is_planned:
            material._did("plan", by, title=material.title, produced=str(copies))
        else:
            material._did("produce", by, title=material.title, produced=str(copies))
        return material

    def arrive(self, by: Account, copies: Copies) -> None:
        """印好入库: what was planned is there, as many as were counted."""
        self.lock()
        self._refuse_if_withdrawn()
        if not self.is_planned:
            raise RuleBroken("这份资料已经登记印制")
        self.is_planned = False
        self.produced, self.is_more = copies.number, copies.is_more
        self._did("produce", by, title=self.title, produced=str(copies))

    def revise(
        self, by: Account, *, kind: MaterialKind, title: str, copies: Copies, text: str = ""
    ) -> None:
        """更正: never to fewer copies than were handed out."""
        self.lock()
        self._refuse_if_withdrawn()
        if copies.number < self.handed_out:
            raise RuleBroken(f"已经发出 {self.handed_out} {kind.measure}，印制数不能比它少")
        self._write(kind, title, copies, text)
        self._did("revise", by, title=self.title, produced=str(copies))

    def withdraw(self, by: Account) -> None:
        """撤销登记: what was entered by mistake. What was handed out stays on record."""
        self.lock()
        self._refuse_if_withdrawn()
        if self.handed_out:
            raise RuleBroken("已经发出过的资料不能撤销登记，请更正数量")
        self.withdrawn_at = clock.now()
        self._did("withdraw", by)

    def hand_out(self, visit: Visit, copies: int, by: Account, receiver: str = "") -> "HandOut":
        """发放: to the representatives of `visit`, or to whom `receiver` names."""
        self.lock()
        self._refuse_if_withdrawn()
        if self.is_planned:
            raise RuleBroken("这份资料还没有印好，印好入库之后再发放")
        if visit.number < self.visit.number:
            raise RuleBroken(f"这份资料是为{self.visit.name}印制的，不能记在{visit.name}")
        if copies < 1:
            raise RuleBroken("发放的数量至少是 1")
        self._refuse_beyond_stock(copies)
        hand_out = HandOut(
            material=self,
            visit=visit,
            copies=copies,
            receiver=said(receiver or "群众代表", RECEIVER),
            by=by,
            handed_at=clock.now(),
        )
        db.session.add(hand_out)
        db.session.flush()
        self._did("hand_out", by, visit.id, hand_out=hand_out.id, copies=copies, visit=visit.id)
        return hand_out

    def take_back(self, hand_out: "HandOut", by: Account) -> None:
        """撤销一次发放: entered by mistake; it stays on record and counts no more."""
        self.lock()
        if hand_out.material is not self:
            raise RuleBroken("这次发放不是这份资料的")
        if hand_out.cancelled_at is not None:
            raise RuleBroken("这次发放已经撤销")
        hand_out.cancelled_at = clock.now()
        self._did("take_back", by, hand_out.visit_id, hand_out=hand_out.id, copies=hand_out.copies)

    # ---- how many -------------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"material:{self.id}"

    @property
    def copies(self) -> Copies:
        return Copies(self.produced, self.is_more)

    @property
    def handed_out(self) -> int:
        return sum(each.copies for each in self.hand_outs if each.counts)

    @property
    def left(self) -> Copies:
        return self.copies.without(self.handed_out)

    def handed_out_at(self, visit: Visit) -> int:
        held = (each for each in self.hand_outs if each.counts and each.visit_id == visit.id)
        return sum(each.copies for each in held)

    @classmethod
    def of(cls, visit: Visit) -> Select["Material"]:
        """What was produced for this visit."""
        found = select(cls).where(cls.visit_id == visit.id, cls.withdrawn_at.is_(None))
        return found.order_by(cls.kind, cls.id)

    def lock(self) -> None:
        """Hold up everybody else who counts this material until this transaction ends, and see
        what they have counted before. SQLite has one writer anyway."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        db.session.expire(self, ["hand_outs"])

    def _write(self, kind: MaterialKind, title: str, copies: Copies, text: str) -> None:
        self.kind, self.title = kind, said(title, TITLE, "请写名称")
        self.text = said(text, TEXT) if text.strip() else ""
        self.produced, self.is_more = copies.number, copies.is_more

    def _refuse_if_withdrawn(self) -> None:
        if self.withdrawn_at is not None:
            raise RuleBroken("这份资料的登记已经撤销")

    def _refuse_beyond_stock(self, copies: int) -> None:
        left, measure = self.left, self.kind.measure
        if copies > left.number:
            only = f"{self.title}只剩 {left} {measure}，发不出 {copies} {measure}"
            count = "；如果实有更多，请先清点并更正印制数" if left.is_more else ""
            raise RuleBroken(only + count)

    def _did(self, action: str, by: Account, handed_at: int | None = None, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"material.{action}", self.subject, by, **detail)
        open_ones = select(Visit.id).where(Visit.state != VisitState.HELD)
        shown_at = {self.visit_id, handed_at or self.visit_id, *db.session.scalars(open_ones)}
        publish(*(f"materials:{visit_id}" for visit_id in shown_at))


class HandOut(Model):
    """发放: some copies of a material, at a visit."""

    __tablename__ = "hand_out"
    __table_args__ = (CheckConstraint("copies > 0", name="copies"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey(Material.id), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    copies: Mapped[int]
    receiver: Mapped[str] = mapped_column(String(80))
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    handed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)

    material: Mapped[Material] = relationship(back_populates="hand_outs")
    visit: Mapped[Visit] = relationship()
    by: Mapped[Account] = relationship()

    @property
    def counts(self) -> bool:
        return self.cancelled_at is None


def produced_for(visit: Visit) -> list[Material]:
    return list(db.session.scalars(Material.of(visit)))


def left_over(visit: Visit) -> list[Material]:
    """Of earlier visits: what was handed out at this one, and while it is not over, what is left
    for it."""
    earlier = (
        select(Material)
        .join(Material.visit)
        .where(Visit.number < visit.number, Material.withdrawn_at.is_(None))
        .where(Material.is_planned.is_(False))
        .order_by(Visit.number, Material.kind, Material.id)
    )
    open_ = visit.state is not VisitState.HELD
    return [
        material
        for material in db.session.scalars(earlier)
        if material.handed_out_at(visit) or (open_ and material.left.number > 0)
    ]


@dataclass(frozen=True)
class Total:
    """合计 of one kind; 余 as soon as one of its titles is."""

    kind: MaterialKind
    produced: Copies
    handed_out: int

    @property
    def left(self) -> Copies:
        return self.produced.without(self.handed_out)


def totals(materials: list[Material]) -> list[Total]:
    """Each kind together."""
    found = []
    for kind in MaterialKind:
        printed = (material for material in materials if not material.is_planned)
        same = [material for material in printed if material.kind is kind]
        if same:
            copies = sum(material.produced for material in same)
            produced = Copies(copies, any(material.is_more for material in same))
            found.append(Total(kind, produced, sum(material.handed_out for material in same)))
    return found
