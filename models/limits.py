"""What the 督查室 sets (时限设定): the usual deadlines, when a matter is lagging, and from which
share of 不满意 an evaluation proposes that a unit put it right."""

from typing import Any

from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.terms import COMPLEX_DAYS, ORDINARY_DAYS, SLOW_DAYS, Way
from models.topic import publish

LONGEST_LIMIT = 180  # working days
LONGEST_SILENCE = 60
DISSATISFIED_PERCENT = 30  # unless set otherwise


class Limits(Versioned, Model):
    """时限设定. One row, once something was set; `days` holds for each way the usual working days,
    ordinary and complex. What was given a deadline before keeps it."""

    __tablename__ = "limits"

    id: Mapped[int] = mapped_column(primary_key=True)
    slow_days: Mapped[int] = mapped_column(default=SLOW_DAYS)
    dissatisfied_percent: Mapped[int] = mapped_column(default=DISSATISFIED_PERCENT)
    days: Mapped[dict[str, list[int]]] = mapped_column(JSON)

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def current(cls) -> "Limits":
        """What holds now: the programme's own days as long as nothing was set."""
        found = db.session.scalar(select(cls).where(cls.id == 1))
        return found or cls(
            id=1,
            version=0,
            slow_days=SLOW_DAYS,
            dissatisfied_percent=DISSATISFIED_PERCENT,
            days=usual(),
        )

    def of(self, way: Way) -> tuple[int, int]:
        """The working days, ordinary and complex."""
        ordinary, complex_ = self.days[way.value]
        return ordinary, complex_

    def set(
        self,
        by: Any,
        slow_days: int,
        days: dict[Way, tuple[int, int]],
        dissatisfied_percent: int,
    ) -> None:
        """设定. The lights follow at once; whoever holds matters has them computed anew. What a
        round has proposed stands."""
        if not 1 <= dissatisfied_percent <= 100:
            raise RuleBroken("不满意率是 1 至 100 的百分数")
        if not 1 <= slow_days <= LONGEST_SILENCE:
            raise RuleBroken(f"没有进展的工作日数是 1 至 {LONGEST_SILENCE}")
        for way in Way:
            ordinary, complex_ = days[way]
            if not 1 <= ordinary <= complex_ <= LONGEST_LIMIT:
                raise RuleBroken(
                    f"{way.label}：时限是 1 至 {LONGEST_LIMIT} 个工作日，复杂的不能比一般的短"
                )
        self.slow_days = slow_days
        self.dissatisfied_percent = dissatisfied_percent
        self.days = {way.value: list(days[way]) for way in Way}
        if not self.version:
            self.version = 1
            db.session.add(self)
        db.session.flush()
        record(
            "limits.set",
            "limits",
            by,
            slow_days=slow_days,
            dissatisfied_percent=dissatisfied_percent,
            days=self.days,
        )
        publish("limits", "board")


def usual() -> dict[str, list[int]]:
    return {way.value: [ORDINARY_DAYS, COMPLEX_DAYS] for way in Way}
