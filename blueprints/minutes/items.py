"""Items and their parts: added, moved, taken out, brought back; quotes and material."""

from typing import Any

from flask import Response, abort, send_file
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import (
    WRITERS,
    anchor_of,
    bp,
    load,
    load_block,
    load_item,
    load_source,
    load_to_write,
    written,
)
from blueprints.minutes.forms import AnswerForm, FileForm
from models import AgendaFile, AgendaItem, Permission, RuleBroken, Statement


@bp.post("/<int:meeting_id>/items")
@requires(*WRITERS)
def add_item(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    item = meeting.minutes.add_item(viewer())
    return written(meeting, "", anchor_of(item))


@bp.post("/<int:meeting_id>/items/<int:item_id>/<any(statement, decision, pledge):kind>")
@requires(*WRITERS)
def add_part(meeting_id: int, item_id: int, kind: str) -> ResponseReturnValue:
    item: AgendaItem = load_item(meeting_id, item_id)
    add: dict[str, Any] = {
        "statement": item.add_statement,
        "decision": item.add_decision,
        "pledge": item.add_pledge,
    }
    part = add[kind](viewer())
    return written(item.minutes.meeting, "", anchor_of(part))


@bp.post("/<int:meeting_id>/blocks/<block>/<any(up, down):way>")
@requires(*WRITERS)
def move(meeting_id: int, block: str, way: str) -> ResponseReturnValue:
    part = load_block(meeting_id, block)
    part.move(viewer(), -1 if way == "up" else 1)
    return written(part.minutes.meeting, "", anchor_of(part))


@bp.post("/<int:meeting_id>/blocks/<block>/removal")
@requires(*WRITERS)
def remove(meeting_id: int, block: str) -> ResponseReturnValue:
    part = load_block(meeting_id, block)
    part.remove(viewer())
    return written(part.minutes.meeting, "已删去，在「修改记录」里可以恢复")


@bp.post("/<int:meeting_id>/items/<int:item_id>/quotes/<source>")
@requires(*WRITERS)
def quote(meeting_id: int, item_id: int, source: str) -> ResponseReturnValue:
    item, found = load_item(meeting_id, item_id), load_source(source)
    item.quote(found, viewer())
    return written(item.minutes.meeting, f"{found.name}已写入发言", anchor_of(item))


@bp.post("/<int:meeting_id>/items/<int:item_id>/files")
@requires(*WRITERS)
def attach(meeting_id: int, item_id: int) -> ResponseReturnValue:
    item, form = load_item(meeting_id, item_id), FileForm()
    content = form.content
    if content is None:
        raise RuleBroken("请先选择文件")
    AgendaFile.add(item, *content, viewer())
    return written(item.minutes.meeting, "材料已附上", anchor_of(item))


def _file(meeting_id: int, file_id: int) -> AgendaFile:
    items = load(meeting_id).minutes.items
    found = [file for item in items for file in item.files if file.id == file_id]
    return found[0] if found else abort(404)


@bp.get("/<int:meeting_id>/files/<int:file_id>")
@requires(Permission.VISIT_READ)
def file(meeting_id: int, file_id: int) -> Response:
    found = _file(meeting_id, file_id)
    return send_file(
        found.path,
        mimetype=found.mime,
        as_attachment=True,
        download_name=found.name,
        max_age=0,
    )


@bp.post("/<int:meeting_id>/files/<int:file_id>/removal")
@requires(*WRITERS)
def detach(meeting_id: int, file_id: int) -> ResponseReturnValue:
    found = _file(meeting_id, file_id)
    found.remove(viewer())
    return written(found.item.minutes.meeting, "材料已撤下", anchor_of(found.item))


@bp.post("/<int:meeting_id>/statements/<int:statement_id>/answer")
@requires(*WRITERS)
def answer(meeting_id: int, statement_id: int) -> ResponseReturnValue:
    """异议: answered where the words stay as they are."""
    statement: Statement = load_block(meeting_id, f"statement-{statement_id}")
    statement.answer_objection(viewer(), AnswerForm().words.data or "")
    return written(statement.minutes.meeting, "已答复代表的异议", anchor_of(statement))
