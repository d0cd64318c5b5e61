"""Questions and opinions as a workbook: text stays text, numbers and days are what they are."""

from collections.abc import Iterable

from flask import Response
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import requires
from blueprints.questions.views import bp
from blueprints.sheets import DAY, MOMENT, NUMBER, TEXT, Column, fill, sent
from models import Opinion, Permission, Question, Visit, db
from models.proceedings import STAFF_VERSION, Proceedings

SEAT = Column("代表座号", NUMBER, lambda one: one.card.seat)
STOP = Column("参观点", 20, lambda one: one.stop.name if one.stop else "途中")
GIVEN = Column("提出时间", MOMENT, lambda one: one.given_at)
NUMBERED = Column("编号", NUMBER, lambda one: one.number)
WORDS = Column("内容", TEXT, lambda one: one.text)  # an opinion's
SHOWN = Column("内容", TEXT, lambda one: one.shown)
ORIGINAL = Column("原话", TEXT, lambda one: one.text if one.wording else None)
STATE = Column("状态", 10, lambda one: one.state.label)
REASON = Column("不采用的原因", 30, lambda one: one.reason)
DECLINED = Column(
    "不予受理的理由", 30, lambda one: one.declined_reason if one.is_declined else None
)
MATTER = (
    Column("督办编号", 14, lambda one: one.matter.name if one.matter else None),
    Column("督办状态", 10, lambda one: one.matter.state.label if one.matter else None),
)
ANSWER = (
    Column("答复人", 16, lambda one: one.speaker),
    Column("答复单位", 20, lambda one: one.unit.name if one.unit else None),
    Column("答复时间", MOMENT, lambda one: one.settled_at if one.answer else None),
    Column("答复内容", TEXT, lambda one: one.answer),
    Column("承诺内容", TEXT, lambda one: one.promise.words if one.promise else None),
    Column("承诺单位", 20, lambda one: one.promise.unit.name if one.promise else None),
    Column("承诺办结日期", DAY, lambda one: one.promise.due_on if one.promise else None),
)
PUBLIC = (
    NUMBERED,
    STOP,
    GIVEN,
    SHOWN,
    Column("并入的提问", 16, lambda one: "、".join(other.name for other in one.merged)),
    STATE,
    *ANSWER,
    *MATTER,
)
STAFF = (
    NUMBERED,
    SEAT,
    STOP,
    GIVEN,
    SHOWN,
    ORIGINAL,
    STATE,
    Column("并入第几号", NUMBER, lambda one: one.merged_into.number if one.merged_into else None),
    *ANSWER,
    REASON,
    DECLINED,
    *MATTER,
)
OPINIONS = (
    NUMBERED,
    SEAT,
    STOP,
    Column("渠道", 8, lambda one: one.channel.label),
    GIVEN,
    WORDS,
    STATE,
    DECLINED,
    *MATTER,
)


@bp.get("/visits/<int:visit_id>/questions.xlsx")
@requires(Permission.VISIT_READ)
def public_workbook(visit_id: int) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    book = Workbook(write_only=True)
    fill(book, "提问", PUBLIC, by_number(Proceedings.of(visit).questions))
    return sent(book, f"{visit.name}提问（公开版）.xlsx", f"questions-{visit.number}.xlsx")


@bp.get("/visits/<int:visit_id>/questions/staff.xlsx")
@requires(*STAFF_VERSION)
def staff_workbook(visit_id: int) -> Response:
    """With what was refused, who asked, and the opinions."""
    visit = db.get_or_404(Visit, visit_id)
    shown = Proceedings.of(visit, whole=True).questions
    every = [one for question in shown for one in (question, *question.merged)]
    opinions = select(Opinion).filter_by(visit_id=visit.id).order_by(Opinion.number)
    whole = opinions.options(joinedload(Opinion.stop), joinedload(Opinion.matter))
    book = Workbook(write_only=True)
    fill(book, "提问", STAFF, by_number(every))
    fill(book, "意见建议", OPINIONS, db.session.scalars(whole))
    name = f"{visit.name}提问和意见建议（内部版）.xlsx"
    return sent(book, name, f"questions-{visit.number}-staff.xlsx")


def by_number(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: question.number)
