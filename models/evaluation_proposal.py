"""What a closed round proposes (测评整改建议): that a unit with which many were dissatisfied put it
right. A supervisor takes it up as a matter of the kind 评议整改, or sets it aside with a reason."""

from typing import Any

from sqlalchemy import ForeignKey, Text, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.evaluation import Appraised, Dimension, Evaluation
from models.evaluation_results import Counts, EvaluationResults
from models.labels import Labelled
from models.limits import Limits
from models.matter import Matter
from models.roles import Permission
from models.terms import MatterKind, Way
from models.text import said
from models.topic import publish

REQUIREMENT, REASON = 1000, 300  # characters at most
FEWEST_DISSATISFIED = 3  # what one or two say proposes nothing


class ProposalState(Labelled):
    WAITING = "waiting", "待受理"
    TAKEN_UP = "taken_up", "已受理"
    SET_ASIDE = "set_aside", "不立项"


class Proposal(Versioned, Model):
    """测评整改建议, of one unit or window. It is made when the round is closed, by the limit that
    holds then (`percent`)."""

    __tablename__ = "evaluation_proposal"

    id: Mapped[int] = mapped_column(primary_key=True)
    appraised_id: Mapped[int] = mapped_column(ForeignKey(Appraised.id), unique=True)
    percent: Mapped[int]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.WAITING)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), unique=True, default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)

    appraised: Mapped[Appraised] = relationship(lazy="joined")
    matter: Mapped[Matter | None] = relationship(back_populates="proposal")
    settled_by: Mapped[Account | None] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def make(cls, evaluation: Evaluation) -> list["Proposal"]:
        """提出整改建议 for the round that has just been closed; called where it is."""
        if evaluation.is_sealed:
            return []
        percent = Limits.current().dissatisfied_percent
        found = [
            cls(appraised=unit.appraised, percent=percent, state=ProposalState.WAITING)
            for unit in EvaluationResults.of(evaluation).told
            if exceeding(unit.dimensions, percent)
        ]
        db.session.add_all(found)
        db.session.flush()
        publish("intake")
        return found

    @classmethod
    def of(cls, evaluation: Evaluation) -> list["Proposal"]:
        """All of a round, in the order of its units."""
        own = select(cls).join(cls.appraised).where(Appraised.evaluation_id == evaluation.id)
        return list(db.session.scalars(own.order_by(Appraised.position)))

    @classmethod
    def waiting(cls) -> list["Proposal"]:
        """待受理, the earliest round first."""
        found = select(cls).join(cls.appraised).where(cls.state == ProposalState.WAITING)
        return list(db.session.scalars(found.order_by(Appraised.evaluation_id, Appraised.position)))

    def take_up(self, by: Account, *, title: str, requirement: str, days: int) -> Matter:
        """受理: all four gates; nobody rates what a secret ballot found."""
        self._settle(by)
        self.matter = Matter.register(
            by,
            kind=MatterKind.RECTIFICATION,
            title=title,
            way=Way.ROUTE,
            lead=self.appraised.unit,
            sources=[],
            requirement=said(requirement, REQUIREMENT, "请写明要整改什么"),
            days=days,
        )
        self.state, self.settled_by = ProposalState.TAKEN_UP, by
        self._did("take_up", by, matter=self.matter.id)
        return self.matter

    def set_aside(self, by: Account, reason: str) -> None:
        """不立项, for everybody to read who reads the results."""
        self._settle(by)
        self.reason = said(reason, REASON, "请写明不立项的理由")
        self.state, self.settled_by = ProposalState.SET_ASIDE, by
        self._did("set_aside", by, reason=self.reason)

    def _settle(self, by: Account) -> None:
        if not by.may(Permission.MATTER_SUPERVISE):
            raise RuleBroken("由督查室受理")
        if self.state is not ProposalState.WAITING:
            raise RuleBroken(f"{self.name}{self.state.label}")

    # ---- what it is -------------------------------------------------------------------------

    @property
    def evaluation(self) -> Evaluation:
        return self.appraised.evaluation

    @property
    def name(self) -> str:
        return f"{self.appraised.name}的整改建议"

    @property
    def findings(self) -> list[tuple[Dimension, Counts]]:
        """The dimensions that reach the limit, and their counts."""
        results = EvaluationResults.of(self.evaluation)
        unit = next(one for one in results.told if one.appraised is self.appraised)
        return exceeding(unit.dimensions, self.percent)

    def _did(self, action: str, by: Account, **detail: Any) -> None:
        attributes.flag_modified(self, "reason")  # every act raises the version
        told = {"unit": self.appraised.unit_id, **detail}
        record(f"proposal.{action}", self.evaluation.subject, by, **told)
        publish("intake", self.evaluation.subject)


def exceeding(dimensions: Any, percent: int) -> list[tuple[Dimension, Counts]]:
    """Those where 不满意 reaches so many per cent of all that are not 不了解."""
    return [
        (dimension, counts)
        for dimension, counts in dimensions
        if counts is not None
        and counts.dissatisfied >= FEWEST_DISSATISFIED
        and counts.dissatisfied * 100 >= percent * counts.informed
    ]
