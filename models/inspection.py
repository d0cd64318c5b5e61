"""Inspections (巡查): planned by the office, held with representatives as 作风监督员, told back to
them. What they found is in models/inspection_finding.py."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
from models.labels import Labelled
from models.representative import Card
from models.roles import GRANTS, Permission, Role
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

if TYPE_CHECKING:
    from models.inspection_finding import InspectionFinding

PLACE, PURPOSE, RECORD, TOLD, REASON = 60, 500, 2000, 1000, 300  # characters at most


class InspectionKind(Labelled):
    SURPRISE = "surprise", "突击检查"
    COVERT = "covert", "暗访"
    SPOT_CALL = "spot_call", "电话抽查"
    TIPS = "tips", "搜集举报"


class InspectionState(Labelled):
    PLANNED = "planned", "待开展"
    HELD = "held", "已开展"
    TOLD = "told", "已反馈"
    CALLED_OFF = "called_off", "已取消"


S = InspectionState
# whoever plans it, reads it or sits in its team from the office's side
STAFF = tuple(role for role in Role if Permission.INSPECTION_READ in GRANTS[role])


class Inspection(Versioned, Model):
    """巡查. Until it is held, only those who hold inspections and its own team know of it."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    kind: Mapped[InspectionKind]
    state: Mapped[InspectionState] = mapped_column(index=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(Visit.id), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    place: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text)
    planned_at: Mapped[datetime]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    held_at: Mapped[datetime | None] = mapped_column(default=None)
    record: Mapped[str] = mapped_column(Text, default="")  # 经过
    told: Mapped[str] = mapped_column(Text, default="")  # 给作风监督员的反馈
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was called off

    visit: Mapped[Visit | None] = relationship()
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    planned_by: Mapped[Account] = relationship(foreign_keys=[planned_by_id])
    told_by: Mapped[Account | None] = relationship(foreign_keys=[told_by_id])
    members: Mapped[list["InspectionMember"]] = relationship(
        back_populates="inspection",
        order_by="InspectionMember.id",
        cascade="all, delete-orphan",
    )
    findings: Mapped[list["InspectionFinding"]] = relationship(
        back_populates="inspection", order_by="InspectionFinding.number"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 安排 -------------------------------------------------------------------------------

    @classmethod
    def plan(cls, by: Account, **details: Any) -> "Inspection":
        """安排一次巡查. The audit does not say of whom: it is read while the plan is secret."""
        year = clock.today().year
        inspection = cls(state=S.PLANNED, planned_by=by, year=year)
        inspection._arrange(by, **details)
        inspection.number = next_number(f"inspection:{year}")
        db.session.add(inspection)
        db.session.flush()
        inspection._did("plan", by)
        return inspection

    def revise(self, by: Account, **details: Any) -> None:
        """修改安排, as long as it has not been held."""
        self.only_in(S.PLANNED)
        self._arrange(by, **details)
        self._did("revise", by)

    def _arrange(
        self,
        by: Account,
        *,
        kind: InspectionKind,
        unit: Unit | None,
        place: str,
        purpose: str,
        at: datetime,
        visit: Visit | None,
        staff: Sequence[Account],
        cards: Sequence[Card],
    ) -> None:
        self._refuse_unless_holder(by)
        if unit is None and not place.strip():
            raise RuleBroken("请选择被巡查的单位，或写明地点")
        if visit is not None:
            visit.refuse_in_rehearsal("不能安排巡查")
        self._refuse_unfit_team(by, unit, staff, cards)
        self.kind, self.unit, self.visit, self.planned_at = kind, unit, visit, at
        self.place = said(place, PLACE) if place.strip() else ""
        self.purpose = said(purpose, PURPOSE, "请写明查什么")
        kept = {(member.account_id, member.card_id): member for member in self.members}
        self.members = [
            *(kept.get((one.id, None)) or InspectionMember(account=one) for one in staff),
            *(kept.get((None, one.id)) or InspectionMember(card=one) for one in cards),
        ]

    @staticmethod
    def _refuse_unfit_team(
        by: Account, unit: Unit | None, staff: Sequence[Account], cards: Sequence[Card]
    ) -> None:
        if unit is not None and unit.id == by.unit_id:
            raise RuleBroken("本单位由别的机关巡查：县政府办公室的，请纪检监察机关安排")
        if not staff:
            raise RuleBroken("请至少选一名工作人员带队")
        for one in staff:
            if one.role not in STAFF or not one.is_active:
                raise RuleBroken(f"{one.name}不能参加巡查")
            if unit is not None and one.unit_id == unit.id:
                raise RuleBroken(f"{one.name}是{unit.name}的人，应当回避")
        if any(not card.is_active for card in cards):
            raise RuleBroken("代表证已注销的，不能参加巡查")

    def call_off(self, by: Account, reason: str) -> None:
        """取消."""
        self.only_in(S.PLANNED)
        self._refuse_unless_holder(by)
        self.reason = said(reason, REASON, "请写明取消的理由")
        self.state = S.CALLED_OFF
        self._did("call_off", by)

    # ---- 开展 -------------------------------------------------------------------------------

    def hold(self, by: Account, at: datetime, text: str) -> None:
        """记录开展: when it was, and how it went."""
        self.only_in(S.PLANNED, S.HELD)
        self._refuse_unless_holder(by)
        if at > clock.now():
            raise RuleBroken("开展的时间还没有到")
        self.record = said(text, RECORD, "请写明巡查的经过")
        self.state, self.held_at = S.HELD, at
        self._did("hold", by)

    def begin(self, by: Any) -> None:
        """The first finding shows that it is being held."""
        self.only_in(S.PLANNED, S.HELD)
        if self.state is S.HELD:
            return
        if clock.today() < self.planned_on:
            raise RuleBroken("还没有到安排的日子")
        self.state, self.held_at = S.HELD, clock.now()
        self._did("begin", by)

    def tell(self, by: Account, text: str) -> None:
        """反馈: what became of it, for its 作风监督员; once each finding is settled."""
        self.only_in(S.HELD)
        self._refuse_unless_holder(by)
        if not self.record:
            raise RuleBroken("请先记录巡查的经过")
        if any(not finding.is_settled for finding in self.findings):
            raise RuleBroken("还有发现的问题没有处理，处理完再反馈")
        self.told = said(text, TOLD, "请写好给作风监督员的反馈")
        self.state, self.told_at, self.told_by = S.TOLD, clock.now(), by
        self._did("tell", by)

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"巡{self.year}-{self.number:03}"

    @property
    def subject(self) -> str:
        return f"inspection:{self.id}"

    @property
    def where(self) -> str:
        """被巡查的单位、地点."""
        return "　".join(part for part in (self.unit.name if self.unit else "", self.place) if part)

    @property
    def planned_on(self) -> date:
        return clock.local(self.planned_at).date()

    @property
    def takes_findings(self) -> bool:
        return self.state is S.HELD or (
            self.state is S.PLANNED and clock.today() >= self.planned_on
        )

    @property
    def staff(self) -> list[Account]:
        return [member.account for member in self.members if member.account is not None]

    @property
    def cards(self) -> list[Card]:
        """作风监督员."""
        return [member.card for member in self.members if member.card is not None]

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["Inspection"]:
        """Never one's own unit's; and what is only planned, for those who hold inspections and for
        its team."""
        found = select(cls).where(or_(cls.unit_id.is_(None), cls.unit_id != viewer.unit_id))
        if viewer.may(Permission.INSPECTION_HOLD):
            return found
        own = select(InspectionMember.inspection_id).filter_by(account_id=viewer.id)
        return found.where(or_(cls.state.in_((S.HELD, S.TOLD)), cls.id.in_(own)))

    @classmethod
    def of_card(cls, card: Card) -> Select["Inspection"]:
        """Those that it takes part in, the latest first."""
        own = select(InspectionMember.inspection_id).filter_by(card_id=card.id)
        return select(cls).where(cls.id.in_(own)).order_by(cls.planned_at.desc(), cls.id.desc())

    # ---- the same for all its acts ----------------------------------------------------------

    def only_in(self, *states: InspectionState) -> None:
        """Raises RuleBroken in every other state."""
        if self.state not in states:
            raise RuleBroken(f"{self.name}「{self.state.label}」，不能这样办理")

    def _refuse_unless_holder(self, by: Account) -> None:
        if not by.may(Permission.INSPECTION_HOLD):
            raise RuleBroken("巡查由督查室或纪检监察机关开展")

    def _did(self, action: str, by: Any, **detail: Any) -> None:
        attributes.flag_modified(self, "purpose")  # every act raises the version
        record(f"inspection.{action}", self.subject, by, **detail)
        publish("inspections", *(card.topic for card in self.cards))


class InspectionMember(Model):
    """巡查人员: of the staff, or a representative as 作风监督员."""

    __tablename__ = "inspection_member"
    __table_args__ = (
        UniqueConstraint("inspection_id", "account_id"),
        UniqueConstraint("inspection_id", "card_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey(Inspection.id))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), index=True, default=None)

    inspection: Mapped[Inspection] = relationship(back_populates="members")
    account: Mapped[Account | None] = relationship(lazy="joined")
    card: Mapped[Card | None] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        if self.account is not None:
            return f"{self.account.name}（{self.account.unit.name}）"
        return f"{self.card.representative.name}（{self.card.name}）" if self.card else ""
