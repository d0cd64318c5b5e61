"""What the 督查室 sets: about time, and about what an evaluation proposes."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from blueprints.access import requires, viewer
from blueprints.forms import Form
from blueprints.pages import page
from blueprints.supervision.area import bp
from blueprints.supervision.forms import VersionField
from models import Limits, Matter, Permission, Way, db
from models.limits import LONGEST_LIMIT, LONGEST_SILENCE

PAGE = "supervision/limits.html"


def number(label: str, most: int) -> IntegerField:
    within = f"请填 1 至 {most} 的整数"
    return IntegerField(
        label, [InputRequired(within), NumberRange(1, most, within)], invalid_value_message=within
    )


class LimitsForm(Form):
    """时限设定."""

    version = VersionField()
    slow_days = number("几个工作日没有进展亮黄灯", LONGEST_SILENCE)
    dissatisfied_percent = number("不满意率达到百分之几提出整改建议", 100)


for each in Way:
    setattr(LimitsForm, f"{each.value}_ordinary", number(f"{each.label}：一般", LONGEST_LIMIT))
    setattr(LimitsForm, f"{each.value}_complex", number(f"{each.label}：复杂", LONGEST_LIMIT))


def filled(limits: Limits) -> LimitsForm:
    told: dict[str, Any] = {
        "version": limits.version,
        "slow_days": limits.slow_days,
        "dissatisfied_percent": limits.dissatisfied_percent,
    }
    for way in Way:
        told[f"{way.value}_ordinary"], told[f"{way.value}_complex"] = limits.of(way)
    return LimitsForm(data=told)


@bp.get("/board/limits")
@requires(Permission.MATTER_SUPERVISE)
def limits() -> Response:
    return page(PAGE, "main", form=filled(Limits.current()), ways=Way)


@bp.post("/board/limits")
@requires(Permission.MATTER_SUPERVISE)
def set_limits() -> ResponseReturnValue:
    form, present = LimitsForm(), Limits.current()
    if not form.validate_on_submit():
        return page(PAGE, "main", 422, form=form, ways=Way)
    present.expect(form.version.data)
    days = {
        way: (form[f"{way.value}_ordinary"].data, form[f"{way.value}_complex"].data) for way in Way
    }
    present.set(viewer(), form.slow_days.data, days, form.dissatisfied_percent.data)
    Matter.relight_open()
    db.session.commit()
    flash("时限设定已保存，预警已按新的设定重算")
    return redirect(url_for(".limits"), 303)
