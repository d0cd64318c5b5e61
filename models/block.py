"""Blocks (段): what minutes are made of. Each is saved by itself, on the edit its writer saw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from models import clock
from models.audit import record
from models.base import RuleBroken, Versioned, db
from models.edit import Conflict, Edit, EditKind
from models.field import READ, Field, written
from models.merge import merge
from models.text import length
from models.topic import publish

if TYPE_CHECKING:
    pass

SITTING = timedelta(minutes=10)  # within it the record names a writer of a block once


@dataclass
class Saved:
    """What became of a save: the edit to go on from, with or without what others wrote."""

    block: "Block"
    sent: int  # what was sent is in this one
    number: int  # the block as it stands now
    conflicts: list[Conflict] = field(default_factory=list)


class Block(Versioned):
    """段. Its present state is in its own row, every earlier one in the record of edits."""

    KIND: ClassVar[str]
    FIELDS: ClassVar[tuple[Field, ...]]

    if TYPE_CHECKING:
        id: Any
        minutes: Any

    edited: Mapped[int] = mapped_column(default=0)  # the number of its last edit
    removed_at: Any = None  # moments, where a block can be taken out

    @property
    def is_out(self) -> bool:
        """It was taken out of the text, itself or with its item."""
        return False

    @property
    def key(self) -> str:
        return f"{self.KIND}:{self.id}"

    @classmethod
    def field(cls, name: str) -> Field:
        return next(each for each in cls.FIELDS if each.name == name)

    def value(self, name: str) -> Any:
        return written(getattr(self, name))

    def shown(self, name: str) -> str:
        value = getattr(self, name)
        if self.field(name).kind in {"unit", "units"}:  # they are at hand
            units = value if isinstance(value, list) else [value]
            return "、".join(unit.name for unit in units if unit)
        return self.field(name).shown(written(value))

    def values(self) -> dict[str, Any]:
        return {each.name: self.value(each.name) for each in self.FIELDS}

    def state(self) -> dict[str, Any]:
        """All of it, for the record of edits."""
        return self.values() | self.located() | {"removed": self.removed_at is not None}

    def located(self) -> dict[str, Any]:
        """Where it stands."""
        return {}

    def refuse_unless_removable(self) -> None:
        """What somebody relies on stays."""

    def restore(self, by: Any) -> None:
        raise RuleBroken("这一段没有删去")

    def put(self, name: str, value: Any) -> None:
        read = READ.get(self.field(name).kind)
        setattr(self, name, read(value) if read else value)

    def save(
        self,
        by: Any,
        values: Mapping[str, Any],
        base: int | None = None,
        client_id: str | None = None,
    ) -> Saved:
        """保存 what was written on the state after edit `base` (None: on the present one).

        What others have changed since stays: other fields and paragraphs are joined, and where
        both touched the same, the text stands and what was sent becomes a conflict beside it.
        """
        self.minutes.refuse_unless_writable(by)
        known = self._sent_before(client_id)
        if known is not None:
            return Saved(self, known.number, self.edited)
        mine = {name: self.field(name).clean(value) for name, value in values.items()}
        was = self._base(base)
        changed, collided = self._weigh(mine, was)
        sent = None
        if collided or (changed and was is not None):
            state = {**(was or self.state()), **mine}
            sent = Edit.note(self, EditKind.SENT, by, state, client_id)
            client_id = None
        for name, value in changed.items():
            self.put(name, value)
        if changed:
            self.did(EditKind.WRITTEN, by, client_id)
        conflicts = [self._collide(name, value, base, sent) for name, value in collided.items()]
        if conflicts:
            self.minutes.touched()
            db.session.flush()
            db.session.expire(self.minutes, ["conflicts"])
            publish(self.minutes.meeting.subject)
        return Saved(self, sent.number if sent else self.edited, self.edited, conflicts)

    def _sent_before(self, client_id: str | None) -> Edit | None:
        if not client_id:
            return None
        same = select(Edit).filter_by(minutes_id=self.minutes.id, client_id=client_id)
        return db.session.scalar(same)

    def _base(self, number: int | None) -> dict[str, Any] | None:
        """The state that was written on, where it is not the present one. Of one that nobody knows
        everything counts as changed: nothing is lost, at worst something stands there twice."""
        if number is None or number == self.edited:
            return None
        edit = Edit.of(self.minutes, number)
        return edit.state if edit is not None and edit.block == self.key else {}

    def _weigh(
        self, mine: dict[str, Any], base: dict[str, Any] | None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What of it goes into the block, and what cannot."""
        changed, collided = {}, {}
        for name, value in mine.items():
            now = self.value(name)
            was = now if base is None else base.get(name, self.field(name).empty)
            if value in (was, now):
                continue
            joined = value if now == was else self._joined(name, was, now, value)
            if joined is None or self.is_out:
                collided[name] = value
            else:
                changed[name] = joined
        return changed, collided

    def _joined(self, name: str, was: Any, now: Any, mine: Any) -> Any:
        spec = self.field(name)
        if spec.kind != "text":
            return None
        joined = merge(was, now, mine)
        return joined if joined is None or length(joined) <= spec.longest else None

    def _collide(self, name: str, value: Any, base: int | None, sent: Edit | None) -> Conflict:
        """One who goes on writing what collided goes on in the same conflict."""
        assert sent is not None
        whose = sent.account.id if sent.account else None
        own: list[Conflict] = [each for each in self.minutes.conflicts if each.account_id == whose]
        for conflict in own:
            if (conflict.block, conflict.field, conflict.edit) == (self.key, name, base):
                conflict.value, conflict.edit, conflict.at = value, sent.number, clock.now()
                return conflict
        conflict = Conflict(
            minutes_id=self.minutes.id, block=self.key, field=name, value=value, edit=sent.number
        )
        conflict.at, conflict.account = clock.now(), sent.account
        db.session.add(conflict)
        return conflict

    def did(self, kind: EditKind, by: Any, client_id: str | None = None) -> Edit:
        """Into the record of edits; into the audit chain once a sitting, since every few seconds
        would bury what else happened: submitting seals the text itself."""
        before = Edit.of(self.minutes, self.edited)
        edit = Edit.note(self, kind, by, client_id=client_id)
        self.edited = edit.number
        self.minutes.touched()
        db.session.flush()
        is_same = before is not None and before.account_id == edit.account_id
        if not (is_same and before and edit.at - before.at < SITTING and before.kind is kind):
            record(f"minutes.{kind.value}", self.minutes.meeting.subject, by, block=self.key)
        publish(self.minutes.meeting.subject)
        return edit


class Part(Block):
    """段 that can be taken out and brought back. Its row stays: edits and conflicts speak of it."""

    removed_at: Mapped[datetime | None] = mapped_column(default=None)
    position: Mapped[int]

    if TYPE_CHECKING:

        @property
        def siblings(self) -> list[Any]: ...
        def forget_siblings(self) -> None: ...

    def located(self) -> dict[str, Any]:
        return {"position": self.position}

    @property
    def is_out(self) -> bool:
        item: Any = getattr(self, "item", None)
        return self.removed_at is not None or (item is not None and item.is_out)

    def enter(self, by: Any) -> None:
        """As the last of its kind in its place."""
        others = [each for each in self.siblings if each is not self]
        self.position = max((each.position for each in others), default=0) + 1
        db.session.add(self)
        db.session.flush()
        self.did(EditKind.ADDED, by)
        self.forget_siblings()

    def remove(self, by: Any) -> None:
        """删去; those behind it move up."""
        self.minutes.refuse_unless_writable(by)
        self.refuse_unless_removable()
        if self.removed_at is not None:
            return
        rest = [each for each in self.siblings if each is not self]
        self.removed_at = clock.now()
        self.did(EditKind.REMOVED, by)
        _renumber(rest, by)
        self.forget_siblings()

    def restore(self, by: Any) -> None:
        """恢复, at the end; with its item, where that was taken out."""
        self.minutes.refuse_unless_writable(by)
        if not self.is_out:
            raise RuleBroken("这一段没有删去")
        item: Any = getattr(self, "item", None)
        if item is not None and item.is_out:
            item.restore(by)
        if self.removed_at is None:
            return
        self.removed_at = None
        last = max((each.position for each in self.siblings if each is not self), default=0)
        self.position = last + 1
        self.did(EditKind.RESTORED, by)
        self.forget_siblings()

    def move(self, by: Any, steps: int) -> None:
        """上移 (−1) or 下移 (1)."""
        self.minutes.refuse_unless_writable(by)
        row = list(self.siblings)
        place = row.index(self)
        target = min(max(place + steps, 0), len(row) - 1)
        row.insert(target, row.pop(place))
        _renumber(row, by)
        self.forget_siblings()


def _renumber(row: list[Part], by: Any) -> None:
    for position, each in enumerate(row, 1):
        if each.position != position:
            each.position = position
            each.did(EditKind.MOVED, by)
