"""Closing a round (结束测评): the box is opened once, counted, and its key destroyed."""

from typing import Any

from sqlalchemy import func, select

from models import ballot_key
from models.ballot import (
    BallotWay,
    Envelope,
    Voter,
    lay_open,
    leave_no_trace,
    opened,
)
from models.base import RuleBroken, db
from models.evaluation import FEWEST, Evaluation, EvaluationState
from models.evaluation_proposal import Proposal
from models.paper_ballot import PaperBallot
from models.representative import Card


def close(evaluation: Evaluation, by: Any) -> None:
    """结束测评并计票. With fewer than FEWEST valid ballots the box stays shut for ever: counted,
    they would betray who gave which."""
    evaluation.lock()
    evaluation.refuse_unless(EvaluationState.OPEN)
    papers = PaperBallot.refuse_unfinished(evaluation)
    on_tablets = Voter.count(evaluation, BallotWay.TABLET)
    if on_tablets != _in_the_box(evaluation):
        raise RuleBroken("票箱里的票数和交票人数不符，不能计票。请保留现场，把测评作废")
    valid_papers = [paper.content for paper in papers if not paper.is_spoiled]
    valid = on_tablets + len(valid_papers)
    if valid >= FEWEST:
        lay_open(evaluation, [*opened(evaluation), *valid_papers])
    db.session.flush()
    evaluation.finish(
        by, issued=_issued(evaluation), returned=on_tablets + len(papers), valid=valid
    )
    Proposal.make(evaluation)
    leave_no_trace(at_the_end=True)


def _in_the_box(evaluation: Evaluation) -> int:
    counted = select(func.count()).select_from(Envelope)
    return db.session.scalar(counted.filter_by(evaluation_id=evaluation.id)) or 0


def _issued(evaluation: Evaluation) -> int:
    """发出: one to each card that holds, and to one that was lost after it had its ballot."""
    had = select(Voter.card_id).filter_by(evaluation_id=evaluation.id)
    counted = select(func.count()).select_from(Card).where(Card.visit_id == evaluation.visit_id)
    counted = counted.where(Card.revoked_at.is_(None) | Card.id.in_(had))
    return db.session.scalar(counted) or 0


def destroy_left_over_keys() -> list[int]:
    """Finish what a process that died between the end of a round and the destruction of its key
    has left; returns the rounds. A round that is just being opened keeps its key."""
    ended = select(Evaluation.id).where(
        Evaluation.state.in_((EvaluationState.CLOSED, EvaluationState.VOID))
    )
    left = sorted(ballot_key.kept() & set(db.session.scalars(ended)))
    for evaluation_id in left:
        ballot_key.destroy(evaluation_id)
    return left
