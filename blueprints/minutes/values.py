"""What people type for a block, as the model takes it, and back: units by name, days as written."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from blueprints.minutes.forms import AS_DATE
from models import Block, Field, Unit, db

BETWEEN = re.compile(r"[、,，;；\s]+")


class Typed:
    """填写的内容: what is right goes on; what is not is told beside its field, and nothing of the
    rest waits for it."""

    def __init__(self, block: Block, form: Mapping[str, str]) -> None:
        self.values: dict[str, Any] = {}
        self.problems: dict[str, str] = {}
        for field in block.FIELDS:
            if field.name in form:
                self._read(field, form[field.name])

    def _read(self, field: Field, text: str) -> None:
        if field.kind == "unit":
            found, unknown = _units([text.strip()])
            value: Any = found[0] if found else None
        elif field.kind == "units":
            value, unknown = _units(BETWEEN.split(text.strip()))
        elif field.kind == "day":
            value, unknown = _day(text.strip())
        else:
            value, unknown = text, ""
        if unknown:
            self.problems[field.name] = unknown
        else:
            self.values[field.name] = value


def _units(names: list[str]) -> tuple[list[int], str]:
    wanted = [name for name in names if name]
    rows = db.session.execute(db.select(Unit.name, Unit.id).where(Unit.name.in_(wanted)))
    known = {row.name: row.id for row in rows}
    missing = [name for name in wanted if name not in known]
    if missing:
        return [], f"没有「{'、'.join(missing)}」这个单位，请从列表里选"
    return sorted({known[name] for name in wanted}), ""


def _day(text: str) -> tuple[str | None, str]:
    if not text:
        return None, ""
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        return (date(*map(int, match.groups())).isoformat(), "") if match else (None, AS_DATE)
    except ValueError:
        return None, AS_DATE


def typed_in(block: Block) -> dict[str, str]:
    """Each field as it stands in its input."""
    return {
        field.name: str(block.value(field.name) or "")
        if field.kind == "day"
        else block.shown(field.name)
        for field in block.FIELDS
    }
