"""The visit in figures (简报): counted from the records, by the programme's own rule."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select

from models.base import db
from models.matter import Matter
from models.opinion import Channel, Opinion
from models.report import Report
from models.representative import Card
from models.terms import MatterKind, MatterState
from models.visit import Visit


@dataclass(frozen=True)
class Figures:
    """What one visit brought. Opinions and reports are those given 现场 by its representatives,
    as first recorded; questions and later channels are not in them."""

    representatives: int
    opinions: int
    reports: int
    matters_by_state: dict[MatterState, int]
    matters_by_kind: dict[MatterKind, int]

    @classmethod
    def of(cls, visit: Visit) -> "Figures":
        matters = select(func.count()).where(Matter.visit_id == visit.id)
        by_state = db.session.execute(matters.add_columns(Matter.state).group_by(Matter.state))
        by_kind = db.session.execute(matters.add_columns(Matter.kind).group_by(Matter.kind))
        return cls(
            representatives=_count(Card, Card.visit_id == visit.id),
            opinions=_count(
                Opinion, Opinion.visit_id == visit.id, Opinion.channel == Channel.ON_SPOT
            ),
            reports=_count(Report, Report.visit_id == visit.id, Report.channel == Channel.ON_SPOT),
            matters_by_state={state: count for count, state in by_state},
            matters_by_kind={kind: count for count, kind in by_kind},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "representatives": self.representatives,
            "opinions": self.opinions,
            "reports": self.reports,
            "matters": sum(self.matters_by_state.values()),
            "matters_by_state": {s.value: self.matters_by_state.get(s, 0) for s in MatterState},
            "matters_by_kind": {k.value: self.matters_by_kind.get(k, 0) for k in MatterKind},
        }


def _count(model: Any, *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*which)) or 0
