"""Fields (栏) of blocks: how each kind of value is cleaned, put on record, read and shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from models.base import Model, RuleBroken, db
from models.text import length, tidy
from models.unit import Unit


def _day_shown(value: Any) -> str:
    return f"{date.fromisoformat(value):%Y年%-m月%-d日}" if value else ""


def _unit_shown(value: Any) -> str:
    found = db.session.get(Unit, value) if value else None
    return found.name if found else ""


def _units_shown(value: Any) -> str:
    return "、".join(_unit_shown(key) for key in value or ())


SHOWN: dict[str, Callable[[Any], str]] = {
    "day": _day_shown,
    "unit": _unit_shown,
    "units": _units_shown,
    "time": lambda value: value[:5] if value else "",
    "items": lambda value: f"{len(value)} 项议题" if value else "全程",
}
READ: dict[str, Callable[[Any], Any]] = {
    "day": lambda value: date.fromisoformat(value) if value else None,
    "time": lambda value: time.fromisoformat(value) if value else None,
    "unit": lambda value: db.session.get(Unit, value) if value else None,
    "units": lambda value: [db.session.get_one(Unit, key) for key in value],
}


@dataclass(frozen=True)
class Field:
    """栏: one value of a block. `kind` tells how it is written down."""

    name: str
    label: str
    kind: str = "line"
    longest: int = 80

    @property
    def empty(self) -> Any:
        return {"line": "", "text": "", "units": [], "items": []}.get(self.kind)

    def clean(self, value: Any) -> Any:
        """As it is stored. Raises RuleBroken for what is too long."""
        if self.kind not in {"line", "text"}:
            return self.empty if value is None else value
        words = tidy(value or "")
        if self.kind == "line":
            words = words.replace("\n", "")
        if length(words) > self.longest:
            raise RuleBroken(f"{self.label}写了 {length(words)} 字，最多 {self.longest} 字")
        return words

    def shown(self, value: Any) -> str:
        show = SHOWN.get(self.kind)
        return show(value) if show else str(value or "")


def written(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, list):
        return [each.id for each in value]
    if isinstance(value, Model):
        return value.id  # type: ignore[attr-defined]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date | time) else value
