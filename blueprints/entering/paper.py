"""The paper form for when all technology fails: numbered, with a check digit and a QR."""

from typing import Any

import segno
from flask import Response
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from blueprints.access import viewer
from blueprints.entering.area import asked_visit, bp, may_enter
from blueprints.entering.forms import FormsUpload, PrintForm
from blueprints.pages import page
from models import Visit, db, form_number
from models.form_number import Slip


@bp.get("/forms")
@may_enter
def forms() -> Response:
    return overview(asked_visit())


@bp.post("/forms")
@may_enter
def print_forms() -> ResponseReturnValue:
    """Answers with the sheets themselves: each printing has numbers of its own."""
    visit, form = asked_visit(), PrintForm()
    if not form.validate_on_submit():
        return overview(visit, 422, printing=form)
    cards = [card for card in visit.cards if card.is_active] if form.scope.data == "all" else []
    slips = form_number.print_forms(visit, cards, form.each.data, form.spare.data, viewer())
    db.session.commit()
    return page("entering/sheets.html", "main", visit=visit, sheets=_sheets(slips))


def overview(visit: Visit, status: int = 200, **more: Any) -> Response:
    """Printing and importing; `more` is a form that was not filled in rightly, or its faults."""
    shown = {"printing": PrintForm(formdata=None), "upload": FormsUpload(formdata=None), **more}
    return page("entering/forms.html", "main", status, visit=visit, **shown)


def _sheets(slips: list[Slip]) -> list[list[tuple[Slip, Markup]]]:
    """Two slips to a page of A4; a page holds those of one card alone."""
    sheets: list[list[tuple[Slip, Markup]]] = []
    for slip in slips:
        last = sheets[-1] if sheets else []
        if not last or len(last) == 2 or last[-1][0].card is not slip.card:
            sheets.append([])
        sheets[-1].append((slip, _qr(slip.number.digits)))
    return sheets


def _qr(digits: str) -> Markup:
    code = segno.make(digits, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=2))
