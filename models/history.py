"""History (版本): the whole text after any edit, two of them compared, one brought back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from models.agenda import AgendaItem
from models.attendance import Attendance
from models.base import RuleBroken, db
from models.block import SITTING, Block, Part
from models.decision import Decision
from models.edit import Edit, EditKind
from models.meeting import Meeting
from models.merge import Piece, differences
from models.minutes import Minutes
from models.outline import number
from models.pledge import Pledge
from models.statement import Statement

KINDS: tuple[type[Block], ...] = (Meeting, Attendance, AgendaItem, Statement, Decision, Pledge)
BLOCKS: dict[str, Any] = {kind.KIND: kind for kind in KINDS}
PARTS = ("statement", "decision", "pledge")
LABELS = {"statement": "发言", "decision": "议定事项", "pledge": "现场承诺"}

State = dict[str, Any]


@dataclass(frozen=True)
class Sitting:
    """一次修改: what one person did without a longer break; the text after its last edit."""

    number: int
    who: str
    began_at: datetime
    ended_at: datetime
    edits: int
    blocks: int


@dataclass(frozen=True)
class Passage:
    """One block in words."""

    key: str
    label: str
    words: str


@dataclass(frozen=True)
class Pair:
    """One block in two versions, in pieces that are the same or not."""

    key: str
    label: str
    pieces: list[Piece]

    @property
    def is_same(self) -> bool:
        return all(piece.is_same for piece in self.pieces)


def edits(minutes: Minutes) -> list[Edit]:
    """What the text was made of, oldest first."""
    found = select(Edit).filter_by(minutes_id=minutes.id).where(Edit.kind != EditKind.SENT)
    return list(db.session.scalars(found.order_by(Edit.number)))


def sittings(minutes: Minutes) -> list[Sitting]:
    """The newest first."""
    groups: list[list[Edit]] = []
    for edit in edits(minutes):
        last = groups[-1][-1] if groups else None
        if last and last.account_id == edit.account_id and edit.at - last.at < SITTING:
            groups[-1].append(edit)
        else:
            groups.append([edit])
    return [
        Sitting(
            group[-1].number, group[-1].who, group[0].at, group[-1].at,
            len(group), len({edit.block for edit in group}),
        )
        for group in reversed(groups)
    ]  # fmt: skip


def states_at(minutes: Minutes, number: int) -> dict[str, State]:
    """Every block's state after edit `number`, also of those that were taken out by then."""
    found = select(Edit).filter_by(minutes_id=minutes.id).where(
        Edit.kind != EditKind.SENT, Edit.number <= number
    )  # fmt: skip
    states = {edit.block: edit.state for edit in db.session.scalars(found.order_by(Edit.number))}
    if not states:
        raise RuleBroken("没有这个版本")
    return states


def passages(states: dict[str, State]) -> list[Passage]:
    """The text in the order in which it is read."""
    live = {key: state for key, state in states.items() if not state["removed"]}
    found = [Passage(key, "会议概况", _facts(live[key])) for key in _of_kind(live, "meeting")]
    people = "\n".join(_person(live[key]) for key in _of_kind(live, "attendance"))
    if people:
        found.append(Passage("attendance", "到会人员", people))
    for count, key in enumerate(_of_kind(live, "item"), 1):
        found += _item(live, key, count)
    return found


def _of_kind(states: dict[str, State], kind: str, item: int | None = None) -> list[str]:
    keys = [
        key
        for key, state in states.items()
        if key.startswith(f"{kind}:") and (item is None or state.get("item") == item)
    ]
    return sorted(keys, key=lambda key: (states[key].get("position", 0), int(key.split(":")[1])))


def _facts(state: State) -> str:
    names = (field.name for field in Meeting.FIELDS if field.name != "held_at")
    held = datetime.fromisoformat(state["held_at"])
    from models import clock

    lines = [f"{clock.local(held):%Y年%-m月%-d日 %H:%M}", *(state[name] for name in names)]
    return "\n".join(line for line in lines if line)


def _person(state: State) -> str:
    from models.attendance import AttendanceKind

    where = f"{state['unit']}{state['title']}{state['name']}"
    times = [
        f"{state[name][:5]}{word}"
        for name, word in (("arrived_at", "到会"), ("left_at", "离会"))
        if state[name]
    ]
    return f"{AttendanceKind(state['kind']).label}：{where}{'，'.join(['', *times])}"


def _item(live: dict[str, State], key: str, count: int) -> Iterator[Passage]:
    state, item = live[key], int(key.split(":")[1])
    reporter = f"汇报：{state['reporter']}\n" if state["reporter"] else ""
    heading = f"{number(1, count)}{state['title'] or '（未写标题）'}"
    yield Passage(key, heading, f"{reporter}{state['said']}".strip())
    for kind in PARTS:
        for place, part in enumerate(_of_kind(live, kind, item), 1):
            yield Passage(part, f"{heading}　{LABELS[kind]}{place}", _told(kind, live[part]))


def _told(kind: str, state: State) -> str:
    fields = {field.name: field.shown(state[field.name]) for field in BLOCKS[kind].FIELDS}
    if kind == "statement":
        return f"{fields['speaker']}：{fields['words']}"
    unit, words = fields.get("lead", fields.get("unit", "")), fields.get("text", "")
    words = words or f"{fields.get('speaker', '')}：{fields.get('words', '')}"
    helps = f"，配合单位：{fields['assisting']}" if fields.get("assisting") else ""
    return f"{words}\n责任单位：{unit or '未定'}{helps}，时限：{fields['due_on'] or '未定'}"


@dataclass(frozen=True)
class Changes:
    """What others did to a draft."""

    last: int
    moved: bool  # something was added, moved, taken out or brought back
    blocks: list[tuple[Any, str]]  # with who wrote last


def changes_since(minutes: Minutes, since: int, reader: Any) -> Changes:
    """Since edit `since`, by anybody but the reader; conflicts concern everybody."""
    found = select(Edit).filter_by(minutes_id=minutes.id).where(Edit.number > since)
    fresh = list(db.session.scalars(found.order_by(Edit.number)))
    foreign = [edit for edit in fresh if edit.account_id != reader.id]
    written = {EditKind.WRITTEN, EditKind.SENT}
    writers = {edit.block: edit.who for edit in foreign if edit.kind in written}
    writers |= {each.block: writers.get(each.block, "") for each in minutes.conflicts}
    blocks = [(minutes.block(key), who) for key, who in writers.items()]
    return Changes(
        fresh[-1].number if fresh else since,
        any(edit.kind not in written for edit in foreign),
        [(block, who) for block, who in blocks if block.KIND in {"item", *PARTS}],
    )


def compare(minutes: Minutes, old: int, new: int) -> list[Pair]:
    """Block by block, in the order of the newer text; what is gone follows."""
    before = {each.key: each for each in passages(states_at(minutes, old))}
    after = {each.key: each for each in passages(states_at(minutes, new))}
    pairs = []
    for key in [*after, *(key for key in before if key not in after)]:
        left, right = before.get(key), after.get(key)
        label = (right or left or Passage(key, "", "")).label
        words = (left.words if left else "", right.words if right else "")
        pairs.append(Pair(key, label, differences(*words)))
    return pairs


def restore(minutes: Minutes, number: int, by: Any) -> int:
    """恢复 the whole text after edit `number`, by new edits; how many blocks changed."""
    minutes.refuse_unless_writable(by)
    then = states_at(minutes, number)
    now = states_at(minutes, minutes.last_edit)
    changed = 0
    for key in now:
        state = then.get(key, {**now[key], "removed": True})
        if state != now[key] and key.split(":")[0] in BLOCKS:
            _put_back(minutes.block(key), state, by)
            changed += 1
    if not changed:
        raise RuleBroken("现在的文字和这个版本一样，不用恢复")
    db.session.flush()
    db.session.expire_all()
    minutes.changed("minutes.restore", by, number=number, blocks=changed)
    return changed


def _put_back(block: Block, state: State, by: Any) -> None:
    from models import clock

    is_removed = bool(state["removed"])
    if isinstance(block, Part):
        if is_removed and block.removed_at is None:
            block.refuse_unless_removable()
        block.removed_at = (block.removed_at or clock.now()) if is_removed else None
        block.position = state.get("position", block.position)
    for field in block.FIELDS:
        block.put(field.name, state[field.name])
    block.did(EditKind.REMOVED if is_removed else EditKind.RESTORED, by)
