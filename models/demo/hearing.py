"""Replays one draft of the demo: prepared, sent out, commented on, answered and published."""

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from models.agenda import AgendaItem
from models.base import db
from models.comment import Answer, Comment, Verdict
from models.demo.hearing_script import Answered, Hearing, Said
from models.demo.keys import client_id
from models.draft import Draft, DraftKind
from models.draft_version import DraftParagraph, DraftVersion
from models.on_behalf import Entered, EnteredFrom

if TYPE_CHECKING:
    from models.demo.build import Demo

ORGANISER, PUBLISHER = "zhaomin", "fengguoqing"


class HearingReplay:
    """From the pasted text to the answers, or to wherever its script leaves it."""

    draft: Draft

    def __init__(self, demo: "Demo", visit: int, told: Hearing) -> None:
        self.demo, self.visit, self.told = demo, visit, told
        self.comments: dict[str, Comment] = {}

    def schedule(self) -> None:
        told, demo = self.told, self.demo
        demo.at(told.prepared_at, self._prepare)
        if told.opened_at is None:
            return
        demo.at(told.opened_at, self._open)
        for said in told.said:
            demo.at(said.at, partial(self._comment, said))
        for answered in told.answered:
            demo.at(answered.at, partial(self._answer, answered))
        if told.revised_at is not None:
            demo.at(told.revised_at, self._revise)
        if told.published_at is not None:
            demo.at(told.published_at, self._publish)

    def _prepare(self) -> None:
        told = self.told
        by = self.demo.staff[told.by]
        items = select(AgendaItem).filter_by(title=told.item).order_by(AgendaItem.id)
        self.draft = Draft.prepare(
            by,
            told.text,
            unit=by.unit,
            kind=DraftKind(told.kind),
            title=told.title,
            purpose=told.purpose,
            is_signed=False,
            item=db.session.scalars(items).first() if told.item else None,
        )

    def _open(self) -> None:
        by = self.demo.staff[ORGANISER]
        self.draft.ask(by, [self.demo.cards[self.visit, seat] for seat in self.told.seats])
        self.draft.open(by, self.demo.times.day(self.told.closes_on))

    def _at(self, label: str) -> DraftParagraph | None:
        passages = self.draft.versions[0].passages
        return next((one.paragraph for one in passages if label and one.label == label), None)

    def _comment(self, said: Said) -> None:
        staff = self.demo.staff
        entered = Entered(staff[said.entered_by], EnteredFrom.PAPER) if said.entered_by else None
        self.comments[said.key] = Comment.give(
            self.draft,
            self.demo.cards[self.visit, said.seat],
            said.text,
            client_id(self.visit, f"{self.told.title} {said.key}"),
            self._at(said.place),
            entered=entered,
        )

    def _answer(self, told: Answered) -> None:
        comments = [self.comments[key] for key in told.keys]
        by = self.demo.staff[told.by]
        Answer.give(self.draft, comments, Verdict(told.verdict), told.words, by)

    def _revise(self) -> None:
        by = self.demo.staff[self.told.by]
        version = DraftVersion.revise(self.draft, by)
        for told in self.told.revised:
            passage = version.passage_of(self._at(told.label))
            assert passage is not None
            version.rewrite(passage, by, told.words, [self.comments[key] for key in told.keys])

    def _publish(self) -> None:
        version = self.draft.working
        assert version is not None
        version.issue(self.demo.staff[ORGANISER], self.told.note)
        self.draft.publish(self.demo.staff[PUBLISHER])
