"""常用语: the office's own list."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import WRITERS, bp
from blueprints.minutes.forms import PhrasesForm
from blueprints.pages import page
from models import Phrase, db


@bp.get("/phrases")
@requires(*WRITERS)
def phrases() -> Response:
    form = PhrasesForm(formdata=None)
    form.texts.data = "\n".join(Phrase.texts_of(viewer().unit))
    return page("minutes/phrases.html", "main", form=form)


@bp.post("/phrases")
@requires(*WRITERS)
def keep_phrases() -> ResponseReturnValue:
    form = PhrasesForm()
    if not form.validate_on_submit():
        return page("minutes/phrases.html", "main", 422, form=form)
    Phrase.keep(viewer().unit, form.texts.data or "", viewer())
    db.session.commit()
    flash("常用语已保存")
    return redirect(url_for(".phrases"), 303)
