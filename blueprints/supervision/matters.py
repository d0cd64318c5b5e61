"""One matter's page: where it came from, how far it is, and what its viewer may do now."""

import re
from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.pages import is_htmx, page
from blueprints.supervision.area import bp
from blueprints.supervision.steps import GATE_STEPS, STEPS, Step, gate_key
from models import Acts, Entry, Gate, Matter, MatterState, Permission, clock, db, working_calendar
from models import EntryKind as E
from models.terms import LANES

PAGE = "supervision/matter.html"
NUMBER = re.compile(r"[0-9]{1,9}")


def load(matter_id: int) -> Matter:
    """The matter, if its viewer may see it; else it does not exist."""
    found: Matter = db.one_or_404(Matter.visible_to(viewer()).where(Matter.id == matter_id))
    return found


def load_gate(matter: Matter, gate_id: int) -> Gate:
    """A gate of the present round."""
    return next((gate for gate in matter.gates if gate.id == gate_id), None) or abort(404)


def shown(matter: Matter, failed: Step | None = None, at: str = "") -> dict[str, Any]:
    """Everything that the page reads; `failed` is the form that came back wrong."""
    calendar, today, round_ = working_calendar(), clock.today(), matter.round
    acts = Acts.of(matter, viewer())
    forms = {
        kind.value: step(matter, formdata=None, key=kind.value)
        for kind, step in STEPS.items()
        if kind in acts
    }
    for kind, step in GATE_STEPS.items():
        for gate in matter.gates if kind in acts else ():
            key = gate_key(kind, gate)
            forms[key] = step(matter, formdata=None, key=key)
    if failed is not None:
        forms[at] = failed
    whole = selectinload(Matter.entries).selectinload(Entry.attachments)
    db.session.scalars(select(Matter).where(Matter.id == matter.id).options(whole)).all()
    explained = None
    if round_.started_on and round_.due_on and not round_.promised_on:
        explained = calendar.explain(round_.started_on, round_.due_on)
    return {
        "matter": matter,
        "round": round_,
        "acts": acts,
        "forms": forms,
        "failed": at,
        "light": matter.light(today, calendar),
        "left": matter.days_left(today, calendar),
        "days": explained,
        "estimated": bool(explained)
        and calendar.is_estimated(round_.started_on or today, round_.due_on or today),
        "steps": reached(matter),
        "kin": visible_kin(matter),
        "urged": sum(entry.kind is E.URGE for entry in matter.entries),
    }


def visible_kin(matter: Matter) -> frozenset[int]:
    """Which of the matters it was split or merged with its viewer may open."""
    kin = [matter.split_from_id, matter.merged_into_id, *(m.id for m in matter.parts)]
    kin += [each.id for each in matter.absorbed]
    seen = Matter.visible_to(viewer()).where(Matter.id.in_([key for key in kin if key]))
    return frozenset(db.session.scalars(seen.with_only_columns(Matter.id)))


def reached(matter: Matter) -> list[tuple[MatterState, Any, bool]]:
    """The six states: when this round left each that is past, when it came to the present one."""
    round_, lead = matter.round, matter.round.lead_assignment
    moments = {
        MatterState.REGISTERED: matter.registered_at,
        MatterState.ASSIGNED: lead and lead.assigned_at,
        MatterState.HANDLING: lead and lead.signed_at,
        MatterState.REPORTED: round_.reported_at,
        MatterState.REPLIED: round_.replied_at,
        MatterState.CLOSED: matter.closed_at,
    }
    order = list(LANES)
    if matter.state not in order:
        return []
    here = order.index(matter.state)
    rated = max((rating.at for rating in round_.ratings), default=None)
    left = dict(zip(order, (moments[state] for state in order[1:]), strict=False))
    left |= {MatterState.REPORTED: round_.passed_at, MatterState.REPLIED: rated}
    return [
        (state, left[state], True)
        if place < here
        else (state, moments[state] if place == here else None, False)
        for place, state in enumerate(order)
    ]


def refilled(matter: Matter, form: Step, key: str) -> Response:
    """The page with a form that came back wrong."""
    return page(PAGE, "matter", 422, **shown(matter, form, key))


def step(
    matter: Matter, form: Step, kind: E, act: Callable[[], Any], key: str = "", leave: bool = False
) -> ResponseReturnValue:
    """One step: a wrong form comes back with its text; else the act, one commit, and the page."""
    if not form.validate_on_submit():
        return refilled(matter, form, key or kind.value)
    matter.expect(form.version.data)
    act()
    db.session.commit()
    flash(f"{matter.name}：{kind.label}，已办")
    if leave:
        return redirect(url_for(".board"), 303)
    if is_htmx():
        return page(PAGE, "matter", **shown(matter))
    return redirect(url_for(".matter", matter_id=matter.id), 303)


def sees(who: Any, key: str) -> bool:
    if not who.may(Permission.BOARD_READ) or not NUMBER.fullmatch(key):
        return False
    return db.session.scalar(Matter.visible_to(who).where(Matter.id == int(key))) is not None


@region("matter", topic=lambda key: f"matter:{key}", admits=sees)
def changed(key: str) -> str:
    """Says only that something changed."""
    version = db.session.get_one(Matter, int(key)).version
    return render_template("supervision/_tick.html", version=version)


@bp.get("/matters/<int:matter_id>")
@requires(Permission.BOARD_READ)
def matter(matter_id: int) -> Response:
    return page(PAGE, "matter", **shown(load(matter_id)))


@bp.get("/matters/<int:matter_id>/news/<int:seen>")
@requires(Permission.BOARD_READ)
def news(matter_id: int, seen: int) -> ResponseReturnValue:
    """A note when the matter is no longer as the page shows it; nothing else is touched."""
    found = load(matter_id)
    if found.version == seen:
        return "", 204
    return page("supervision/_news.html", "news", matter=found)
