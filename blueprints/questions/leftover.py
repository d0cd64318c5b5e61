"""What is unanswered when the group leaves: looked at first, then dealt with in one act."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.access import requires, viewer
from blueprints.forms import Form
from blueprints.pages import page
from blueprints.questions.forms import to_id, unit_of, units
from blueprints.questions.views import bp
from models import Leftover, Permission, Stop, Visit, db
from models.labels import Labelled


class Way(Labelled):
    CARRY = "carry", "带到后面的参观点答复"
    ROUTE = "route", "由单位带回办理"


class LeftoverForm(Form):
    """没有答完的提问."""

    way = RadioField("怎么办")
    stop_id = SelectField("带到哪一站", coerce=to_id, validate_choice=False)  # of no use to a route
    unit_id = SelectField("由哪个单位带回", coerce=to_id)

    def __init__(self, left: Leftover, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [way for way in Way if way is Way.ROUTE or left.stops]
        self.way.choices = [SelectChoice(way.value, way.label) for way in ways]
        self.stop_id.choices = [SelectChoice(str(stop.id), stop.name) for stop in left.stops]
        self.unit_id.choices = units("请选择")

    def validate(self, extra_validators: Any = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if fine and self.way.data == Way.ROUTE and not self.unit_id.data:
            self.unit_id.errors = ["请选择带回办理的单位"]
            return False
        if fine and self.way.data == Way.CARRY and not self.stop_id.data:
            self.stop_id.errors = ["请选择带到哪一站"]
            return False
        return fine


@bp.get("/console/visits/<int:visit_id>/leftover")
@requires(Permission.QUESTION_MODERATE)
def leftover(visit_id: int) -> Response:
    left = Leftover.of(db.get_or_404(Visit, visit_id))
    ahead, here = left.next_stop, left.visit.stop
    host = here.unit if here else None
    form = LeftoverForm(
        left,
        formdata=None,
        way=Way.CARRY.value if ahead else Way.ROUTE.value,
        stop_id=ahead.id if ahead else None,
        unit_id=host.id if host else None,
    )
    return _page(left, form)


@bp.post("/console/visits/<int:visit_id>/leftover")
@requires(Permission.QUESTION_MODERATE)
def deal(visit_id: int) -> ResponseReturnValue:
    """All that is ticked in one act; what cannot be dealt with so is listed with its reason."""
    visit = db.get_or_404(Visit, visit_id)
    left, marks = Leftover.of(visit), request.form.getlist("question")
    form = LeftoverForm(left)
    if not form.validate_on_submit():
        return _page(left, form, 422, ticked=marks)
    unit = unit_of(form.unit_id)
    if form.way.data == Way.CARRY:
        remainder = left.carry(marks, db.get_or_404(Stop, form.stop_id.data), viewer())
    else:
        assert unit is not None  # the form is valid
        remainder = left.route(marks, unit, viewer())
    db.session.commit()
    number = len(set(marks)) - len(remainder)
    if not remainder:
        flash(f"{number} 条都已处理：{Way(form.way.data).label}")
        return redirect(url_for(".console", visit=visit.id), 303)
    return _page(Leftover.of(visit), form, remainder=remainder, number=number, ticked=())


def _page(left: Leftover, form: LeftoverForm, status: int = 200, **more: Any) -> Response:
    """`ticked` are the marks that were sent; at first, all are."""
    return page("questions/leftover.html", "main", status, left=left, form=form, **more)
