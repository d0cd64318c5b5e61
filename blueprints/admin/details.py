"""What the record's events speak of, in the words that people know it by."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from models import (
    Account,
    ApplicationChannel,
    Arrival,
    AttendanceKind,
    AuditEvent,
    Card,
    Channel,
    Evaluation,
    Exchange,
    GateKind,
    Inspection,
    InvitationKind,
    InvitationState,
    Level,
    Matter,
    Meeting,
    MeetingKind,
    Notice,
    Opinion,
    Question,
    RectificationPlan,
    Representative,
    Role,
    Unit,
    UnitKind,
    Visit,
    db,
)

# whatever stands behind kind:id in the record
NAMED: dict[str, Any] = {
    "account": Account,
    "card": Card,
    "evaluation": Evaluation,
    "exchange": Exchange,
    "inspection": Inspection,
    "matter": Matter,
    "meeting": Meeting,
    "notice": Notice,
    "opinion": Opinion,
    "question": Question,
    "rectification_plan": RectificationPlan,
    "representative": Representative,
    "unit": Unit,
    "visit": Visit,
}
# which details are the ids of what
IDS = {
    "card": "card",
    "lead": "unit",
    "leader": "account",
    "matter": "matter",
    "unit": "unit",
    "visit": "visit",
}
CHOICES: dict[str, Any] = {
    "answer": InvitationState,
    "arrival": Arrival,
    "channel": Channel,
    "gate": GateKind,
    "level": Level,
    "role": Role,
    "via": ApplicationChannel,
}
KINDS: dict[str, Any] = {
    "invitation.ask": InvitationKind,
    "meeting.attendance": AttendanceKind,
    "meeting.convene": MeetingKind,
    "unit.found": UnitKind,
}


def mark_of(key: str, value: Any) -> str:
    """account:3, where a detail names something of the house."""
    if key in IDS:
        return f"{IDS[key]}:{value}"
    return str(value) if key in {"person", "source"} else ""


def names(events: Iterable[AuditEvent]) -> dict[str, str]:
    """account:3 → 李文静, for all that these events speak of."""
    marks: set[str] = set()
    for event in events:
        marks |= {event.actor, event.subject}
        marks |= {mark_of(key, value) for key, value in event.detail.items()}
    found = {}
    for kind, model in NAMED.items():
        pairs = (mark.split(":") for mark in marks if mark.startswith(f"{kind}:"))
        ids = [int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()]
        for each in db.session.scalars(select(model).where(model.id.in_(ids))) if ids else ():
            found[f"{kind}:{each.id}"] = each.name
    return found


def told(event: AuditEvent, known: dict[str, str]) -> list[tuple[str, Any]]:
    """Its details, with names in place of ids and labels in place of identifiers."""
    return [(key, _value(event.action, key, value, known)) for key, value in event.detail.items()]


def _value(action: str, key: str, value: Any, known: dict[str, str]) -> Any:
    choices = KINDS.get(action) if key == "kind" else CHOICES.get(key)
    if choices is not None and value in list(choices):
        return choices(value).label
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return f"{len(value)} 件"
    return known.get(mark_of(key, value), value)
