"""Acts on many matters at once (批量办理): each is done whole or not at all, and told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.base import RuleBroken, db
from models.labels import Labelled
from models.matter import Matter
from models.round import Round

MOST = 200  # matters at once


class BulkAct(Labelled):
    ASSIGN = "assign", "交办"
    URGE = "urge", "催办"
    ESCALATE = "escalate", "上报分管领导"

    @property
    def needs_words(self) -> bool:
        return self is not BulkAct.ASSIGN


@dataclass(frozen=True)
class Remainder:
    """剩下的一件, and why it could not be dealt with."""

    matter: Matter
    reason: str


@dataclass(frozen=True)
class Outcome:
    """批量办理的结果."""

    done: list[Matter]
    remainder: list[Remainder]


def act_on(marks: Iterable[str], act: BulkAct, by: Any, words: str) -> Outcome:
    """Of each matter that a mark like `5@2` names by id and the version that was seen. What cannot
    be dealt with so is left as it is, with its reason."""
    seen = dict(_read(mark) for mark in marks)
    if not seen:
        raise RuleBroken("请先勾选要办理的事项")
    if len(seen) > MOST:
        raise RuleBroken(f"一次最多办理 {MOST} 件")
    rounds = selectinload(Matter.rounds)
    found = select(Matter).where(Matter.id.in_(seen)).order_by(Matter.id)
    found = found.options(rounds.selectinload(Round.assignments), selectinload(Matter.askers))
    outcome = Outcome([], [])
    for matter in db.session.scalars(found).all():
        try:
            matter.expect(seen[matter.id])
            _do(matter, act, by, words)
        except RuleBroken as refusal:  # each of these checks comes before any change
            outcome.remainder.append(Remainder(matter, str(refusal)))
        else:
            outcome.done.append(matter)
    return outcome


def _do(matter: Matter, act: BulkAct, by: Any, words: str) -> None:
    if act is BulkAct.ASSIGN:
        matter.assign(by)
    elif act is BulkAct.URGE:
        matter.urge(by, words)
    else:
        matter.escalate(by, words)


def _read(mark: str) -> tuple[int, int | None]:
    name, _, version = mark.partition("@")
    if not name.isdecimal() or len(name) > 9:
        raise RuleBroken("勾选的事项不完整，请刷新页面后再办理")
    return int(name), int(version) if version.isdecimal() else None
