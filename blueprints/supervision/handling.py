"""What the units do: 签收, 退回, progress with evidence, 延期, 报结."""

from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.supervision.area import bp
from blueprints.supervision.matters import load, step
from blueprints.supervision.steps import (
    BareStep,
    ExtendStep,
    FinishStep,
    PlanStep,
    ProgressStep,
    ReportStep,
    SendBackStep,
    StageStep,
)
from models import EntryKind as E
from models import Permission


@bp.post("/matters/<int:matter_id>/signature")
@requires(Permission.MATTER_HANDLE)
def sign(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    return step(matter, BareStep(matter), E.SIGN, lambda: matter.sign(viewer()))


@bp.post("/matters/<int:matter_id>/return")
@requires(Permission.MATTER_HANDLE)
def send_back(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = SendBackStep(matter)
    return step(
        matter,
        form,
        E.SEND_BACK,
        lambda: matter.send_back(viewer(), form.unit, form.text.data or ""),
        leave=True,
    )


@bp.post("/matters/<int:matter_id>/progress")
@requires(Permission.MATTER_HANDLE)
def progress(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = ProgressStep(matter)
    return step(
        matter,
        form,
        E.PROGRESS,
        lambda: form.keep(matter.progress(viewer(), form.text.data or ""), viewer()),
    )


@bp.post("/matters/<int:matter_id>/plan")
@requires(Permission.MATTER_HANDLE)
def plan(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = PlanStep(matter)
    return step(
        matter,
        form,
        E.PLAN,
        lambda: form.keep(matter.plan(viewer(), form.text.data or ""), viewer()),
    )


@bp.post("/matters/<int:matter_id>/stage")
@requires(Permission.MATTER_HANDLE)
def finish_stage(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = StageStep(matter)
    return step(
        matter,
        form,
        E.STAGE,
        lambda: matter.finish_stage(viewer(), form.text.data or "", form.contents),
    )


@bp.post("/matters/<int:matter_id>/part")
@requires(Permission.MATTER_HANDLE)
def finish_part(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = FinishStep(matter)
    return step(
        matter,
        form,
        E.FINISH_PART,
        lambda: form.keep(matter.finish_part(viewer(), form.text.data or ""), viewer()),
    )


@bp.post("/matters/<int:matter_id>/extensions")
@requires(Permission.MATTER_HANDLE)
def ask_extension(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = ExtendStep(matter)
    return step(
        matter,
        form,
        E.ASK_EXTENSION,
        lambda: matter.ask_extension(viewer(), form.until.data, form.text.data or ""),
    )


@bp.post("/matters/<int:matter_id>/report")
@requires(Permission.MATTER_HANDLE)
def report(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = ReportStep(matter)

    def act() -> None:
        details = (form.draft.data or "", form.result.data, form.planned_on.data)
        form.keep(matter.report(viewer(), *details), viewer())

    return step(matter, form, E.REPORT, act)
