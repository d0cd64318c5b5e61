"""One matter made two (拆分), two made one (合并办理): nobody who asked is lost on the way, no gate
and no deadline is got rid of, and both records say what happened."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from models import clock
from models.audit import record
from models.base import RuleBroken, db
from models.entry import EntryKind
from models.gate import DUE_GATES, Gate
from models.limits import Limits
from models.matter import Matter, Source
from models.question import Promise
from models.representative import Card
from models.round import Round
from models.terms import IN_WORK, Light, MatterState, Way
from models.text import said
from models.topic import publish
from models.unit import Unit

MOST_OFFERED = 200


def refuse_unless_regroupable(matter: Matter) -> None:
    """Raises RuleBroken once something was reported or answered: gates, replies and ratings belong
    to the matter, and must not be left behind."""
    matter.only_in(*IN_WORK)
    if len(matter.rounds) > 1:
        raise RuleBroken(f"{matter.name}已经答复过代表，不能再拆分、合并")
    if matter.round.reported_at is not None:
        raise RuleBroken(f"{matter.name}已经报结过，不能再拆分、合并")


# ---- 拆分 ----------------------------------------------------------------------------------------


def split(
    matter: Matter,
    by: Any,
    *,
    title: str,
    way: Way,
    lead: Unit,
    sources: Sequence[Source] = (),
    assisting: Sequence[Unit] = (),
    requirement: str = "",
    days: int | None = None,
) -> Matter:
    """拆分: a new matter of the same kind, with the same gates, for some of the sources, whose
    askers go with them. Without any, what was said holds two things: all are answered twice. A
    promised date holds for both."""
    refuse_unless_regroupable(matter)
    kept = [each for each in matter.sources if each not in sources]
    if any(each not in matter.sources for each in sources):
        raise RuleBroken("选中的来件已经不在这一件里，请看清最新情况")
    if sources and not kept and not matter.of_meetings and not matter.findings:
        raise RuleBroken("至少留一件来件在原事项里；全部要改的，请直接重新交办")
    usual, _ = Limits.current().of(way)
    part = Matter.register(
        by,
        kind=matter.kind,
        title=title,
        way=way,
        lead=lead,
        sources=(),
        assisting=assisting,
        requirement=requirement,
        days=days or usual,
        promised_on=matter.round.promised_on,
        extra_gates=[each.kind for each in matter.gates if each.kind not in DUE_GATES[matter.kind]],
        split_from=matter,
    )
    if sources:
        _move(sources, matter, part, by)
    else:
        part.add_askers([asker.card for asker in matter.askers])
    named = "、".join(each.name for each in sources if not isinstance(each, Promise))
    told = f"{named}拆出" if named else "其中一部分拆出"
    matter.did(EntryKind.SPLIT, by, f"{told}，另立{part.name}「{part.title}」", part=part.id)
    part.did(
        EntryKind.SPLIT, by, f"由{matter.name}「{matter.title}」拆出，单独办理", whole=matter.id
    )
    return part


# ---- 合并办理 ------------------------------------------------------------------------------------


def refuse_unless_leaving(matter: Matter) -> None:
    """Raises RuleBroken unless `matter` may end by being merged into some other."""
    refuse_unless_regroupable(matter)
    if matter.light() is Light.OVER:
        raise RuleBroken(f"{matter.name}已经超期，超期要如实统计，不能并入别的事项")


def refuse_unless_mergeable(matter: Matter, into: Matter) -> None:
    """Raises RuleBroken where an overdue matter, an earlier deadline or a signed gate would get
    lost."""
    if matter is into:
        raise RuleBroken("不能并入它自己")
    refuse_unless_leaving(matter)
    refuse_unless_regroupable(into)
    ends, goes_on = matter.round.due_on, into.round.due_on
    if ends is not None and (goes_on is None or goes_on > ends):
        raise RuleBroken(
            f"{matter.name}的时限早于{into.name}，不能因为合并而推迟。请把{into.name}并入{matter.name}"
        )


def merge(matter: Matter, into: Matter, by: Any, reason: str) -> None:
    """合并办理: `matter` ends as 已并入, which is no 销号. Its sources and askers, its units and
    the gates that are due in it go over."""
    refuse_unless_mergeable(matter, into)
    reason = said(reason, 500, "请写明为什么合并办理")
    if matter.round.open_extension is not None:
        matter.decide_extension(by, False, f"已并入{into.name}")
    _move(matter.sources, matter, into, by)
    _follow(matter, into, [asker.card for asker in matter.askers])  # who came with no source
    due = {gate.kind for gate in into.gates}
    into.round.gates += [Gate(kind=g.kind) for g in matter.gates if g.kind not in due]
    _hand_over_units(matter, into)
    matter.did(EntryKind.MERGE, by, f"并入{into.name}「{into.title}」办理：{reason}", into=into.id)
    into.did(
        EntryKind.MERGE, by, f"{matter.name}「{matter.title}」并入：{reason}", merged=matter.id
    )
    db.session.flush()
    matter.state, matter.merged_into = MatterState.MERGED, into
    db.session.flush()


def _hand_over_units(matter: Matter, into: Matter) -> None:
    """Whoever worked on it helps with what it has become part of."""
    if matter.state is MatterState.REGISTERED:
        return
    helpers = [a.unit for a in into.round.held if not a.is_lead]
    fresh = [u for u in matter.units if u is not into.lead and u not in helpers]
    into.round.hand_to(into.lead, [*helpers, *fresh])
    for assignment in into.round.held:
        if assignment.unit in fresh and into.state is not MatterState.REGISTERED:
            assignment.assigned_at = clock.now()


# ---- what goes over ------------------------------------------------------------------------------


def _move(sources: Sequence[Source], matter: Matter, to: Matter, by: Any) -> None:
    leaving = [card for source in sources for card in source.askers]
    for source in sources:
        source.matter = to
        if isinstance(source, Promise):
            source.question.matter = to
        subject = f"promise:{source.id}" if isinstance(source, Promise) else source.subject
        record("matter.source", subject, by, matter=to.id, before=matter.id)
    db.session.flush()
    for each in (matter, to):
        db.session.expire(each, ["questions", "opinions", "promises"])
    staying = {card.id for source in matter.sources for card in source.askers}
    to.add_askers(leaving)
    _follow(matter, to, [card for card in leaving if card.id not in staying])


def _follow(matter: Matter, to: Matter, cards: Sequence[Card]) -> None:
    """These are answered there, and here no more."""
    to.add_askers(cards)
    ids = {card.id for card in cards}
    for asker in matter.askers:
        if asker.card_id in ids:
            asker.moved_to_id = to.id
    db.session.flush()
    db.session.expire(matter, ["askers"])
    publish(*(card.topic for card in cards))


def candidates(matter: Matter) -> list[Matter]:
    """What `matter` may be merged into as things are; those of its own lead unit come first."""
    once = select(Round.matter_id).group_by(Round.matter_id)
    once = once.having(func.max(Round.number) == 1, func.max(Round.reported_at).is_(None))
    found = select(Matter).where(
        Matter.state.in_(IN_WORK),
        Matter.id != matter.id,
        Matter.sorts_on <= matter.sorts_on,
        Matter.id.in_(once),
    )
    order = (Matter.lead_id != matter.lead_id, Matter.year.desc(), Matter.number.desc())
    return list(db.session.scalars(found.order_by(*order).limit(MOST_OFFERED)))
