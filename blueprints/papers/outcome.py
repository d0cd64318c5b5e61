"""The paper of what a visit asked and what became of it (上期意见办理情况)."""

from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Heading,
    Paper,
    Row,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)
from models import Matter, OpinionState, QuestionState
from models.standing import Standing
from models.visit_outcome import VisitOutcome

NO_RESULT = "不需回复"


def outcome_paper(outcome: VisitOutcome, county: str, now: datetime) -> Paper:
    """意见办理情况, for the representatives of the next visit."""
    visit = outcome.visit
    blocks: list[Block] = [
        *(Text(runs(words)) for words in told(outcome, now)),
        Heading(1, "已经办结的"),
        _done(outcome),
        Heading(1, "正在办理的"),
        _going(outcome),
        Heading(1, "现场承诺"),
        _promises(outcome),
    ]
    return Paper(
        name=f"{visit.name}意见办理情况",
        title=f"{visit.title}意见办理情况",
        blocks=numbered(
            [*blocks, Text(runs(f"{county}人民政府督查室整理，截至{full_day(now)}。"))]
        ),
    )


def told(outcome: VisitOutcome, now: datetime) -> tuple[str, str]:
    """What was asked, and how far it is, in two sentences."""
    figures, questions, opinions = outcome.figures, outcome.questions, outcome.opinions
    declined = f"，带回之后不予受理{outcome.declined}条" if outcome.declined else ""
    asked = (
        f"{full_day(outcome.visit.held_on)}，{figures.representatives}名群众代表走进县政府，提问"
        f"{outcome.asked}条，其中当场答复{outcome.answered}条、带回办理"
        f"{questions[QuestionState.ROUTED]}条、并入其他提问{questions[QuestionState.MERGED]}条、没有采用"
        f"{questions[QuestionState.REFUSED]}条{declined}；提出意见建议{opinions.total()}条（含会后来的），受理"
        f"{opinions[OpinionState.ACCEPTED]}条、不予受理{opinions[OpinionState.DECLINED]}条；"
        f"现场承诺{len(outcome.promises)}项，已兑现{outcome.kept}项。监督举报{figures.reports}件，由专办人员"
        "核查，结果分别告诉举报人，这里不列。"
    )
    stands = (
        f"截至{full_day(now)}，立为督办事项{outcome.matters}件，已销号{outcome.closed}件，"
        f"正在办理{len(outcome.going)}件。"
    )
    return asked, stands


def _done(outcome: VisitOutcome) -> Table:
    rows = [
        Row(
            (
                cell(matter.name),
                cell(matter.title),
                cell(matter.lead.name),
                cell(result.label if result else NO_RESULT),
                cell(_closed_on(matter)),
            )
        )
        for result, found in outcome.done
        for matter in found
    ]
    head = Row(heads("编号", "事项", "承办单位", "办理结果", "销号日期"))
    nothing = (Row((cell("还没有销号的", span=5),)),)
    return Table((24, 54, 34, 20, 24), tuple(rows) or nothing, (head,), size=10.5)


def _closed_on(matter: Matter) -> str:
    return full_day(matter.closed_at)


def _going(outcome: VisitOutcome) -> Table:
    rows = [
        Row(
            (
                cell(each.matter.name),
                cell(each.matter.title),
                cell(*standing_in_words(each.stands)),
                cell(full_day(each.stands.next_on) or "待定"),
            )
        )
        for each in outcome.going
    ]
    head = Row(heads("编号", "事项", "办到哪一步", "时限"))
    nothing = (Row((cell("都已办结", span=4),)),)
    return Table((24, 50, 56, 26), tuple(rows) or nothing, (head,), size=10.5)


def standing_in_words(stands: Standing) -> tuple[str, ...]:
    return (f"{stands.where}。", *([f"{stands.reason}。"] if stands.reason else []))


def _promises(outcome: VisitOutcome) -> Table:
    rows = [
        Row(
            (
                cell(each.words),
                cell(each.unit.name),
                cell(full_day(each.due_on)),
                cell(each.matter.state.label if each.matter else "待受理"),
            )
        )
        for each in outcome.promises
    ]
    head = Row(heads("承诺", "责任单位", "兑现时限", "办理阶段"))
    nothing = (Row((cell("本期没有现场承诺", span=4),)),)
    return Table((72, 36, 26, 22), tuple(rows) or nothing, (head,), size=10.5)
