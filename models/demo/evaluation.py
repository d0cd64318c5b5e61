"""民主测评 of the demo: the first visit's round from opening to counting, the second's going on."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from models.ballot import Marked, Marks, hand_in
from models.counting import close
from models.demo import cast
from models.demo.evaluation_script import FIRST, SECOND, Round
from models.demo.script import Moment, Today
from models.evaluation import Channel, Evaluation, Level
from models.paper_ballot import Keyed, PaperBallot, Spoiled, collect, hand_out, key_in
from models.representative import Card

if TYPE_CHECKING:
    from models.demo.build import Demo

HANDED_IN = 14  # of the second visit, so far
ORGANISER, RECORDER = "zhaomin", "chenxin"


def schedule(demo: "Demo") -> None:
    """Put both rounds on the programme."""
    first = RoundReplay(demo, 1, FIRST)
    first.begins("2013-06-20 16:40")
    first.votes("2013-06-20 16:44", len(first.seats()))
    demo.at("2013-06-20 17:50", first.count_papers)
    demo.at("2013-06-20 18:05", first.ends)
    second = RoundReplay(demo, 2, SECOND)
    second.begins(Today(34))
    second.votes(Today(30), HANDED_IN)
    demo.at(Today(12), second.begin_counting)


class RoundReplay:
    """One round, as its script tells it."""

    def __init__(self, demo: "Demo", visit: int, told: Round) -> None:
        self.demo, self.visit, self.told = demo, visit, told
        self.chance = random.Random(f"round {visit}")
        self.evaluation: Evaluation

    def seats(self) -> list[int]:
        """Who hands in on the tablet, in some order."""
        people = (cast.FIRST_REPRESENTATIVES, cast.SECOND_REPRESENTATIVES)[self.visit - 1]
        others = {*self.told.papers, *self.told.absent}
        seats = [person.seat for person in people if person.seat not in others]
        random.Random(f"order {self.visit}").shuffle(seats)
        return seats

    def begins(self, at: Moment) -> None:
        self.demo.at(at, self._begin)

    def _begin(self) -> None:
        by = self.demo.staff[ORGANISER]
        self.evaluation = Evaluation.prepare(self.demo.visits[self.visit], by)
        for target in self.told.targets:
            self.evaluation.appraise(by, [self.demo.units[target.unit]], target.window)
        self.evaluation.open(by)
        for seat in self.told.papers:
            hand_out(self.evaluation, self._card(seat), by)

    def votes(self, at: Moment, most: int) -> None:
        begun = self.demo.times.moment(at)
        for place, seat in enumerate(self.seats()[:most]):
            self.demo.at(begun + timedelta(seconds=40 * place), self._voting(seat))

    def _voting(self, seat: int) -> Callable[[], None]:
        def vote() -> None:
            hand_in(self.evaluation, self._card(seat), self._ballot(seat))

        return vote

    def _card(self, seat: int) -> Card:
        return self.demo.cards[self.visit, seat]

    def _ballot(self, seat: int) -> Marked:
        """What this person thinks; of a unit that they know nothing of, often nothing."""
        dimensions, marked = self.evaluation.dimensions, {}
        for one, target in zip(self.evaluation.appraised, self.told.targets, strict=True):
            if self.chance.randrange(100) >= target.turnout:
                continue
            drawn = (self.chance.choices(list(Level), weights)[0] for weights in target.levels)
            levels = dict(zip((each.id for each in dimensions), drawn, strict=True))
            channel = self.chance.choices(list(Channel), target.channels)[0]
            marked[one.id] = Marks(levels, channel, target.remarks.get(seat, ""))
        return marked

    def count_papers(self) -> None:
        """The sheets, mixed: keyed in by two, one of them settled, one spoiled."""
        one, other = self.demo.staff[ORGANISER], self.demo.staff[RECORDER]
        seats = list(self.told.papers)
        self.chance.shuffle(seats)
        collect(self.evaluation, one, len(seats))
        for number, seat in enumerate(seats, 1):
            read = Keyed(self._ballot(seat))
            if number == self.told.spoiled:
                read = Keyed({}, Spoiled.DOUBLE)
            key_in(self.evaluation, number, one, read)
            second = Keyed({}, Spoiled.ILLEGIBLE) if number == self.told.misread else read
            paper: PaperBallot = key_in(self.evaluation, number, other, second)
            if paper.is_disputed:
                paper.settle(other, read)

    def begin_counting(self) -> None:
        """Two sheets are back: one was read once, the other twice and differently."""
        one, other = self.demo.staff[ORGANISER], self.demo.staff[RECORDER]
        collect(self.evaluation, one, 2)
        for number, seat in enumerate(self.told.papers[:2], 1):
            read = self._ballot(seat)
            key_in(self.evaluation, number, one, Keyed(read))
            if number == self.told.misread:
                first = min(read)
                again = {**read, first: self._misread(read[first])}
                key_in(self.evaluation, number, other, Keyed(again))

    def _misread(self, marks: Marks) -> Marks:
        """One tick a row too high."""
        key = min(marks.levels)
        others = [level for level in Level if level is not marks.levels[key]]
        return replace(marks, levels={**marks.levels, key: others[0]})

    def ends(self) -> None:
        close(self.evaluation, self.demo.staff[ORGANISER])
