"""定期回复: each month, what is still owed to whom, and that it was given to them."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import DateField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from blueprints.access import requires, viewer
from blueprints.forms import Form
from blueprints.pages import page
from models import Handing, PeriodicReply, Permission, Visit, clock, db
from models.periodic import Owed

bp = Blueprint("periodic", __name__, url_prefix="/periodic")
may_reply = requires(Permission.MATTER_SUPERVISE)


class GivenForm(Form):
    """登记送达."""

    given_on = DateField(
        "送达日期",
        [InputRequired("请写明送达日期")],
        invalid_value_message="请按 2013-06-28 的样子填写日期",
    )
    way = RadioField(
        "怎样送达",
        [InputRequired("请选择怎样送达的")],
        choices=[SelectChoice(way.value, way.label) for way in Handing],
        coerce=Handing,
    )
    receiver = StringField("交给了谁", [InputRequired("请写明交给了谁"), Length(max=40)])


@bp.get("")
@may_reply
def index() -> Response:
    """Who still waits for what; of the visit in the address, or of all."""
    visits = list(db.session.scalars(select(Visit).order_by(Visit.number.desc())))
    number = request.args.get("visit", 0, type=int)
    visit = next((each for each in visits if each.number == number), None)
    return page(
        "briefing/periodic.html",
        "main",
        visits=visits,
        visit=visit,
        owed=Owed.all(visit=visit),
        month=clock.today(),
    )


def _owed(representative_id: int) -> Owed:
    found = Owed.all([representative_id])
    return found[0] if found else abort(404)


def _page(owed: Owed, form: GivenForm, status: int = 200) -> Response:
    shown: dict[str, Any] = {"owed": owed, "form": form, "month": clock.today()}
    shown["history"] = PeriodicReply.of(owed.person)
    return page("briefing/periodic_one.html", "main", status, **shown)


@bp.get("/<int:representative_id>")
@may_reply
def show(representative_id: int) -> Response:
    owed, form = _owed(representative_id), GivenForm(formdata=None)
    form.given_on.data, form.receiver.data = clock.today(), owed.person.name
    return _page(owed, form)


@bp.post("/<int:representative_id>/giving")
@may_reply
def give(representative_id: int) -> ResponseReturnValue:
    owed, form = _owed(representative_id), GivenForm()
    if not form.validate_on_submit():
        return _page(owed, form, 422)
    PeriodicReply.give(
        owed.person,
        viewer(),
        given_on=form.given_on.data,
        way=form.way.data,
        receiver=form.receiver.data or "",
    )
    db.session.commit()
    flash(f"{owed.person.name}本月的定期回复，已登记送达")
    return redirect(url_for(".index"), 303)
