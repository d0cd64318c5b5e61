"""The roster of representatives: found, entered, changed, and their numbers shown on purpose."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.people_filter import SieveForm
from blueprints.roster import importing
from blueprints.roster.area import bp
from blueprints.roster.forms import EntryForm
from models import Permission, Representative, db
from models.coverage import towns, walks
from models.people import Attended, Roll

__all__ = ["bp", "importing"]


def load(representative_id: int) -> Representative:
    return db.get_or_404(Representative, representative_id)


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> Response:
    form = SieveForm()
    roll = Roll.of(form.sieve, request.args.get("page", 1, type=int))
    return page("roster/index.html", "main", roll=roll, form=form, given=form.sieve.given)


@bp.get("/<int:representative_id>")
@requires(Permission.VISIT_READ)
def person(representative_id: int) -> Response:
    return _shown(load(representative_id))


@bp.post("/<int:representative_id>/telephone")
@requires(Permission.VISIT_MANAGE)
def telephone(representative_id: int) -> Response:
    """Answers with the number: it stands in no address and on no other page."""
    person = load(representative_id)
    number = person.show_telephone(viewer())
    db.session.commit()
    return _shown(person, number)


@bp.get("/new")
@requires(Permission.VISIT_MANAGE)
def new() -> Response:
    return _form(EntryForm())


@bp.post("")
@requires(Permission.VISIT_MANAGE)
def enrol() -> ResponseReturnValue:
    form = EntryForm()
    if not form.validate_on_submit():
        return _form(form, status=422)
    person = Representative.enrol(viewer(), **form.details())
    db.session.commit()
    flash(f"已登记{person.name}")
    return redirect(url_for(".person", representative_id=person.id), 303)


@bp.get("/<int:representative_id>/edit")
@requires(Permission.VISIT_MANAGE)
def edit(representative_id: int) -> Response:
    person = load(representative_id)
    return _form(EntryForm(person), person)


@bp.post("/<int:representative_id>/edit")
@requires(Permission.VISIT_MANAGE)
def change(representative_id: int) -> ResponseReturnValue:
    person = load(representative_id)
    form = EntryForm(person)
    if not form.validate_on_submit():
        return _form(form, person, 422)
    person.expect(form.version.data)
    person.change(viewer(), **form.changes())
    db.session.commit()
    flash(f"已更改{person.name}的登记")
    return redirect(url_for(".person", representative_id=person.id), 303)


def _shown(person: Representative, number: str = "") -> Response:
    attended = Attended.all_of(person)
    return page("roster/person.html", "main", person=person, attended=attended, number=number)


def _form(form: EntryForm, person: Representative | None = None, status: int = 200) -> Response:
    """With the towns and walks of life that are known, as suggestions."""
    known = {"towns": towns(), "walks": walks()}
    return page("roster/entry.html", "main", status, form=form, person=person, **known)
