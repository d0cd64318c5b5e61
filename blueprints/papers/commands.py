"""Papers from the shell: `flask paper`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from blueprints.papers import making
from blueprints.papers.document import Paper
from blueprints.papers.faces import faces
from models import (
    Draft,
    Evaluation,
    Inspection,
    Matter,
    Meeting,
    Notice,
    RectificationPlan,
    RuleBroken,
    Unit,
    Visit,
    db,
)
from models.counted import Rate
from models.excerpt import units_of
from models.figures import SHELL, Scope
from models.periodic import Owed

KINDS = (
    *("minutes", "notice", "excerpt", "inspection", "qa", "programme", "briefing", "ledger"),
    *("figures", "outcome", "periodic", "reply", "comments", "revision"),
    *("rectification", "bulletin"),
)
LARGEST_ID = 2**31 - 1


@click.command()
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("key", type=click.IntRange(1, LARGEST_ID), metavar="ID")
@click.option("--format", "form", type=click.Choice(tuple(making.WRITERS)), default="pdf")
@click.option("--out", type=click.Path(path_type=Path), help="写到哪个文件；不写则按公文的名称。")
@click.option("--unit", "unit", default="", help="摘录给哪个单位：全称，或单位页面地址里的编号。")
@click.option("--seat", type=click.IntRange(1, LARGEST_ID), help="答复给第几号代表。")
@click.option(
    "--staff",
    is_flag=True,
    help="问答纪要的内部版；活动安排的工作版，含电话。",
)
@with_appcontext
def paper(
    kind: str, key: int, form: str, out: Path | None, unit: str, staff: bool, seat: int | None
) -> None:
    """把公文写成文件。

    \b
    KIND       ID 是什么
    minutes    纪要：会议的编号（页面地址 /meetings/ 后面的数）
    excerpt    纪要摘录：会议的编号，另加 --unit
    notice     督办通知：页面地址 /notices/ 后面的数
    inspection 巡查记录：页面地址 /inspections/ 后面的数
    qa         问答纪要：第几期
    programme  活动安排：第几期
    briefing   情况简报：第几期
    ledger     督办台账：第几期
    figures    督办统计表：第几期
    outcome    意见办理情况：第几期
    periodic   定期回复：第几期的代表
    comments   意见采纳情况表：征求意见稿的编号（页面地址 /drafts/ 后面的数）
    revision   修改对照：征求意见稿的编号，最近一次修改
    reply      答复和意见征询表：督办事项的编号（页面地址 /matters/ 后面的数），
               另加 --seat
    bulletin   测评通报：页面地址 /evaluations/ 后面的数
    rectification 集中整改进展表：页面地址 /rectification-plans/ 后面的数
    """
    try:
        made = _made(kind, key, unit, staff, seat)
        content = making.WRITERS[form](made)
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    except DBAPIError:
        raise click.ClickException("数据库还没有准备好，请先运行 flask prepare") from None
    target = out or Path(f"{made.name.replace('/', '')}.{form}")
    _put(target, content)
    if form == "pdf" and faces().missing:
        lacking = "、".join(faces().missing)
        click.echo(f"本机缺少{lacking}字体，用相近的字体代替，版面尺寸不变", err=True)
    click.echo(f"已写入 {target}（{made.title}，{len(content) / 1024:.0f} KB）")


def _made(kind: str, key: int, unit: str, staff: bool, seat: int | None) -> Paper:
    for name, is_given, of in (
        ("--seat", seat is not None, ("reply",)),
        ("--unit", unit, ("excerpt",)),
        ("--staff", staff, ("qa", "programme")),
    ):
        if is_given and kind not in of:
            raise click.ClickException(f"{name} 只用于 {' 和 '.join(of)}")
    of_key: dict[str, Callable[[], Paper]] = {
        "reply": lambda: _reply(key, seat),
        "notice": lambda: making.of_notice(_found(Notice, key, "督办通知")),
        "comments": lambda: making.of_draft(_sent(key)),
        "revision": lambda: _revision(_sent(key)),
        "inspection": lambda: _of_inspection(key),
        "bulletin": lambda: making.of_evaluation(_found(Evaluation, key, "测评")),
        "rectification": lambda: making.of_plan(_found(RectificationPlan, key, "集中整改方案")),
        "minutes": lambda: making.of_meeting(_found(Meeting, key, "会议")),
        "excerpt": lambda: _excerpt(_found(Meeting, key, "会议"), unit),
    }
    if kind in of_key:
        return of_key[kind]()
    visit = db.session.scalar(select(Visit).filter_by(number=key))
    if visit is None:
        raise click.ClickException(f"没有第 {key} 期活动")
    return _of_visit(kind, visit, staff)


def _of_visit(kind: str, visit: Visit, staff: bool) -> Paper:
    if kind == "qa":
        return making.of_questions(visit, staff)
    if kind == "programme":
        return making.of_programme(visit, staff)
    if kind in OF_VISIT:
        return OF_VISIT[kind](visit)
    return making.of_matters(select(Matter).where(Matter.visit_id == visit.id), visit.name)


def _of_inspection(key: int) -> Paper:
    inspection = db.session.get(Inspection, key)
    if inspection is None or inspection.held_at is None:
        raise click.ClickException(f"没有编号为 {key}、已经开展的巡查")
    return making.of_inspection(inspection)


def _sent(key: int) -> Draft:
    draft: Draft = _found(Draft, key, "征求意见稿")
    if not draft.standing:
        raise click.ClickException(f"编号为 {key} 的征求意见稿还没有发出")
    return draft


def _revision(draft: Draft) -> Paper:
    if len(draft.standing) == 1:
        raise click.ClickException(f"编号为 {draft.id} 的征求意见稿没有修改稿")
    return making.of_revision(draft.standing[-1])


def _found(model: Any, key: int, name: str) -> Any:
    found = db.session.get(model, key)
    if found is None:
        raise click.ClickException(f"没有编号为 {key} 的{name}")
    return found


OF_VISIT: dict[str, Callable[[Visit], Paper]] = {
    "briefing": making.of_figures,
    "outcome": making.of_outcome,
    "periodic": lambda visit: making.of_periodic(Owed.all(visit=visit)),
    "figures": lambda visit: making.of_scope(Scope(SHELL, visit=visit), Rate.IN_TIME, visit.name),
}


def _reply(key: int, seat: int | None) -> Paper:
    matter = _found(Matter, key, "督办事项")
    told = {asker.card.seat: asker.replies for asker in matter.askers if asker.replies}
    if seat not in told:
        seats = "、".join(str(each) for each in sorted(told)) or "（没有）"
        raise click.ClickException(f"请用 --seat 写明答复给第几号代表，已经答复的：{seats}")
    return making.of_reply(max(told[seat], key=lambda each: each.round.number))


def _excerpt(meeting: Meeting, unit: str) -> Paper:
    bound = units_of(meeting.minutes)
    names = "、".join(each.name for each in bound) or "（没有）"
    if not unit:
        raise click.ClickException(f"请用 --unit 写明摘录给哪个单位：{names}")
    is_key = unit.isascii() and unit.isdecimal() and len(unit) < 10
    found = db.session.get(Unit, int(unit)) if is_key else None
    found = found or db.session.scalar(select(Unit).filter_by(name=unit))
    if found is None:
        raise click.ClickException(f"没有名为「{unit}」的单位")
    paper = making.of_excerpt(meeting, found)
    if paper is None:
        raise click.ClickException(f"这份纪要没有涉及{found.name}的事项；涉及的单位：{names}")
    return paper


def _put(target: Path, content: bytes) -> None:
    """The whole file or none: it is written aside and then takes its name."""
    aside = target.with_name(f".{target.name[:60]}.{os.getpid()}.tmp")
    try:
        aside.write_bytes(content)
        aside.replace(target)
    except OSError as trouble:
        raise click.ClickException(f"写不了 {target}：{trouble.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)


def init_app(app: Flask) -> None:
    app.cli.add_command(paper)
