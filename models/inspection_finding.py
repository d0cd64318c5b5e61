"""What an inspection found (巡查发现): sealed from the first, since it may become a report.

A finding becomes a matter, which everybody may follow who sees both; or a report, and then nothing
of it stays here but that it is dealt with elsewhere; or it stands as noted.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock, secret
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.inspection import Inspection, InspectionState
from models.labels import Labelled
from models.matter import Matter
from models.report import Report
from models.representative import Card
from models.roles import Permission
from models.sealed_file import SealedFile
from models.terms import MatterKind, Way
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

FINDING, NOTED, PHOTOS = 1000, 500, 10


class Misconduct(Labelled):
    """问题类型."""

    FORMALISM = "formalism", "形式主义"
    BUREAUCRACY = "bureaucracy", "官僚主义"
    HEDONISM = "hedonism", "享乐主义"
    EXTRAVAGANCE = "extravagance", "奢靡之风"
    IDLENESS = "idleness", "庸懒散"
    EIGHT_RULES = "eight_rules", "违反八项规定"


class FindingState(Labelled):
    OPEN = "open", "待处理"
    MATTER = "matter", "已转督办"
    NOTED = "noted", "已记录"
    SET_ASIDE = "set_aside", "已另行处理"


F = FindingState


class InspectionFinding(Versioned, Model):
    """巡查发现. `sealed` holds its words, and what was noted of it is for its readers."""

    __tablename__ = "inspection_finding"
    __table_args__ = (UniqueConstraint("inspection_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey(Inspection.id))
    number: Mapped[int]
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    state: Mapped[FindingState]
    sealed: Mapped[str] = mapped_column(Text)
    found_by_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), index=True, default=None)
    noted: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    photos_due: Mapped[int] = mapped_column(default=0)  # taken, and not come in yet

    inspection: Mapped[Inspection] = relationship(back_populates="findings")
    found_by: Mapped[Card | None] = relationship()  # a representative of the team
    entered_by: Mapped[Account | None] = relationship(foreign_keys=[entered_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])
    matter: Mapped[Matter | None] = relationship(back_populates="findings")
    photos: Mapped[list["InspectionPhoto"]] = relationship(
        back_populates="finding",
        order_by="InspectionPhoto.position",
        cascade="all, delete-orphan",
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 录入 -------------------------------------------------------------------------------

    @classmethod
    def enter(
        cls,
        inspection: Inspection,
        by: Any,
        kind: Misconduct,
        text: str,
        client_id: str,
        *,
        found_by: Card | None = None,
        photos: Sequence[tuple[str, bytes]] = (),
        photos_due: int = 0,
    ) -> "InspectionFinding":
        """记一条发现, by a representative of the team, or for one by the staff (代录). Sent twice,
        it exists once. Of `photos_due` it is known that they were taken: they follow."""
        one_at_a_time(client_id)
        card = by if isinstance(by, Card) else found_by
        cls._refuse_unless_of_team(inspection, by, card)
        text = said(text, FINDING, "请写明发现的问题")
        known = db.session.scalar(select(cls).filter_by(client_id=client_id))
        if known is not None:
            if known.inspection_id != inspection.id or known.text != text:
                raise RuleBroken("上一条已经收到。这一条请刷新页面后再提交")
            return known
        if not 0 <= len(photos) + photos_due <= PHOTOS:
            raise RuleBroken(f"一条最多附 {PHOTOS} 张照片")
        inspection.begin(by)
        finding = cls(
            inspection=inspection,
            number=0,
            client_id=client_id,
            state=F.OPEN,
            sealed=_sealed(kind, text, clock.now()),
            found_by=card,
            entered_by=by if isinstance(by, Account) else None,
            photos=[InspectionPhoto.keep(place, *photo) for place, photo in enumerate(photos, 1)],
            photos_due=photos_due,
        )
        finding.number = next_number(f"finding:{inspection.id}")
        db.session.add(finding)
        db.session.flush()
        record("inspection.find", inspection.subject, by)
        finding._publish()
        return finding

    def add_photos(self, by: Card, photos: Sequence[tuple[str, bytes]]) -> None:
        """补传照片 that were announced. The same sent again, when all have come, adds nothing."""
        self._refuse_unless_own(by)
        if not self.photos_due:
            return
        if not photos:
            raise RuleBroken("请先选择要补传的照片")
        if len(self.photos) + len(photos) > PHOTOS:
            raise RuleBroken(f"一条最多附 {PHOTOS} 张照片")
        first = len(self.photos) + 1
        self.photos += [
            InspectionPhoto.keep(place, *photo) for place, photo in enumerate(photos, first)
        ]
        self.photos_due = max(0, self.photos_due - len(photos))
        record("inspection.add_photos", self.inspection.subject, by)
        self._publish()

    def drop_photos_due(self, by: Card) -> None:
        """不补了: they are not there any more."""
        self._refuse_unless_own(by)
        self.photos_due = 0
        record("inspection.drop_photos", self.inspection.subject, by)
        self._publish()

    def _refuse_unless_own(self, by: Card) -> None:
        if self.found_by_id != by.id:
            raise RuleBroken("照片由记下这一条的作风监督员补传")
        self.inspection.only_in(InspectionState.HELD)
        if self.is_settled:
            raise RuleBroken(f"这一条{self.state.label}，照片请交给督查室")

    @staticmethod
    def _refuse_unless_of_team(inspection: Inspection, by: Any, card: Card | None) -> None:
        ids = {one.id for one in inspection.cards}
        if card is not None and card.id not in ids:
            raise RuleBroken("只有参加这次巡查的作风监督员才能记录")
        if isinstance(by, Account) and not by.may(Permission.INSPECTION_HOLD):
            raise RuleBroken("巡查发现由督查室、纪检监察机关或作风监督员记录")

    # ---- 处理 -------------------------------------------------------------------------------

    def to_matter(
        self,
        by: Account,
        *,
        title: str,
        requirement: str,
        lead: Unit,
        days: int,
        way: Way = Way.ROUTE,
    ) -> Matter:
        """转督办: a matter of the kind 巡查发现, which passes all four gates. The representatives
        of the team are answered, and rate. What was only noted may be taken up after all."""
        self._settle(by, F.OPEN, F.NOTED)
        self.state = F.OPEN
        requirement = said(requirement, 1000, "请写明办理要求")
        matter = Matter.register(
            by,
            kind=MatterKind.INSPECTION,
            title=title,
            way=way,
            lead=lead,
            sources=[self],
            requirement=requirement,
            days=days,
        )
        self.state, self.settled_by = F.MATTER, by
        record("inspection.to_matter", self.inspection.subject, by, matter=matter.id)
        self._publish()
        return matter

    def note(self, by: Account, text: str) -> None:
        """记录在案: put right on the spot, or nothing more to be done."""
        self._settle(by)
        self.noted = said(text, NOTED, "请写明怎样处理的，例如当场纠正")
        self.state, self.settled_by = F.NOTED, by
        record("inspection.note", self.inspection.subject, by)
        self._publish()

    def set_aside(self, by: Account, *, unit: Unit | None, person: str = "") -> Report:
        """另行处理: it goes to 专办人员 as a report, and leaves neither words nor photos behind.

        Nothing is told of it in audit or topics. Whoever found it is its reporter and reads the
        outcome with their card; nobody gets a receipt code.
        """
        self._settle(by)
        visit = self.visit or Visit.current()
        if visit is None:
            raise RuleBroken("还没有一期活动，不能转为监督举报")
        visit.refuse_in_rehearsal("请结束彩排之后再转")
        report = Report.of_inspection(
            visit,
            f"{self.kind.label if self.kind else ''}：{self.text}",
            given_at=self.at,
            place=self.inspection.where,
            unit=unit,
            person=person,
            card=self.found_by,
            files=[photo.file.moved() for photo in self.photos],
        )
        self.sealed, self.state = secret.seal(None), F.SET_ASIDE
        self.found_by = self.entered_by = self.settled_by = None
        self.photos_due = 0
        db.session.flush()  # the database lets photos go from there on
        self.photos.clear()
        return report

    def _settle(self, by: Account, *states: FindingState) -> None:
        if not by.may(Permission.INSPECTION_HOLD):
            raise RuleBroken("由督查室或纪检监察机关处理")
        self.inspection.only_in(InspectionState.HELD)
        if self.state not in (states or (F.OPEN,)):
            raise RuleBroken(f"这一条{self.state.label}")

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"{self.inspection.name}第{self.number}条"

    @property
    def ways_on(self) -> tuple[str, ...]:
        """What can still become of it, by the names of the acts."""
        ways = {F.OPEN: ("matter", "note", "aside"), F.NOTED: ("matter",)}
        return ways.get(self.state, ())

    @property
    def is_settled(self) -> bool:
        return self.state is not F.OPEN

    @property
    def _said(self) -> dict[str, Any]:
        return secret.unseal(self.sealed) or {}

    @property
    def text(self) -> str:
        return str(self._said.get("text", ""))

    @property
    def kind(self) -> Misconduct | None:
        kind = self._said.get("kind")
        return Misconduct(kind) if kind else None

    @property
    def at(self) -> datetime:
        moment = self._said.get("at")
        return datetime.fromisoformat(moment) if moment else self.inspection.planned_at

    @property
    def visit(self) -> Visit | None:
        return self.inspection.visit

    @property
    def askers(self) -> list[Card]:
        """Who is answered when it becomes a matter."""
        return self.inspection.cards

    def _publish(self) -> None:
        attributes.flag_modified(self, "noted")
        publish("inspections", *(card.topic for card in self.inspection.cards))


class InspectionPhoto(Model):
    """巡查照片: sealed on the disk."""

    __tablename__ = "inspection_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey(InspectionFinding.id), index=True)
    position: Mapped[int]
    sealed: Mapped[str] = mapped_column(Text)

    finding: Mapped[InspectionFinding] = relationship(back_populates="photos")

    @classmethod
    def keep(cls, position: int, name: str, content: bytes) -> "InspectionPhoto":
        file = SealedFile.keep(name, content)
        if not file.is_picture:
            raise RuleBroken(f"「{name}」不是照片，请上传 JPG 或 PNG")
        return cls(position=position, sealed=file.sealed)

    @property
    def file(self) -> SealedFile:
        return SealedFile.of(self.sealed)


def _sealed(kind: Misconduct, text: str, at: datetime) -> str:
    return secret.seal({"kind": kind.value, "text": text, "at": at.isoformat()})
