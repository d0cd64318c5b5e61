"""Answering comments, alone or like ones together; entering them for somebody; the workbook."""

from flask import Response, abort
from flask.typing import ResponseReturnValue
from openpyxl import Workbook

from blueprints.access import requires, viewer
from blueprints.hearing.area import back, bp, load, may_see, may_write
from blueprints.hearing.desk import shown
from blueprints.hearing.forms import AnswerForm, EntryForm, ReanswerForm
from blueprints.sheets import MOMENT, NUMBER, TEXT, Column, fill, sent
from models import Answer, Comment, Permission


@bp.post("/<int:draft_id>/answers")
@may_write
def answer(draft_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), AnswerForm()
    if not form.validate_on_submit():
        return shown(draft, 422, answering=form)
    picked = form.picked(draft)
    if any(one.version != seen for one, seen in picked):
        return shown(draft, 409, answering=form, conflict=True)
    comments = [one for one, _ in picked]
    Answer.give(draft, comments, form.verdict.data, form.words.data or "", viewer())
    return back(draft, f"已答复 {len(comments)} 条意见", "answers")


@bp.post("/<int:draft_id>/answers/<int:answer_id>")
@may_write
def reanswer(draft_id: int, answer_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), ReanswerForm()
    own = {one.answer.id: one.answer for one in draft.comments if one.answer}
    found = own.get(answer_id) or abort(404)
    valid = form.validate_on_submit()
    if form.version.is_behind(found.version):
        return shown(draft, 409, reanswer={answer_id: form}, conflict=True)
    if not valid:
        return shown(draft, 422, reanswer={answer_id: form})
    found.revise(viewer(), form.verdict.data, form.words.data or "")
    return back(draft, "答复已修改", "answers")


@bp.post("/<int:draft_id>/comments")
@requires(Permission.SUBMISSION_ENTER)
def enter(draft_id: int) -> ResponseReturnValue:
    """代录: what was said aloud or came on paper."""
    draft = load(draft_id)
    form = EntryForm(draft)
    if not form.validate_on_submit():
        return shown(draft, 422, entry=form)
    comment = Comment.give(
        draft,
        form.known[form.card_id.data],
        form.text.data or "",
        form.client_id.data or "",
        form.paragraph,
        entered=form.entered(viewer()),
    )
    return back(draft, f"已登记，{comment.name}", f"c{comment.id}")


@bp.get("/<int:draft_id>/comments.xlsx")
@may_see
def workbook(draft_id: int) -> Response:
    """意见采纳情况: names as far as whoever takes it along may know them."""
    draft, who = load(draft_id), viewer()
    columns = (
        Column("编号", NUMBER, lambda one: one.number),
        Column("对哪一段", 16, lambda one: one.place),
        Column("稿次", 16, lambda one: one.read.name),
        Column("意见", TEXT, lambda one: one.text),
        Column("提出人", 30, lambda one: one.signed_for(who)),
        Column("提出时间", MOMENT, lambda one: one.given_at),
        Column("来源", 10, lambda one: one.entered_from.label if one.entered_from else "平板"),
        Column("结论", 10, lambda one: one.answer.verdict.label if one.answer else "未答复"),
        Column("答复和理由", TEXT, lambda one: one.answer.words if one.answer else None),
        Column(
            "体现在", 20, lambda one: "、".join(p.edition.name_of(p.paragraph) for p in one.became)
        ),
    )
    book = Workbook(write_only=True)
    fill(book, "意见采纳情况", columns, draft.comments)
    return sent(book, f"{draft.title}意见采纳情况.xlsx", "comments.xlsx")
