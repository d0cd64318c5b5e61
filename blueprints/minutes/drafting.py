"""Drafting (起草): the editor, and each block saved by itself."""

from typing import Any

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import (
    WRITERS,
    anchor_of,
    bp,
    editor,
    load,
    load_block,
    load_to_write,
    written,
)
from blueprints.minutes.forms import ReplaceForm, SettleForm
from blueprints.minutes.values import Typed, typed_in
from blueprints.slip import wants_data
from models import Block, RuleBroken, Saved, db
from models.history import changes_since
from models.replacing import replace
from models.whole import read_whole


@bp.get("/<int:meeting_id>/draft")
@requires(*WRITERS)
def draft(meeting_id: int) -> Response:
    return editor(load(meeting_id))


@bp.post("/<int:meeting_id>/blocks/<block>")
@requires(*WRITERS)
def save(meeting_id: int, block: str) -> ResponseReturnValue:
    """From a page with scripts every few seconds, else by its button."""
    found = load_block(meeting_id, block)
    form = request.form
    _refuse_another_hand(form.get("writer", type=int))
    typed = Typed(found, form)
    saved = found.save(
        viewer(), typed.values, form.get("base", type=int), form.get("client_id", "")[:36] or None
    )
    if wants_data():
        db.session.commit()
        return jsonify(_answer(saved, typed.problems))
    told = "；".join(typed.problems.values())
    if saved.conflicts:
        told = "别人同时改了同一处，两稿都在下面，请选定"
    return written(found.minutes.meeting, told or "已保存", anchor_of(found))


def _refuse_another_hand(writer: int | None) -> None:
    """A page that somebody left open goes on writing in nobody else's name."""
    if writer is not None and writer != viewer().id:
        raise RuleBroken("这一页是用别的账号打开的，请用原来的账号登录，写的内容还在本机")


def _answer(saved: Saved, problems: dict[str, str]) -> dict[str, Any]:
    read_whole(saved.block.minutes)
    return {
        **_seen(saved.block),
        "sent": saved.sent,
        "problems": problems,
        "missing": render_template(
            "minutes/_checks.html",
            minutes=saved.block.minutes,
            missing=saved.block.minutes.missing,
            drafts=True,
        ),
    }


def _seen(block: Block) -> dict[str, Any]:
    clashes = [each for each in block.minutes.conflicts if each.block == block.key]
    return {
        "block": anchor_of(block),
        "number": block.edited,
        "fields": typed_in(block),
        "conflicts": render_template("minutes/_conflicts.html", clashes=clashes),
        "outline": render_template("minutes/_outline.html", block=block),
    }


@bp.get("/<int:meeting_id>/changes")
@requires(*WRITERS)
def changes(meeting_id: int) -> Response:
    """What others have written since edit `since`; asked when the page hears that there is some."""
    minutes = load(meeting_id).minutes
    found = changes_since(minutes, request.args.get("since", 0, type=int), viewer())
    blocks = [{**_seen(block), "who": who} for block, who in found.blocks]
    return jsonify(last=found.last, moved=found.moved, blocks=blocks)


@bp.post("/<int:meeting_id>/conflicts/<int:conflict_id>")
@requires(*WRITERS)
def settle(meeting_id: int, conflict_id: int) -> ResponseReturnValue:
    meeting, form = load_to_write(meeting_id), SettleForm()
    open_ones = [each for each in meeting.minutes.conflicts if each.id == conflict_id]
    if not open_ones:
        return written(meeting, "这处冲突已经处理好了")
    conflict = open_ones[0]
    conflict.expect(form.version.data)
    block = conflict.about
    if form.choice.data == "keep":
        conflict.keep(viewer())
    else:
        conflict.take(viewer(), form.text.data if form.choice.data == "both" else None)
    return written(meeting, "已选定，另一稿在修改记录里还看得到", anchor_of(block))


@bp.post("/<int:meeting_id>/replacement")
@requires(*WRITERS)
def replace_all(meeting_id: int) -> ResponseReturnValue:
    meeting, form = load_to_write(meeting_id), ReplaceForm()
    if not form.validate_on_submit():
        raise RuleBroken("请写明要查找的文字")
    count = replace(meeting.minutes, form.wanted.data or "", form.words.data or "", viewer())
    return written(meeting, f"替换了 {count} 处")
