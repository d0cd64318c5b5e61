"""Replays one meeting of the demo: its minutes, and what became of its decisions."""

from typing import TYPE_CHECKING

from models.agenda import AgendaItem
from models.attendance import AttendanceKind
from models.decision import DecisionRow
from models.demo.matters import MatterReplay
from models.demo.script import Step
from models.demo.talk import Item, Meeting
from models.matter import Matter
from models.meeting import Meeting as Held
from models.meeting import MeetingKind
from models.visit import Stop

if TYPE_CHECKING:
    from models.demo.build import Demo


class MeetingReplay:
    """From the recorder's first word to the issued minutes, or to wherever its script leaves it."""

    meeting: Held

    def __init__(self, demo: "Demo", visit: int, stops: dict[str, Stop], told: Meeting) -> None:
        self.demo, self.visit, self.stops, self.told = demo, visit, stops, told

    def schedule(self) -> None:
        told = self.told
        self.demo.at(told.drafted_at, self._convene)
        self.demo.at(told.written_at, self._write)
        if told.submitted_at is not None:
            self.demo.at(told.submitted_at, self._submit)
            self.demo.at(told.submitted_at, self._let_speakers_read)
        if told.issued_at is None or told.reviewed_at is None or told.signed_at is None:
            return
        self.demo.at(told.reviewed_at, self._review)
        self.demo.at(told.signed_at, self._sign)
        replays = [
            DecisionReplay(self.demo, self.visit, decision.steps)
            for item in told.items
            for decision in item.decisions
        ]
        self.demo.at(told.issued_at, lambda: self._issue(replays))
        for replay in replays:
            replay.schedule()

    def _convene(self) -> None:
        told, by, staff = self.told, self.demo.staff[self.told.by], self.demo.staff
        if told.stop:
            self.meeting = Held.of_stop(self.stops[told.stop], by)
        else:
            self.meeting = Held.convene(
                by,
                kind=MeetingKind(told.kind),
                title=told.title,
                held_at=self.demo.times.moment(told.held_at),
                place=told.place,
                chair=staff[told.chair],
                visit=self.demo.visits[self.visit],
            )
        for kind, unit, duty, name in told.people:
            self.meeting.add(by, AttendanceKind(kind), name=name, unit=unit, title=duty)
        if not told.stop:
            self.meeting.add_representatives(by)
        for each in self.meeting.attendance:
            if each.card is not None and each.card.seat in told.absent:
                self.meeting.mark(each, AttendanceKind.ABSENT, by)

    def _write(self) -> None:
        by, minutes = self.demo.staff[self.told.by], self.meeting.minutes
        for told in self.told.items:
            self._write_item(minutes.add_item(by, told.title, told.reporter), told)
        minutes.copy_to(by, self.told.copies_to)

    def _write_item(self, item: AgendaItem, told: Item) -> None:
        by = self.demo.staff[self.told.by]
        for key in told.quotes:
            item.quote(self.demo.sources[self.visit, key], by)
        drafts = [
            DecisionRow(
                text=decision.text,
                lead=self.demo.units[decision.lead],
                due_on=None if decision.due is None else self.demo.times.day(decision.due),
                assisting=[self.demo.units[key] for key in decision.assisting],
            )
            for decision in told.decisions
        ]
        for speaker, words in told.statements:
            item.add_statement(by, speaker, words)
        for pledge in told.pledges:
            item.add_pledge(
                by,
                speaker=pledge.speaker,
                words=pledge.words,
                unit=self.demo.units[pledge.unit].id,
                due_on=self.demo.times.day(pledge.due).isoformat(),
            )
        item.write(by, title=told.title, reporter=told.reporter, said=told.said, decisions=drafts)

    def _submit(self) -> None:
        self.meeting.minutes.submit(self.demo.staff[self.told.by])

    def _let_speakers_read(self) -> None:
        """What the representatives found of the record of their words."""
        of_seat = {each.card.seat: each for each in self.meeting.minutes.statements if each.card}
        for seat in self.told.confirmed:
            statement = of_seat[seat]
            assert statement.card is not None
            statement.confirm(statement.card)
        if self.told.objection is not None:
            seat, words = self.told.objection
            statement = of_seat[seat]
            assert statement.card is not None
            statement.object(statement.card, words)

    def _review(self) -> None:
        self.meeting.minutes.review(self.demo.staff[self.told.issued_by])

    def _sign(self) -> None:
        self.meeting.minutes.sign(self.demo.staff[self.told.signed_by])

    def _issue(self, replays: "list[DecisionReplay]") -> None:
        matters = self.meeting.minutes.issue(self.demo.staff[self.told.issued_by])
        for replay, matter in zip(replays, matters, strict=True):
            replay.matter = matter


class DecisionReplay(MatterReplay):
    """A decision's matter: it exists since the minutes were issued."""

    matter: Matter

    def __init__(self, demo: "Demo", visit: int, steps: tuple[Step, ...]) -> None:
        self.demo, self.visit, self.steps = demo, visit, steps

    def schedule(self) -> None:
        for step in self.steps:
            self.demo.at(step.at, self._play(step))
