"""Attendance (到会情况): who was there, in which capacity, for how long and for which items."""

from datetime import time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Model, RuleBroken, Versioned, db
from models.block import Part
from models.field import Field
from models.labels import Labelled
from models.representative import Card

if TYPE_CHECKING:
    from models.agenda import AgendaItem
    from models.meeting import Meeting
    from models.minutes import Minutes


class AttendanceKind(Labelled):
    PRESENT = "present", "出席"
    OBSERVER = "observer", "列席"
    PARTICIPANT = "participant", "参加"
    ABSENT = "absent", "请假"


attendance_item = Table(
    "attendance_item",
    Model.metadata,
    Column("attendance_id", ForeignKey("attendance.id"), primary_key=True),
    Column("item_id", ForeignKey("agenda_item.id"), primary_key=True),
)


class Attendance(Part, Model):
    """到会情况: one person, as the minutes list them. Without items it is the whole meeting."""

    __tablename__ = "attendance"

    KIND = "attendance"
    FIELDS = (
        Field("kind", "到会情况", "choice"),
        Field("name", "姓名", longest=40),
        Field("unit", "单位", longest=60),
        Field("title", "职务", longest=60),
        Field("arrived_at", "到会时间", "time"),
        Field("left_at", "离会时间", "time"),
        Field("items", "列席的议题", "items"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    kind: Mapped[AttendanceKind]
    name: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), default=None)
    arrived_at: Mapped[time | None] = mapped_column(default=None)  # None: from the beginning
    left_at: Mapped[time | None] = mapped_column(default=None)

    meeting: Mapped["Meeting"] = relationship()
    card: Mapped[Card | None] = relationship()
    items: Mapped[list["AgendaItem"]] = relationship(
        secondary=attendance_item,
        order_by="AgendaItem.position",
        secondaryjoin="and_(AgendaItem.id == attendance_item.c.item_id,"
        " AgendaItem.removed_at.is_(None))",
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def minutes(self) -> "Minutes":
        return self.meeting.minutes

    @property
    def siblings(self) -> list["Attendance"]:
        return self.meeting.attendance

    def forget_siblings(self) -> None:
        db.session.flush()
        db.session.expire(self.meeting, ["attendance"])

    @property
    def words(self) -> str:
        """县交通运输局局长王建军."""
        return f"{self.unit}{self.title}{self.name}"

    @property
    def note(self) -> str:
        """（15:30到会，列席第二项）, or nothing for who was there all the time."""
        parts = []
        if self.arrived_at is not None:
            parts.append(f"{self.arrived_at:%H:%M}到会")
        if self.left_at is not None:
            parts.append(f"{self.left_at:%H:%M}离会")
        if self.items:
            ordinals = "、".join(item.ordinal for item in self.items)
            parts.append(f"{self.kind.label}第{ordinals}项")
        return f"（{'，'.join(parts)}）" if parts else ""

    def put(self, name: str, value: Any) -> None:
        if name == "kind":
            value = AttendanceKind(value)
            if value not in self.meeting.kinds:
                raise RuleBroken(f"{self.meeting.kind.label}不用「{value.label}」")
        if name == "items":
            live = self.meeting.minutes.items
            value = [item for item in live if item.id in value]
        super().put(name, value)

    def stay(
        self,
        by: Any,
        arrived_at: time | None,
        left_at: time | None,
        items: "list[AgendaItem] | None" = None,
    ) -> None:
        """记到会、离会时间和列席的议题."""
        self.minutes.refuse_unless_writable(by)
        if arrived_at and left_at and left_at <= arrived_at:
            raise RuleBroken("离会时间应在到会时间之后")
        if items and self.kind is not AttendanceKind.OBSERVER:
            raise RuleBroken("只有列席的人可以只列席部分议题")
        self.save(
            by,
            {
                "arrived_at": arrived_at.isoformat() if arrived_at else None,
                "left_at": left_at.isoformat() if left_at else None,
                "items": [item.id for item in items or ()],
            },
        )
        self.meeting.changed("meeting.attendance", by, kind=self.kind.value)
