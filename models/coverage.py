"""Coverage (覆盖面) of an invitation, and what the invited want to see (意向)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.base import db
from models.draw import Draw
from models.invitation import Invitation
from models.representative import AgeGroup, Representative, Sex
from models.unit import Unit, UnitKind
from models.visit import Visit

WALKS = (
    "务农",
    "养殖户",
    "村组干部",
    "个体户",
    "经商",
    "务工",
    "外来务工",
    "企业职工",
    "教师",
    "医生",
    "退休人员",
)
OF_TOWNS = ("人民政府", "办事处")


def towns() -> list[str]:
    """The towns of the county, as its units name them, then others that people come from."""
    named = select(Unit.name).where(Unit.kind == UnitKind.TOWN).order_by(Unit.id)
    found = list(db.session.scalars(named))
    for ending in OF_TOWNS:
        found = [name.removesuffix(ending) for name in found]
    come_from = select(Representative.town).distinct().order_by(Representative.town)
    return list(dict.fromkeys([*found, *db.session.scalars(come_from)]))


def walks() -> list[str]:
    """Walks of life: the usual ones, then others that are on the roster."""
    known = select(Representative.walk).distinct().order_by(Representative.walk)
    return list(dict.fromkeys([*WALKS, *db.session.scalars(known)]))


@dataclass(frozen=True)
class Coverage:
    """覆盖面: whom the invited stand for. Those who declined stand for nobody."""

    people: Sequence[Representative]
    towns: list[tuple[str, int]]
    walks: list[tuple[str, int]]
    newcomers: int
    women: int
    ages: list[tuple[str, int]]

    @classmethod
    def of(cls, visit: Visit, invitations: Sequence[Invitation]) -> "Coverage":
        """Also of people who have a card without an invitation."""
        asked = {one.representative for one in invitations if one.holds}
        asked |= {card.representative for card in visit.cards if card.is_active}
        people = sorted(asked, key=lambda person: person.id)
        draw = Draw.of(visit)
        by_town = Counter(person.town for person in people)
        by_walk = Counter(person.walk for person in people)
        by_age = Counter(person.age_group for person in people)
        return cls(
            people,
            _told([*(draw.towns if draw else []), *towns()], by_town),
            _told([*(draw.walks if draw else []), *walks()], by_walk),
            sum(not person.is_resident for person in people),
            sum(person.sex is Sex.FEMALE for person in people),
            [(age.label, by_age[age]) for age in AgeGroup],
        )

    @property
    def missing_towns(self) -> list[str]:
        return [name for name, count in self.towns if not count]

    @property
    def missing_walks(self) -> list[str]:
        return [name for name, count in self.walks if not count]


def _told(names: Sequence[str], counted: Counter[str]) -> list[tuple[str, int]]:
    return [(name, counted[name]) for name in dict.fromkeys(names)]


@dataclass(frozen=True)
class Wish:
    """意向: a unit, park or project, how many want to see it, and whether it is on the way."""

    name: str
    count: int
    stop: str  # of the plan, or ""

    @classmethod
    def all_of(cls, visit: Visit, invitations: Sequence[Invitation] | None = None) -> "list[Wish]":
        """What most want comes first. 县水务局 and 水务局 are one wish."""
        asked = Invitation.of(visit) if invitations is None else invitations
        counted: Counter[str] = Counter()
        names: dict[str, str] = {}
        for invitation in asked:
            if invitation.holds:
                for wish in dict.fromkeys(map(_bare, invitation.wishes)):
                    counted[wish] += 1
                for wish in invitation.wishes:
                    names.setdefault(_bare(wish), wish)
        ordered = sorted(counted, key=lambda wish: (-counted[wish], wish))
        return [cls(names[wish], counted[wish], _stop_of(visit, wish)) for wish in ordered]


def _bare(wish: str) -> str:
    plain = "".join(wish.split())
    return plain.removeprefix("柞水县").removeprefix("县") or plain


def _stop_of(visit: Visit, wish: str) -> str:
    for stop in visit.stops:
        names = [stop.name, *([stop.unit.name] if stop.unit else [])]
        if any(wish in name or _bare(name) in wish for name in names):
            return f"第 {stop.position} 站"
    return ""
