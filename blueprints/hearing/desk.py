"""The page of one draft: its paragraphs, each with what was said of it, and what is to do now."""

from dataclasses import dataclass
from typing import Any

from flask import Response, request

from blueprints.access import viewer
from blueprints.hearing.forms import ActForm, AnswerForm, ClosingForm, EntryForm, ReanswerForm
from blueprints.hearing.writing_forms import RevisionForm
from blueprints.pages import page
from models import Comment, Draft, DraftState, Passage, Permission
from models.draft_changes import unreflected

S = DraftState


@dataclass(frozen=True)
class Spot:
    """一段 with the comments on it. Without a passage it is the whole text, or what is gone."""

    name: str
    passage: Passage | None
    comments: list[Comment]

    @property
    def open(self) -> int:
        return len([one for one in self.comments if one.answer is None])


def spots(draft: Draft) -> list[Spot]:
    """In the order of the text that is in hand now; what was said of the whole comes last."""
    of: dict[int | None, list[Comment]] = {}
    for comment in draft.comments:
        of.setdefault(comment.paragraph_id, []).append(comment)
    latest = draft.standing[-1] if draft.standing else draft.versions[-1]
    found = [Spot(name, one, of.pop(one.paragraph_id, [])) for name, one in latest.named]
    overall = of.pop(None, [])
    gone = [one for rest in of.values() for one in rest]
    if gone:
        found.append(Spot("后来删去的段落", None, gone))
    if overall:
        found.append(Spot("对全文", None, overall))
    return found


def shown(draft: Draft, status: int = 200, **failed: Any) -> Response:
    """The page; a form that came back wrong stands in place of the fresh one of its name."""
    who = viewer()
    keeps, holds = draft.is_kept_by(who), who.may(Permission.DRAFT_HOLD)
    answers = keeps and draft.stands is S.CLOSED
    given: dict[str, Any] = {"act": ActForm(formdata=None, version=draft.version)}
    if keeps and draft.state is S.DRAFTING:
        given["facts"] = RevisionForm.of(draft)
    if holds and draft.state is S.DRAFTING:
        given["opening"] = ClosingForm.usual(draft)
    if holds and draft.state is S.OPEN and len(draft.unanswered) == len(draft.comments):
        given["extension"] = ClosingForm.usual(draft)
    if answers:
        given["answering"] = AnswerForm(formdata=None)
        answered = {one.answer for one in draft.comments if one.answer}
        given["reanswering"] = {one.id: ReanswerForm.of(one) for one in answered}
    if who.may(Permission.SUBMISSION_ENTER) and draft.stands in {S.OPEN, S.CLOSED}:
        given["entry"] = EntryForm(draft, formdata=None)
    reanswering = failed.pop("reanswer", {})
    given |= failed
    given.setdefault("reanswering", {}).update(reanswering)
    only_open = request.args.get("only") == "open"
    found = [one for one in spots(draft) if one.open or not only_open]
    return page(
        "hearing/show.html",
        "main",
        status,
        draft=draft,
        spots=found,
        only_open=only_open,
        keeps=keeps,
        holds=holds,
        publishes=who.may(Permission.DRAFT_PUBLISH),
        unreflected=unreflected(draft) if answers else [],
        given=given,
        failed=set(failed) | set(reanswering),
    )
