"""Replays the scripts: every act at its time, by its person, through the models' own methods."""

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from models import clock
from models.account import Account
from models.base import RuleBroken, begin_writing, db
from models.demo import appraisal, cast, evaluation, first, script, second, talk
from models.demo.county import CountyReplay
from models.demo.hearing import HearingReplay
from models.demo.hearing_script import HEARINGS
from models.demo.inspections import InspectionReplay
from models.demo.invitations import ThirdVisit, arrive, invite
from models.demo.keys import client_id, digits
from models.demo.matters import MatterReplay
from models.demo.meetings import MeetingReplay
from models.demo.notices import NoticeReplay
from models.demo.questions import QuestionReplay
from models.demo.reports import ReportReplay
from models.demo.showing import ShowingReplay
from models.demo.times import Times
from models.material import Material
from models.opinion import Channel, Opinion
from models.periodic import Handing, Owed, PeriodicReply
from models.question import Question
from models.reminding import remind
from models.representative import AgeGroup, Card, Representative, Sex
from models.roles import Role
from models.unit import Unit, UnitKind
from models.visit import Stop, StopKind, Visit

PASSWORD = "kaimen-2013"
SETTING_UP = "2013-06-03 09:00"
PREPARED: dict[int, script.Moment] = {1: "2013-06-17 15:00", 2: script.Workday(40, "09:00")}
REMINDED = (3, 2, 1)  # working days ago, by the timer
GIVEN = script.Workday(1, "16:00")  # 定期回复, to so many
GIVEN_TO = 4
PARTS = 8  # in which people come to the first stop
SEXES = {"女": Sex.FEMALE, "男": Sex.MALE, "female": Sex.FEMALE, "male": Sex.MALE}
AGES = {group.label: group for group in AgeGroup}


def load(environment: str) -> None:
    """Load both visits into an empty database. Raises RuleBroken in production or when the
    database holds a visit already."""
    if environment not in {"demo", "test"}:
        raise RuleBroken("演示数据只能装入演示环境")
    if db.session.scalar(db.select(Visit.id).limit(1)):
        raise RuleBroken("数据库里已有活动，不再装入演示数据")
    Demo().play()


class Demo:
    """The stage: who is who, what stands for which key, and the acts still to come."""

    def __init__(self) -> None:
        self.times = Times()
        self.units: dict[str, Unit] = {}
        self.staff: dict[str, Account] = {}
        self.visits: dict[int, Visit] = {}
        self.cards: dict[tuple[int, int], Card] = {}
        self.materials: dict[str, Material] = {}
        self.sources: dict[tuple[int, str], Question | Opinion] = {}  # by visit and key
        self.matters: dict[tuple[int, str], MatterReplay] = {}
        self._acts: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()

    def at(self, moment: script.Moment | datetime, act: Callable[[], None]) -> None:
        """Put an act on the programme; those of one moment keep their order."""
        when = moment if isinstance(moment, datetime) else self.times.moment(moment)
        if when <= self.times.now:
            heapq.heappush(self._acts, (when, next(self._order), act))

    def play(self) -> None:
        self.at(SETTING_UP, self._set_up)
        CountyReplay(self).schedule()
        self._visit(first, cast.FIRST_REPRESENTATIVES)
        self._visit(second, cast.SECOND_REPRESENTATIVES)
        for ago in REMINDED:
            self.at(script.Workday(ago, "08:30"), _remind)
        self.at(GIVEN, self._give_replies)
        evaluation.schedule(self)
        appraisal.schedule(self)
        ThirdVisit(self).schedule()
        db.session.commit()  # what was read so far must not hold back the first act
        while self._acts:
            when, _, act = heapq.heappop(self._acts)
            with clock.at(when):
                begin_writing()
                act()
                db.session.commit()

    def _give_replies(self) -> None:
        """定期回复 to some of those who wait for something."""
        for place, owed in enumerate(Owed.all()[:GIVEN_TO]):
            PeriodicReply.give(
                owed.person,
                self.staff["liwenjing"],
                given_on=clock.today(),
                way=Handing.TELEPHONE if place == 1 else Handing.HAND,
                receiver=owed.person.name,
            )

    # ---- who --------------------------------------------------------------------------------

    def _set_up(self) -> None:
        for unit in cast.UNITS:
            kind = UnitKind(unit.kind)
            self.units[unit.key] = Unit.found(unit.name, kind, "system", unit.telephone)
        for person in cast.STAFF:
            self.staff[person.login] = Account.open(
                login=person.login,
                name=person.name,
                role=Role(person.role),
                unit=self.units[person.unit],
                title=person.title,
                password=PASSWORD,
                by="system",
            )
        for unit in cast.UNITS:
            self.units[unit.key].put_under(self.staff[unit.leader], "system")

    def card(self, who: str, visit: int) -> Card:
        """'seat:7' in the script's own visit, 'first:7' in the first."""
        place, seat = who.split(":")
        return self.cards[1 if place == "first" else visit, int(seat)]

    def person(self, who: str, visit: int) -> Any:
        return self.card(who, visit) if ":" in who else self.staff[who]

    # ---- a visit ----------------------------------------------------------------------------

    def _visit(self, told: Any, people: Iterable[script.Representative]) -> None:
        number = told.VISIT.number
        prepared = PREPARED[number]
        self.at(prepared, lambda: self._prepare(told, people))
        stops: dict[str, Stop] = {}
        self.at(prepared, lambda: stops.update(self._itinerary(told)))
        organiser = told.VISIT.organisers[0]
        for stop in told.STOPS:
            if stop.start is not None:
                self.at(stop.start, self._start(number, stops, stop.key, organiser))
        self._arrivals(told)
        if all(stop.finish for stop in told.STOPS):
            last = max(self.times.moment(stop.finish) for stop in told.STOPS)
            self.at(last, lambda: self.visits[number].finish(self.staff[organiser]))
        for question in told.QUESTIONS:
            QuestionReplay(self, number, stops, question, organiser).schedule()
        for opinion in told.OPINIONS:
            self._opinion(number, stops, opinion)
        self._watch(told, number, stops)
        matters: dict[str, MatterReplay] = {}
        for matter in told.MATTERS:
            replay = MatterReplay(self, number, matter)
            replay.schedule()
            matters[matter.key] = self.matters[number, matter.key] = replay
        for notice in getattr(told, "NOTICES", ()):
            NoticeReplay(self, matters, notice).schedule()
        for meeting in talk.MEETINGS[number]:
            MeetingReplay(self, number, stops, meeting).schedule()
        ShowingReplay(self, number).schedule()
        for hearing in HEARINGS[number]:
            HearingReplay(self, number, hearing).schedule()

    def _watch(self, told: Any, number: int, stops: dict[str, Stop]) -> None:
        """监督: reports and inspections."""
        for report in told.REPORTS:
            ReportReplay(self, number, stops, report).schedule()
        for place, inspection in enumerate(told.INSPECTIONS):
            InspectionReplay(self, number, f"inspection-{place}", inspection).schedule()

    def _arrivals(self, told: Any) -> None:
        """A few at a time, those with the smallest numbers not always first."""
        begun = self.times.moment(told.STOPS[0].start)
        for part in range(PARTS):
            self.at(begun - timedelta(minutes=3 + 3 * part), self._arrive(told.VISIT, part))

    def _arrive(self, told: script.Visit, part: int) -> Callable[[], None]:
        def act() -> None:
            cards = self.visits[told.number].cards
            some = [card for card in cards if card.seat * 7 % PARTS == part]
            arrive(some, self.staff[told.organisers[0]])

        return act

    def _prepare(self, told: Any, people: Iterable[script.Representative]) -> None:
        organiser = self.staff[told.VISIT.organisers[0]]
        held_on = self.times.day(told.VISIT.held_on) if told.VISIT.held_on else self.times.today
        visit = self.visits[told.VISIT.number] = Visit.plan(held_on, organiser)
        for person in people:
            if person.returning:
                known = self.cards[1, person.returning].representative
            else:
                known = Representative.enrol(
                    organiser,
                    name=person.name,
                    sex=SEXES[person.sex],
                    age_group=AGES[person.age_group],
                    town=person.town,
                    place=person.village,
                    walk=person.occupation,
                    is_resident=person.is_resident,
                    telephone=person.phone,
                )
            code = digits(visit.number, person.seat)
            card, _ = Card.issue(visit, known, person.seat, organiser, code)
            self.cards[visit.number, person.seat] = card
        invite(visit, [card.representative for card in visit.cards], organiser)

    def _itinerary(self, told: Any) -> dict[str, Stop]:
        visit = self.visits[told.VISIT.number]
        organiser = self.staff[told.VISIT.organisers[0]]
        return {
            stop.key: visit.add_stop(
                organiser,
                kind=StopKind(stop.kind),
                name=stop.name,
                unit=self.units[stop.host],
                **self._planned(stop),
                place=stop.place,
                receptionist=stop.receptionist,
                telephone=stop.telephone,
                travel=stop.travel,
            )
            for stop in told.STOPS
        }

    def _planned(self, stop: script.Stop) -> dict[str, Any]:
        at, until = (
            _wall_time(self.times.moment(moment)) for moment in (stop.plan_start, stop.plan_finish)
        )
        return {"planned_at": at, "planned_until": until} if at < until else {"planned_at": at}

    def _start(
        self, visit: int, stops: dict[str, Stop], key: str, organiser: str
    ) -> Callable[[], None]:
        return lambda: self.visits[visit].start(stops[key], self.staff[organiser])

    # ---- what was said ----------------------------------------------------------------------

    def _opinion(self, visit: int, stops: dict[str, Stop], told: script.Opinion) -> None:
        key = client_id(visit, told.key)

        def give() -> None:
            card = self.cards[told.visit or visit, told.seat]
            stop = stops[told.stop] if told.stop else None
            if told.channel == "on_site":
                self.sources[visit, told.key] = Opinion.give(card, told.text, key, stop)
            else:
                by = self.staff[str(told.entered_by)]
                channel = Channel(told.channel)
                self.sources[visit, told.key] = Opinion.enter(
                    card, told.text, key, channel, by, self.visits[visit]
                )

        self.at(told.at, give)
        declined = told.declined
        if declined is not None:
            self.at(
                declined.at,
                lambda: self._said(visit, told.key).decline(
                    self.staff[declined.by], declined.reason
                ),
            )

    def _said(self, visit: int, key: str) -> Opinion:
        opinion = self.sources[visit, key]
        assert isinstance(opinion, Opinion)
        return opinion


def _remind() -> None:
    remind()


def _wall_time(moment: datetime) -> time:
    return clock.local(moment).time().replace(second=0, microsecond=0)
