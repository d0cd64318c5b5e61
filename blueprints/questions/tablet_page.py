"""The page of a representative's tablet. All cards of a visit read the same page but for a few
places, so it is rendered once for them, and kept for each card while it stands."""

from functools import cached_property
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import uuid4

from flask import Response, request
from markupsafe import Markup
from sqlalchemy import func, select

from blueprints.access import identity
from blueprints.live import live_connect, live_region, live_seen
from blueprints.pages import page
from blueprints.questions.asked import asked
from blueprints.questions.forms import Kind, SubmissionForm
from blueprints.slip import slip_of
from blueprints.splice import either, place, spliced
from models import Bearer, Card, Question, Support, Visit, db
from models.account import SESSIONS
from models.text import LONGEST

TEMPLATE = "questions/tablet.html"
SHARED = ("visit.%d", "room.%d", "supports.%d")  # regions of a visit


class Own(NamedTuple):
    """What else is one card's on the page, besides its live region."""

    asked: frozenset[int]  # ids of questions, of those that took in what was merged
    supported: frozenset[int]

    @classmethod
    def of(cls, card_id: int) -> "Own":
        target = func.coalesce(Question.merged_into_id, Question.id)
        own = db.session.scalars(select(target).where(Question.card_id == card_id))
        return cls(frozenset(own), frozenset(Support.targets_of(card_id)))

    def stand(self, question_id: int) -> str:
        """Which variant of the button 附议."""
        if question_id in self.asked:
            return "own"
        return "given" if question_id in self.supported else "free"


def tablet_page() -> Response:
    who = identity()
    assert who is not None and who.visit_id is not None  # the view is for cards alone
    card_id, visit_id = who.id, who.visit_id
    return spliced(
        TEMPLATE,
        (f"visit:{visit_id}", f"supports:{visit_id}", "units"),
        lambda: _shared(visit_id),
        # a lost card ends its sessions, and so changes its slip
        theirs=(SESSIONS, f"card:{card_id}"),  # Card.topic
        personal=Personal(card_id),
        anew={"client": uuid4},
    )


class Personal:
    """What is one card's at the places of its page, read when it is first asked for."""

    def __init__(self, card_id: int) -> None:
        self.card_id = card_id

    @cached_property
    def card(self) -> Bearer:
        return Bearer.of([self.card_id])[self.card_id]

    @cached_property
    def own(self) -> Own:
        return Own.of(self.card_id)

    def __call__(self, name: str) -> object:
        match name.partition("_")[0]:
            case "card":
                return self.card_id
            case "name":
                return self.card.name
            case "slip":
                return slip_of(self.card)
            case "mine":
                return live_region("mine", self.card_id)
            case "on":
                return live_seen(f"mine.{self.card_id}")
            case "asked":
                return self.own.stand(int(name.partition("_")[2]))
        raise KeyError(name)


def _shared(visit_id: int) -> dict[str, Any]:
    def stand(question: Question, own: Markup, given: Markup, free: Markup) -> Markup:
        return either(f"asked_{question.id}", own=own, given=given, free=free)

    visit = db.session.get_one(Visit, visit_id)
    card = SimpleNamespace(is_authenticated=True, id=place("card"), name=place("name"))
    regions = [name % visit_id for name in SHARED]
    return {
        **_read(visit, SubmissionForm(formdata=None, client_id=place("client"))),
        "viewer": card,
        "card": card,
        "slip": place("slip"),
        "stream": live_connect(*regions, also=place("on")),
        "mine": place("mine"),
        "stand": stand,
    }


def refused_page(card: Card, form: SubmissionForm) -> Response:
    """The page with what was written and could not be taken."""
    own = Own.of(card.id)

    def stand(question: Question, asked: Markup, given: Markup, free: Markup) -> Markup:
        return {"own": asked, "given": given, "free": free}[own.stand(question.id)]

    regions = [name % card.visit_id for name in SHARED]
    return page(
        TEMPLATE,
        "main",
        422,
        **_read(card.visit, form),
        card=card,
        slip=slip_of(card),
        stream=live_connect(*regions, f"mine.{card.id}"),
        mine=live_region("mine", card.id),
        stand=stand,
    )


def _read(visit: Visit, form: SubmissionForm) -> dict[str, Any]:
    form.offer_units()
    order = request.args.get("sort", "")
    return {"visit": visit, "form": form, "kinds": Kind, "longest": LONGEST, **asked(visit, order)}
