"""单题: who answers reads one question on a phone, by a link and without an account; and the
short notes that the organiser sends there."""

from secrets import compare_digest
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import StringField

from blueprints.access import public, requires, viewer
from blueprints.forms import Form
from blueprints.live import region
from blueprints.pages import is_htmx, page
from blueprints.questions.decisions import ActionForm
from blueprints.questions.forms import worded
from blueprints.questions.regions import scene, the_visit, visit_of
from blueprints.questions.views import bp
from blueprints.questions.wall import number_of, qr, set_in
from models import LeaderLink, LeaderNote, Permission, Visit, db

NEXT_ONES = 2
TYPE = range(1, 6)  # sizes of the leader's type
USUAL_TYPE = 3
GONE = "这个链接不存在，或者已经更换。请向工作人员要新的二维码"


class NoteForm(Form):
    """给现场领导的话."""

    text = StringField("给现场领导的话", [worded(LeaderNote.LONGEST, "请写下要告诉现场领导的话")])


# The leader's page


@bp.get("/leader/<token>")
@public
def leader(token: str) -> Response:
    link = _linked(token)
    asked = request.args.get("type", USUAL_TYPE, type=int)
    size = asked if asked in TYPE else USUAL_TYPE
    return page(
        "questions/leader.html",
        "main",
        token=token,
        key=leader_key(link),
        size=size,
        smaller=size - 1 if size - 1 in TYPE else None,
        larger=size + 1 if size + 1 in TYPE else None,
    )


@bp.post("/leader/<token>/notes/<int:note_id>/delivery")
@public
def deliver(token: str, note_id: int) -> ResponseReturnValue:
    """Said by the page's script when the note stands on the screen."""
    _note(_linked(token), note_id).deliver()
    db.session.commit()
    return "", 204


@bp.post("/leader/<token>/notes/<int:note_id>/receipt")
@public
def confirm(token: str, note_id: int) -> ResponseReturnValue:
    """知道了."""
    _note(_linked(token), note_id).confirm()
    db.session.commit()
    if is_htmx():
        return "", 204
    return redirect(url_for(".leader", token=token), 303)


def _linked(token: str) -> LeaderLink:
    return db.session.scalar(select(LeaderLink).filter_by(token=token)) or abort(404, GONE)


def _note(link: LeaderLink, note_id: int) -> LeaderNote:
    note: LeaderNote = db.one_or_404(
        select(LeaderNote).filter_by(id=note_id, visit_id=link.visit_id)
    )
    return note


def leader_key(link: LeaderLink) -> str:
    return f"{link.visit_id}-{link.token}"


def _holds(key: str) -> bool:
    """Whether the link is the present one of its visit."""
    number, _, token = key.partition("-")
    visit = visit_of(number)
    link = LeaderLink.of(visit) if visit else None
    return link is not None and compare_digest(link.token, token)


@region(
    "leader",
    topic=lambda key: f"visit:{number_of(key)}",
    admits=lambda viewer, key: _holds(key),
    lives=_holds,
)
def for_the_leader(key: str) -> str:
    shown = scene(the_visit(number_of(key)), NEXT_ONES)
    answering = shown.get("answering")
    text, size = set_in(answering.shown) if answering else ("", "")
    return render_template("questions/_leader.html", text=text, size=size, **shown)


@region(
    "leader_note",
    topic=lambda key: f"leader:{number_of(key)}",
    admits=lambda viewer, key: _holds(key),
    lives=_holds,
)
def for_the_leaders_note(key: str) -> str:
    note = LeaderNote.latest(the_visit(number_of(key)))
    shown = note if note is not None and note.read_at is None else None
    token = key.partition("-")[2]
    return render_template("questions/_leader_note.html", note=shown, token=token)


# The organiser's side


@bp.get("/console/visits/<int:visit_id>/leader")
@requires(Permission.QUESTION_MODERATE)
def leader_desk(visit_id: int) -> Response:
    return _desk(db.get_or_404(Visit, visit_id))


@bp.post("/console/visits/<int:visit_id>/leader/link")
@requires(Permission.QUESTION_MODERATE)
def make_link(visit_id: int) -> ResponseReturnValue:
    """The first link, or one in place of the last."""
    visit = db.get_or_404(Visit, visit_id)
    form, link = ActionForm(), LeaderLink.of(visit)
    if not form.validate_on_submit():
        abort(400)
    if link is None:
        LeaderLink.open(visit, viewer())
    else:
        link.expect(form.version.data)
        link.renew(viewer())
    db.session.commit()
    flash("链接已开通，请领导扫码打开" if link is None else "链接已更换，原来的随即失效")
    return redirect(url_for(".leader_desk", visit_id=visit.id), 303)


@bp.post("/console/visits/<int:visit_id>/leader/notes")
@requires(Permission.QUESTION_MODERATE)
def send_note(visit_id: int) -> ResponseReturnValue:
    visit, form = db.get_or_404(Visit, visit_id), NoteForm()
    if not form.validate_on_submit():
        return _note_form(visit, form, 422) if is_htmx() else _desk(visit, 422, form)
    LeaderNote.send(visit, form.text.data or "", viewer())
    db.session.commit()
    if is_htmx():
        return _note_form(visit, NoteForm(formdata=None), sent=True)
    flash("已发给现场领导")
    return redirect(url_for(".leader_desk", visit_id=visit.id), 303)


def _note_form(visit: Visit, form: NoteForm, status: int = 200, sent: bool = False) -> Response:
    """In place of the one that was sent: empty, or with what is wrong."""
    html = render_template("questions/_note_form.html", visit=visit, form=form, sent=sent)
    return Response(html, status)


def _desk(visit: Visit, status: int = 200, form: NoteForm | None = None) -> Response:
    link = LeaderLink.of(visit)
    address = url_for(".leader", token=link.token, _external=True) if link else ""
    return page(
        "questions/leader_desk.html",
        "main",
        status,
        visit=visit,
        link=link,
        address=address,
        qr=qr(address) if link else "",
        form=form or NoteForm(formdata=None),
    )


@region(
    "leader_notes",
    topic=lambda key: f"leader:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_the_notes(key: str) -> str:
    notes: list[Any] = LeaderNote.of(the_visit(key))
    return render_template("questions/_leader_notes.html", notes=notes)
