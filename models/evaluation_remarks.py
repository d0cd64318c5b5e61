"""揭短挑刺: what was written on the ballots of a closed round becomes opinions, nobody's own."""

from collections.abc import Sequence

from sqlalchemy import select

from models.account import Account
from models.audit import record
from models.ballot import Remark
from models.base import RuleBroken, db
from models.evaluation import Evaluation
from models.evaluation_results import EvaluationResults
from models.opinion import Opinion
from models.roles import Permission
from models.topic import publish


def to_opinions(evaluation: Evaluation, remarks: Sequence[Remark], by: Account) -> list[Opinion]:
    """附言转为意见建议. Done twice, each exists once. Remarks are random in their order, and the
    numbers of the opinions are, too."""
    if not by.may(Permission.MATTER_SUPERVISE):
        raise RuleBroken("由督查室转为意见建议")
    told = {remark.id for unit in EvaluationResults.of(evaluation).told for remark in unit.remarks}
    if not remarks:
        raise RuleBroken("请勾选要转为意见建议的附言")
    if any(remark.id not in told for remark in remarks):
        raise RuleBroken("勾选的附言不在这次测评公布的结果里")
    found = [Opinion.of_remark(remark, evaluation.visit, by) for remark in remarks]
    record("evaluation.to_opinions", evaluation.subject, by, number=len(found))
    publish(evaluation.subject)
    return found


def opinions_of(evaluation: Evaluation) -> dict[str, Opinion]:
    """What became of its remarks, by the remark's id."""
    own = select(Remark.id).filter_by(evaluation_id=evaluation.id)
    found = select(Opinion).where(Opinion.remark_id.in_(own)).order_by(Opinion.number)
    return {str(opinion.remark_id): opinion for opinion in db.session.scalars(found)}
