"""The figures of supervision (督办统计): each defined on the page, and leading to its rows."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.scope import ScopeForm
from models import MatterKind, Permission, clock
from models.counted import (
    ASSIGNED,
    OTHER_RULES,
    REPLIES,
    RESULTS,
    RULES,
    TURNS,
    Part,
    Rate,
)
from models.figures import SMALL, Behind, League, kinds, trend
from models.topics import asked_most, naming, shown

bp = Blueprint("figures", __name__, url_prefix="/figures")
WORDS = 15
KINDS_SHOWN = 12  # units in the table of kinds


def may_read_words(who: Any) -> bool:
    return bool(who.may(Permission.VISIT_READ))


@bp.get("")
@requires(Permission.BOARD_READ)
def index() -> Response:
    form = ScopeForm(viewer())
    if not form.validate():
        return page("figures/index.html", "main", 422, form=form)
    scope, league = form.scope, League.of(form.scope)
    by_unit = kinds(scope)
    return page(
        "figures/index.html",
        "main",
        form=form,
        given=form.given,
        league=league,
        rows=league.sorted_by(form.rate),
        rates=list(Rate),
        results=RESULTS,
        replies=REPLIES,
        turns=TURNS,
        assigned=ASSIGNED,
        visits=trend(scope, league),
        by_unit=list(by_unit.items())[:KINDS_SHOWN],
        left_out=max(0, len(by_unit) - KINDS_SHOWN),
        by_kind={kind: sum(each[kind] for each in by_unit.values()) for kind in MatterKind},
        kinds=list(MatterKind),
        words=asked_most(scope, WORDS) if may_read_words(viewer()) else None,
        rules=RULES,
        other_rules=OTHER_RULES,
        small=SMALL,
        now=clock.now(),
        link=lambda *parts, **more: _rows(form, parts, **more),
    )


def _rows(form: ScopeForm, parts: Any, **more: Any) -> str:
    """The rows of a figure within the same range."""
    return url_for(".rows", part=[part.value for part in parts], **{**form.given, **more})


@bp.get("/rows")
@requires(Permission.BOARD_READ)
def rows() -> Response:
    """明细. The parts are of one kind of row, or there are none."""
    form = ScopeForm(viewer())
    asked = [Part(name) for name in request.args.getlist("part") if name in list(Part)]
    if not asked or not form.validate() or not _are_alike(asked):
        abort(404)
    before = request.args.get("before", type=int)
    behind = Behind.of(form.scope, asked, before)
    more = _rows(form, asked, before=behind.more) if behind.more else ""
    return page(
        "figures/rows.html",
        "main",
        form=form,
        given=form.given,
        parts=asked,
        behind=behind,
        more=more,
        first=before is None,
    )


def _are_alike(parts: list[Part]) -> bool:
    return any(
        set(parts) <= set(one) for one in (*(rate.parts for rate in Rate), REPLIES, RESULTS)
    ) or (len(parts) == 1)


@bp.get("/words/<word>")
@requires(Permission.VISIT_READ)
def word(word: str) -> Response:
    """The questions and opinions that name a topic."""
    form = ScopeForm(viewer())
    found = naming(form.scope, word) if form.validate() else []
    return page(
        "figures/word.html",
        "main",
        200 if found else 404,
        form=form,
        given=form.given,
        word=word,
        found=found,
        shown=shown,
    )
