"""Units (单位): departments, enterprises, towns and the offices of the county government."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.audit import record
from models.base import Model, RuleBroken, db
from models.labels import Labelled
from models.topic import publish

if TYPE_CHECKING:
    from models.account import Account


class UnitKind(Labelled):
    DEPARTMENT = "department", "部门"
    ENTERPRISE = "enterprise", "企业"
    TOWN = "town", "镇办"
    OFFICE = "office", "县政府办公室"  # 督查室 belongs to it
    GOVERNMENT = "government", "县政府"
    DISCIPLINE = "discipline", "纪检监察机关"
    PETITION = "petition", "信访部门"


class Unit(Model):
    """单位. `leader` is the county leader in charge (分管领导)."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[UnitKind]
    telephone: Mapped[str] = mapped_column(String(40), default="")
    leader_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", use_alter=True), default=None
    )

    leader: Mapped["Account | None"] = relationship(foreign_keys=[leader_id], post_update=True)

    @classmethod
    def found(cls, name: str, kind: UnitKind, by: object, telephone: str = "") -> "Unit":
        """设立单位."""
        if db.session.scalar(select(cls).filter_by(name=name)):
            raise RuleBroken(f"已有名为「{name}」的单位")
        unit = cls(name=name, kind=kind, telephone=telephone)
        db.session.add(unit)
        db.session.flush()
        record("unit.found", f"unit:{unit.id}", by, name=name, kind=kind.value)
        publish("units")
        return unit

    def put_under(self, leader: "Account", by: object) -> None:
        """确定分管领导."""
        if leader.role != "leader":
            raise RuleBroken("分管领导须是县领导账号")
        self.leader = leader
        record("unit.leader", f"unit:{self.id}", by, leader=leader.id)
