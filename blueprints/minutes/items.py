"""Writing: one item at a time, with what representatives said beside it."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import bp, editor, load, load_item, load_source
from blueprints.minutes.forms import ItemForm, VersionForm
from models import AgendaItem, Permission, db


def saved(
    item: AgendaItem, then: Callable[[], Any] | None = None, told: str = "已保存", anchor: str = ""
) -> ResponseReturnValue:
    """What is written is kept first, whichever button was pressed; then the button's own act."""
    form = ItemForm(item)
    valid = form.validate_on_submit()
    if form.version.data is not None and item.is_newer_than(form.version.data):
        form.version.data = item.version  # sent again, it is meant
        form.version.raw_data = None
        return editor(item, form, 409, conflict=True)
    if not valid:
        return editor(item, form, 422)
    item.write(viewer(), **form.details())
    if then is not None:
        then()
    db.session.commit()
    flash(told)
    return redirect(url_for(".item", **place(item), _anchor=anchor or None), 303)


def place(item: AgendaItem) -> dict[str, Any]:
    return {"meeting_id": item.minutes.meeting_id, "item_id": item.id}


@bp.post("/<int:meeting_id>/items")
@requires(Permission.MEETING_WRITE)
def add_item(meeting_id: int) -> ResponseReturnValue:
    meeting = load(meeting_id)
    item = meeting.minutes.add_item(viewer())
    db.session.commit()
    return redirect(url_for(".item", **place(item)), 303)


@bp.get("/<int:meeting_id>/items/<int:item_id>")
@requires(Permission.VISIT_READ)
def item(meeting_id: int, item_id: int) -> Response:
    return editor(load_item(meeting_id, item_id))


@bp.post("/<int:meeting_id>/items/<int:item_id>")
@requires(Permission.MEETING_WRITE)
def write(meeting_id: int, item_id: int) -> ResponseReturnValue:
    return saved(load_item(meeting_id, item_id), anchor="deeds" if "row" in request.form else "")


@bp.post("/<int:meeting_id>/items/<int:item_id>/up")
@requires(Permission.MEETING_WRITE)
def move_up(meeting_id: int, item_id: int) -> ResponseReturnValue:
    item = load_item(meeting_id, item_id)
    return saved(item, lambda: item.move(viewer(), -1), "已上移，内容已保存")


@bp.post("/<int:meeting_id>/items/<int:item_id>/down")
@requires(Permission.MEETING_WRITE)
def move_down(meeting_id: int, item_id: int) -> ResponseReturnValue:
    item = load_item(meeting_id, item_id)
    return saved(item, lambda: item.move(viewer(), 1), "已下移，内容已保存")


@bp.post("/<int:meeting_id>/items/<int:item_id>/quotes/<source>")
@requires(Permission.MEETING_WRITE)
def quote(meeting_id: int, item_id: int, source: str) -> ResponseReturnValue:
    item, found = load_item(meeting_id, item_id), load_source(source)
    return saved(item, lambda: item.quote(found, viewer()), f"{found.name}已写入讨论情况")


@bp.post("/<int:meeting_id>/items/<int:item_id>/removal")
@requires(Permission.MEETING_WRITE)
def remove(meeting_id: int, item_id: int) -> ResponseReturnValue:
    item, form = load_item(meeting_id, item_id), VersionForm()
    item.expect(form.version.data)
    item.minutes.remove_item(item, viewer())
    db.session.commit()
    flash("议题已删除")
    return redirect(url_for(".show", meeting_id=meeting_id), 303)
