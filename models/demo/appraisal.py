"""What followed from the first visit's round: opinions, a matter, a unit's plan; and two meetings
with units."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select

from models import clock
from models.ballot import Remark
from models.base import db
from models.demo import appraisal_script as told
from models.demo.keys import client_id
from models.demo.matters import MatterReplay
from models.evaluation import Evaluation
from models.evaluation_proposal import Proposal
from models.evaluation_remarks import to_opinions
from models.exchange import Exchange, ExchangeKind
from models.matter import Matter
from models.opinion import Opinion
from models.rectification_plan import RectificationPlan
from models.terms import COMPLEX_DAYS

if TYPE_CHECKING:
    from models.demo.build import Demo

Act = Callable[[], None]
FIRST = 1
SUPERVISOR = "liwenjing"


def schedule(demo: "Demo") -> None:
    """After the visits and their rounds have been scheduled."""
    demo.at(told.TAKEN_OVER, lambda: _take_over(demo))
    at, key, reason = told.DECLINED
    demo.at(at, lambda: _said(demo, key).decline(demo.staff[SUPERVISOR], reason))
    OfProposal(demo, FIRST, told.OF_PROPOSAL).schedule()
    for met in told.EXCHANGES:
        demo.at(met.at, partial(_meet, demo, met))
    for matter in (told.OF_REMARKS, told.OF_EXCHANGE):
        MatterReplay(demo, FIRST, matter).schedule()
    for planned in told.PLANS:
        PlanReplay(demo, planned).schedule()


class OfProposal(MatterReplay):
    """The matter that a proposal of the round was taken up as; the others are set aside, but one
    that still waits."""

    def _register(self) -> None:
        by = self.demo.staff[self.told.registered_by]
        for proposal in Proposal.waiting():
            unit = next(
                key
                for key, unit in self.demo.units.items()
                if unit.id == proposal.appraised.unit_id
            )
            if unit == self.told.lead:
                self.matter = proposal.take_up(
                    by,
                    title=self.told.title,
                    requirement=self.told.requirement,
                    days=self.told.days or COMPLEX_DAYS,
                )
            elif unit in told.SET_ASIDE:
                proposal.set_aside(by, told.SET_ASIDE[unit])


def _take_over(demo: "Demo") -> None:
    """附言转为意见建议."""
    round_ = db.session.scalars(
        select(Evaluation).filter_by(visit_id=demo.visits[FIRST].id).order_by(Evaluation.id)
    ).one()
    for key, beginning in told.REMARKS.items():
        found = select(Remark).where(Remark.text.startswith(beginning))
        remark = db.session.scalars(found.filter_by(evaluation_id=round_.id)).one()
        demo.sources[FIRST, key] = to_opinions(round_, [remark], demo.staff[SUPERVISOR])[0]


def _said(demo: "Demo", key: str) -> Opinion:
    opinion = demo.sources[FIRST, key]
    assert isinstance(opinion, Opinion)
    return opinion


def _meet(demo: "Demo", met: told.Met) -> None:
    exchange = Exchange.keep(
        demo.staff[met.by],
        demo.visits[FIRST],
        kind=ExchangeKind(met.kind),
        title=met.title,
        held_on=clock.local(demo.times.moment(met.held_on)).date(),
        place=met.place,
        units=[demo.units[key] for key in met.units],
        staff=[demo.staff[login] for login in met.staff],
        cards=[demo.cards[FIRST, seat] for seat in met.seats],
        others=met.others,
        text="\n".join(met.paragraphs),
    )
    for each in met.suggested:
        demo.at(each.at, _suggesting(demo, exchange.id, met.by, each))


def _suggesting(demo: "Demo", exchange_id: int, by: str, each: told.Suggested) -> Act:
    def act() -> None:
        exchange = db.session.get_one(Exchange, exchange_id)
        card, key = demo.cards[FIRST, each.seat], client_id(FIRST, each.key)
        demo.sources[FIRST, each.key] = exchange.suggest(demo.staff[by], card, each.text, key)

    return act


class PlanReplay:
    """A unit's plan, from the day on which it is drawn up."""

    plan: RectificationPlan

    def __init__(self, demo: "Demo", planned: told.Planned) -> None:
        self.demo, self.told = demo, planned

    def schedule(self) -> None:
        self.demo.at(self.told.at, self._draw_up)
        for place, (_, _, done_at, words) in enumerate(self.told.measures):
            if done_at is not None:
                self.demo.at(done_at, self._finishing(place, words))

    def _draw_up(self) -> None:
        planned, by, today = self.told, self.demo.staff[self.told.by], clock.today()
        self.plan = RectificationPlan.draw_up(
            by,
            title=planned.title,
            reason=planned.reason,
            responsible=planned.responsible,
            starts_on=today,
            ends_on=today + timedelta(days=planned.until),
        )
        for text, days, _, _ in planned.measures:
            self.plan.add_measure(by, text, today + timedelta(days=days))
        titled = select(Matter).where(Matter.title.in_(planned.matters)).order_by(Matter.id)
        self.plan.gather(by, list(db.session.scalars(titled)))

    def _finishing(self, place: int, words: str) -> Act:
        def act() -> None:
            by = self.demo.staff[self.told.by]
            self.plan.finish_measure(by, self.plan.measures[place], words)

        return act
