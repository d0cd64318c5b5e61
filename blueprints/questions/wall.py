"""What hangs in the room, for whoever has the link: the question being answered and the next."""

from secrets import compare_digest
from typing import Any

import segno
from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from blueprints.access import public, requires
from blueprints.forms import Form
from blueprints.live import region
from blueprints.pages import is_htmx, page
from blueprints.questions.regions import scene, the_visit, visit_of
from blueprints.questions.views import bp
from models import Look, Permission, Visit, Wall, clock, db
from models.text import length

ON_WALL = 3  # that come next
SIZES = ((28, 2, "w1"), (60, 4, "w2"), (100, 6, "w3"))  # at most so many characters and lines
LINES = 8  # that the writer began; of more, the breaks are left out


class LookForm(Form):
    """改大屏的样子: one button."""

    look = RadioField(choices=[SelectChoice(look.value, look.label) for look in Look], coerce=Look)


@bp.get("/wall/<token>")
@public
def wall(token: str) -> Response:
    visit = _hung(token)
    entrance = url_for("account.card", _external=True)
    return page(
        "questions/wall.html",
        "body",
        visit=visit,
        key=wall_key(visit),
        look=look_of(Wall.of(visit)),
        looks=Look,
        qr=qr(entrance),
        host=request.host,
        now=clock.local(clock.now()),
    )


@bp.post("/wall/<token>/look")
@public
def change_look(token: str) -> ResponseReturnValue:
    """A key pressed at the wall: who may see it may set it."""
    _change(_hung(token))
    return _changed(url_for(".wall", token=token))


@bp.post("/console/visits/<int:visit_id>/wall")
@requires(Permission.QUESTION_MODERATE)
def change_wall(visit_id: int) -> ResponseReturnValue:
    visit = db.get_or_404(Visit, visit_id)
    _change(visit)
    return _changed(url_for(".console", visit=visit.id))


def _hung(token: str) -> Visit:
    return db.session.scalar(select(Visit).filter_by(wall_token=token)) or abort(404)


def _change(visit: Visit) -> None:
    form = LookForm()
    if not form.validate_on_submit():
        abort(400)
    Wall.change(visit, form.look.data)
    db.session.commit()


def _changed(location: str) -> ResponseReturnValue:
    """A script needs no answer: the region brings the new look to every wall alike."""
    if is_htmx():
        return "", 204
    return redirect(location, 303)


def qr(address: str) -> Any:
    """A picture of an address, as a data: address of its own."""
    return segno.make(address, error="m").svg_data_uri(border=2, dark="#1e1b17", light="#fff")


def wall_key(visit: Visit) -> str:
    """The visit's id stands before the token: a topic is looked up where no database is at hand."""
    return f"{visit.id}-{visit.wall_token}"


def wall_visit(key: str) -> Visit | None:
    number, _, token = key.partition("-")
    visit = visit_of(number)
    return visit if visit is not None and compare_digest(visit.wall_token, token) else None


def number_of(key: str) -> str:
    """The visit's id in a key."""
    return key.partition("-")[0]


def look_of(wall: Wall) -> str:
    """The classes of the whole page."""
    size = f"up{wall.size}" if wall.size > 0 else f"down{-wall.size}" if wall.size else ""
    classes = (size, "dark" if wall.is_dark else "", "joining" if wall.shows_code else "")
    return " ".join(filter(None, classes))


def set_in(text: str) -> tuple[str, str]:
    """A question as the wall shows it, and the class that its length gives."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > LINES:
        lines = [" ".join(lines)]
    letters, begun = length("".join(lines)), len(lines)
    fitting = (name for most, rows, name in SIZES if letters <= most and begun <= rows)
    return "\n".join(lines), next(fitting, "w4")


@region(
    "wall",
    topic=lambda key: f"visit:{number_of(key)}",
    admits=lambda viewer, key: wall_visit(key) is not None,
)
def for_the_wall(key: str) -> str:
    shown = scene(the_visit(number_of(key)), ON_WALL)
    answering = shown.get("answering")
    text, size = set_in(answering.shown) if answering else ("", "")
    return render_template("questions/_wall.html", text=text, size=size, **shown)


@region(
    "wall_look",
    topic=lambda key: f"wall:{number_of(key)}",
    admits=lambda viewer, key: wall_visit(key) is not None,
)
def for_its_look(key: str) -> str:
    """Nothing to see: the page's script gives the classes to the page."""
    look = look_of(Wall.of(the_visit(number_of(key))))
    return render_template("questions/_wall_look.html", look=look)
