"""Which drafts that representatives comment on await whom."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import selectinload

from models.base import db
from models.comment import Comment
from models.draft import Draft, DraftState
from models.roles import Permission
from models.task import Duty, Task

D, P, S = Duty, Permission, DraftState


def of_hearing(viewer: Any) -> Iterator[Task]:
    """To send out, to answer, to settle a revision, and to publish."""
    if not (viewer.may(P.DRAFT_HOLD) or viewer.may(P.DRAFT_WRITE)):
        return
    running = Draft.visible_to(viewer).where(Draft.state != S.PUBLISHED)
    loaded = running.options(
        selectinload(Draft.comments).joinedload(Comment.answer), selectinload(Draft.versions)
    )
    for draft in db.session.scalars(loaded.order_by(Draft.id)):
        duty = duty_of(draft, viewer)
        if duty is not None:
            left = len(draft.unanswered) if duty is D.ANSWER_COMMENTS else 1
            yield Task(duty, (draft.id,), f"《{draft.title}》", number=left, since=_since(draft))


def _since(draft: Draft) -> Any:
    return draft.closed_at or draft.opened_at or draft.drafted_at


def duty_of(draft: Draft, viewer: Any) -> Duty | None:
    """What this person is to do with it next; the unit answers, and the office what is its own."""
    holds = bool(viewer.may(P.DRAFT_HOLD))
    if draft.state is S.DRAFTING:
        return D.SEND_DRAFT if holds else None
    if draft.stands is not S.CLOSED:
        return None
    if draft.unanswered:
        return D.ANSWER_COMMENTS if draft.unit_id == viewer.unit_id else None
    if draft.working is not None:
        return D.ISSUE_REVISION if holds else None
    return D.PUBLISH_ANSWERS if viewer.may(P.DRAFT_PUBLISH) else None
