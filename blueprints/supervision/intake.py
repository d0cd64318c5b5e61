"""Taking up what was said: the list of what waits, 受理, 不予受理, and opinions that come later."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.pages import page
from blueprints.supervision.area import bp
from blueprints.supervision.forms import DeclineForm, OpinionForm, RegistrationForm
from models import (
    Matter,
    Opinion,
    Permission,
    Question,
    Visit,
    Waiting,
    clock,
    db,
    working_calendar,
)
from models.matter import Source
from models.waiting import mark

WAITING = "supervision/intake.html"
REGISTRATION = "supervision/registration.html"


def anchor(source: Source) -> str:
    """Where a source stands on the page: `opinion-5`."""
    return mark(source).partition("@")[0].replace(":", "-")


def reckoned(form: RegistrationForm) -> dict[str, Any]:
    """The deadline that the form means, if 交办 were today, and its explanation."""
    calendar, today = working_calendar(), clock.today()
    days, due = form.limit_days, form.limit_date
    if days and not form.days.errors:
        due = calendar.after(today, days)
    if due is None or form.promised_on.errors:
        return {"form": form, "due": None}
    return {
        "form": form,
        "due": due,
        "days": None if form.limit_date else calendar.explain(today, due),
        "estimated": calendar.is_estimated(today, due),
    }


def registration(status: int = 200, form: RegistrationForm | None = None) -> Response:
    form = form or RegistrationForm(Waiting.all().chosen(request.args.getlist("source")))
    return page(REGISTRATION, "main", status, **reckoned(form))


@region(
    "waiting",
    topic=lambda key: "intake",
    admits=lambda who, key: key == "all" and who.may(Permission.MATTER_SUPERVISE),
)
def waiting_count(key: str) -> str:
    """How many wait now: what arrives meanwhile must not move what somebody is ticking."""
    return render_template("supervision/_waiting.html", waiting=Waiting.all())


def waiting_page(status: int = 200, mark_: str = "", form: DeclineForm | None = None) -> Response:
    """`form` is the refusal that was not filled in rightly, of the source called `mark_`."""
    waiting = Waiting.all()
    return page(
        WAITING,
        "main",
        status,
        waiting=waiting,
        declined=waiting.declined(),
        marked=mark,
        anchor=anchor,
        failing=(mark_, form),
    )


@bp.get("/intake")
@requires(Permission.MATTER_SUPERVISE)
def intake() -> Response:
    return waiting_page()


@bp.get("/intake/registration")
@requires(Permission.MATTER_SUPERVISE)
def register_form() -> Response:
    return registration()


@bp.post("/intake/deadline")
@requires(Permission.MATTER_SUPERVISE)
def deadline() -> Response:
    """Only reckons: what was filled in comes back with the date that it means."""
    form = RegistrationForm(Waiting.all().chosen(request.form.getlist("source")))
    form.check_limit()
    return page(REGISTRATION, "deadline", **reckoned(form))


@bp.post("/matters")
@requires(Permission.MATTER_SUPERVISE)
def register() -> ResponseReturnValue:
    form = RegistrationForm(Waiting.all().chosen(request.form.getlist("source")))
    if not form.validate_on_submit():
        return registration(422, form)
    matter = Matter.register(viewer(), **form.details())
    if "assign" in request.form:
        matter.assign(viewer())
    db.session.commit()
    flash(f"{matter.name}已受理" + ("并交办" if "assign" in request.form else "，待交办"))
    return redirect(url_for(".matter", matter_id=matter.id), 303)


@bp.post("/opinions/<int:opinion_id>/refusal")
@requires(Permission.MATTER_SUPERVISE)
def decline(opinion_id: int) -> ResponseReturnValue:
    return declined(db.get_or_404(Opinion, opinion_id))


@bp.post("/intake/questions/<int:question_id>/refusal")
@requires(Permission.MATTER_SUPERVISE)
def decline_question(question_id: int) -> ResponseReturnValue:
    return declined(db.get_or_404(Question, question_id))


def declined(source: Opinion | Question) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate_on_submit():
        return waiting_page(422, anchor(source), form)
    source.expect(form.version.data)
    source.decline(viewer(), form.reason.data or "")
    db.session.commit()
    kind = "提问" if isinstance(source, Question) else ""
    told = "，代表会看到理由" if source.askers else ""
    flash(f"{kind}{source.name}不予受理{told}")
    return redirect(url_for(".intake"), 303)


@bp.get("/intake/opinions/new")
@requires(Permission.MATTER_SUPERVISE)
def new_opinion() -> Response:
    return opinion_page(chosen_visit())


@bp.post("/intake/opinions")
@requires(Permission.MATTER_SUPERVISE)
def enter_opinion() -> ResponseReturnValue:
    visit = chosen_visit() or abort(404)
    form = OpinionForm(visit)
    if not form.validate_on_submit():
        return opinion_page(visit, form, 422)
    details = (form.card, form.text.data or "", form.client_id.data or "", form.channel.data)
    opinion = Opinion.enter(*details, viewer())
    db.session.commit()
    flash(f"已登记：{opinion.visit.name}{opinion.name}")
    return redirect(url_for(".intake"), 303)


def chosen_visit() -> Visit | None:
    """The visit of the address, by its number; else the current one."""
    if "visit" not in request.args:
        return Visit.current()
    number = request.args.get("visit", type=int)
    found: Visit = db.first_or_404(select(Visit).filter_by(number=number))
    return found


def opinion_page(
    visit: Visit | None, form: OpinionForm | None = None, status: int = 200
) -> Response:
    visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
    form = form or (OpinionForm(visit) if visit else None)
    return page("supervision/opinion.html", "main", status, form=form, visit=visit, visits=visits)
