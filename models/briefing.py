"""The visit in figures (简报): counted from the records, by the programme's own rule."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.base import db
from models.matter import Matter, MatterKind, MatterState
from models.opinion import Channel, Opinion
from models.report import Report
from models.representative import Card
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
        opinions = select(func.count()).where(
            Opinion.visit_id == visit.id, Opinion.channel == Channel.ON_SPOT
        )
        return cls(
            representatives=_count(Card, visit),
            opinions=db.session.scalar(opinions) or 0,
            reports=_count(Report, visit),
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


def _count(model: type[Card] | type[Report], visit: Visit) -> int:
    return db.session.scalar(select(func.count()).where(model.visit_id == visit.id)) or 0
