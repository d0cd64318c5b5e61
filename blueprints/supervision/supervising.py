"""What the 督查室, a second person and the leader in charge do."""

from flask import abort
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.supervision.area import bp
from blueprints.supervision.matters import load, load_gate, step
from blueprints.supervision.steps import (
    AddGateStep,
    AssignStep,
    BareStep,
    DecideStep,
    EscalateStep,
    PassStep,
    RateStep,
    RefuseClosingStep,
    ReplyStep,
    ReworkStep,
    SignOffStep,
    UrgeStep,
    WaiveStep,
    gate_key,
)
from models import Closing, Matter, Permission, Reply, SignOff
from models import EntryKind as E


@bp.post("/matters/<int:matter_id>/assignment")
@requires(Permission.MATTER_SUPERVISE)
def assign(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = AssignStep(matter)
    return step(
        matter,
        form,
        E.ASSIGN,
        lambda: matter.assign(viewer(), lead=form.lead, assisting=form.assisting_units),
    )


@bp.post("/matters/<int:matter_id>/urging")
@requires(Permission.MATTER_SUPERVISE)
def urge(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = UrgeStep(matter)
    return step(matter, form, E.URGE, lambda: matter.urge(viewer(), form.text.data or ""))


@bp.post("/matters/<int:matter_id>/rework")
@requires(Permission.MATTER_SUPERVISE)
def rework(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = ReworkStep(matter)
    return step(matter, form, E.REWORK, lambda: matter.rework(viewer(), form.text.data or ""))


@bp.post("/matters/<int:matter_id>/escalation")
@requires(Permission.MATTER_SUPERVISE)
def escalate(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = EscalateStep(matter)
    return step(matter, form, E.ESCALATE, lambda: matter.escalate(viewer(), form.text.data or ""))


@bp.post("/matters/<int:matter_id>/extension/decision")
@requires(Permission.MATTER_SUPERVISE)
def decide_extension(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = DecideStep(matter)
    return step(
        matter,
        form,
        E.DECIDE_EXTENSION,
        lambda: matter.decide_extension(viewer(), form.grant.data == "yes", form.text.data or ""),
    )


@bp.post("/matters/<int:matter_id>/gates")
@requires(Permission.MATTER_SUPERVISE)
def add_gate(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = AddGateStep(matter)
    return step(matter, form, E.ADD_GATE, lambda: matter.add_gate(viewer(), form.kind.data))


@bp.post("/matters/<int:matter_id>/gates/<int:gate_id>/passing")
@requires(Permission.GATE_SIGN)
def pass_gate(matter_id: int, gate_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    gate = load_gate(matter, gate_id)
    key = gate_key(E.PASS_GATE, gate)
    form = PassStep(matter, key=key)
    return step(
        matter, form, E.PASS_GATE, lambda: gate.pass_(viewer(), form.evidence.data or ""), key
    )


@bp.post("/matters/<int:matter_id>/gates/<int:gate_id>/waiver")
@requires(Permission.GATE_SIGN)
def waive_gate(matter_id: int, gate_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    gate = load_gate(matter, gate_id)
    key = gate_key(E.WAIVE_GATE, gate)
    form = WaiveStep(matter, key=key)
    return step(
        matter, form, E.WAIVE_GATE, lambda: gate.waive(viewer(), form.evidence.data or ""), key
    )


@bp.post("/matters/<int:matter_id>/gates/<int:gate_id>/waiver/confirmation")
@requires(Permission.GATE_SIGN)
def confirm_waiver(matter_id: int, gate_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    gate = load_gate(matter, gate_id)
    key = gate_key(E.CONFIRM_WAIVER, gate)
    form = BareStep(matter, key=key)
    return step(matter, form, E.CONFIRM_WAIVER, lambda: gate.confirm_waiver(viewer()), key)


@bp.post("/matters/<int:matter_id>/replies")
@requires(Permission.MATTER_SUPERVISE)
def reply(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = ReplyStep(matter)
    return step(matter, form, E.REPLY, lambda: Reply.send(matter, viewer(), form.text.data or ""))


@bp.post("/matters/<int:matter_id>/ratings")
@requires(Permission.MATTER_SUPERVISE)
def key_in_rating(matter_id: int) -> ResponseReturnValue:
    """代录评价."""
    matter = load(matter_id)
    form = RateStep(matter)
    return step(matter, form, E.RATE, lambda: form.key_in(viewer()))


@bp.post("/matters/<int:matter_id>/sign-offs")
@requires(Permission.MATTER_SIGN_OFF)
def sign_off(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = SignOffStep(matter)
    return step(
        matter, form, E.SIGN_OFF, lambda: SignOff.give(matter, viewer(), form.text.data or "")
    )


@bp.post("/matters/<int:matter_id>/closings")
@requires(Permission.MATTER_SUPERVISE)
def propose_closing(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    return step(
        matter, BareStep(matter), E.PROPOSE_CLOSING, lambda: Closing.propose(matter, viewer())
    )


def load_closing(matter: Matter, closing_id: int) -> Closing:
    return next((each for each in matter.closings if each.id == closing_id), None) or abort(404)


@bp.post("/matters/<int:matter_id>/closings/<int:closing_id>/confirmation")
@requires(Permission.CLOSING_CONFIRM)
def close(matter_id: int, closing_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    closing = load_closing(matter, closing_id)
    return step(matter, BareStep(matter), E.CLOSE, lambda: closing.confirm(viewer()))


@bp.post("/matters/<int:matter_id>/closings/<int:closing_id>/refusal")
@requires(Permission.CLOSING_CONFIRM)
def refuse_closing(matter_id: int, closing_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    closing, form = load_closing(matter, closing_id), RefuseClosingStep(matter)
    return step(
        matter,
        form,
        E.REFUSE_CLOSING,
        lambda: closing.refuse(viewer(), form.text.data or ""),
    )
