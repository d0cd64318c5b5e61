"""What is done from a shell: making ready, the first administrator, figures, and checks."""

import getpass
import json
import os
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import func, select
from werkzeug.security import check_password_hash

from models import (
    Account,
    CalendarDay,
    Evaluation,
    EvaluationState,
    Figures,
    Role,
    RuleBroken,
    Tally,
    Unit,
    UnitKind,
    Visit,
    audit,
    ballot_key,
    begin_writing,
    clock,
    db,
    publish,
    reminding,
    secret,
    working_calendar,
)
from models.account import SHORTEST_PASSWORD, new_password
from models.counting import destroy_left_over_keys

OFFICE = "县政府办公室"
CARDS_SHOWN = 3
LITTLE_SPACE = 1024**3
DEMO = frozenset({"demo", "test"})
UNFINISHED = "demo-unfinished"  # stands in DATA_DIR while the demo is being loaded
FORGOTTEN = "这个数据库里有演示账号，不能用于正式环境：请换一个空的 DATABASE_URL 或 DATA_DIR"

audit_cli = AppGroup("audit", help="操作记录。")


@click.command()
@with_appcontext
def prepare() -> None:
    """建库或升级到最新；演示环境下，空库装入演示数据。"""
    flask_migrate.upgrade()
    if current_app.config["KAIMEN_ENV"] in DEMO:
        _load_demo()
        _tell_demo()
        return
    if _demo_accounts():
        raise click.ClickException(FORGOTTEN)
    if not _administrators():
        click.echo("数据库已就绪。请开第一个管理员账号：flask create-admin 账号 姓名")


@click.command("create-admin")
@click.argument("login")
@click.argument("name")
@click.option("--generate", is_flag=True, help="由系统生成密码。没有终端可问时也这样。")
@with_appcontext
def create_admin(login: str, name: str, generate: bool) -> None:
    """开一个管理员账号。密码当场输入，直接回车则由系统生成。"""
    given = _asked_password() if _at_a_terminal() and not generate else ""
    password = given or new_password()
    begin_writing()
    unit = db.session.scalar(select(Unit).filter_by(kind=UnitKind.OFFICE).order_by(Unit.id))
    try:
        unit = unit or Unit.found(OFFICE, UnitKind.OFFICE, "system")
        Account.open(
            login=login.strip().lower(),
            name=name.strip(),
            role=Role.ADMINISTRATOR,
            unit=unit,
            password=password,
            by="system",
        )
        db.session.commit()
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from None
    click.echo(f"已开户：管理员 {name}，账号 {login.strip().lower()}")
    if not given:
        click.echo(f"初始密码（只显示这一次）：{password}")


@click.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.option("--json", "as_json", is_flag=True, help="一行 JSON。")
@with_appcontext
def briefing(number: int, as_json: bool) -> None:
    """第 N 期活动的数字，由记录计算。"""
    visit = db.session.scalar(select(Visit).filter_by(number=number))
    if visit is None:
        raise click.ClickException(f"没有第 {number} 期活动")
    figures = Figures.of(visit)
    if as_json:
        click.echo(json.dumps({"visit": number, **figures.as_json()}, ensure_ascii=False))
        return
    click.echo(f"{visit.title}（{visit.held_on:%Y年%-m月%-d日}，{visit.state.label}）")
    click.echo(f"群众代表 {figures.representatives} 人")
    click.echo(f"现场意见建议 {figures.opinions} 条")
    click.echo(f"现场监督举报 {figures.reports} 件")
    click.echo(f"督办通知发往 {figures.units_noticed} 个单位")
    click.echo(f"督办事项 {sum(figures.matters_by_state.values())} 件")
    for state, count in figures.matters_by_state.items():
        click.echo(f"  {state.label} {count} 件")
    for kind, count in figures.matters_by_kind.items():
        click.echo(f"  {kind.label} {count} 件")


@click.command()
@with_appcontext
def remind() -> None:
    """提醒该办、该催的人；由定时器每半小时运行一次，多运行几次也不重复。"""
    rows = reminding.due()
    db.session.rollback()  # nobody waits for the one writer while this only reads
    begin_writing()
    made = reminding.make(rows)
    db.session.commit()
    if made:
        click.echo(f"新提醒 {made} 条")
    elif reminding.are_working_hours(clock.now(), working_calendar()):
        click.echo("没有新的提醒")
    else:
        click.echo("现在不是工作时间，不提醒")


@audit_cli.command()
def verify() -> None:
    """逐条核验操作记录；有问题时退出码为 1。"""
    wrong = False
    for fault in audit.faults():
        wrong = True
        click.echo(f"✗ {fault}")
    end = audit.head()
    if wrong:
        raise click.ClickException("操作记录有问题，请保留现场，用最近的备份核对")
    click.echo(f"操作记录完整，共 {end.last if end else 0} 条")
    if end:
        click.echo(f"链头校验值 {end.hash}")


@click.command()
@with_appcontext
def check() -> None:
    """自检：设置、数据库、日历、磁盘。有不能用的，退出码为 1。"""
    findings = list(_findings())
    click.echo(_table([(sign, what, told) for sign, what, told in findings]))
    if any(sign == "✗" for sign, _, _ in findings):
        raise SystemExit(1)


def _findings() -> Iterator[tuple[str, str, str]]:
    config = current_app.config
    yield "✓", "设置", f"KAIMEN_ENV={config['KAIMEN_ENV']}，{config['COUNTY_NAME']}"
    yield "✓", "数据库", db.engine.url.render_as_string(hide_password=True)
    expected, present = _revisions()
    if expected != present:
        yield "✗", "迁移", "数据库不是最新的，请运行 flask prepare"
        return
    yield "✓", "迁移", f"已是最新（{'、'.join(sorted(present))}）"
    yield _finding_of_accounts()
    yield _finding_of_calendar()
    yield _finding_of_counts()
    yield _finding_of_ballots()
    free = shutil.disk_usage(Path(config["DATA_DIR"])).free
    told = f"{config['DATA_DIR']} 所在磁盘剩余 {free / 1024**3:.1f} GiB"
    yield ("✓" if free > LITTLE_SPACE else "✗"), "磁盘", told


def _finding_of_counts() -> tuple[str, str, str]:
    wrong = len(list(Tally.faults()))
    if wrong:
        return "✗", "看板", f"{wrong} 处计数与实有不符，请运行 flask recount"
    return "✓", "看板", "计数与实有一致"


def _finding_of_ballots() -> tuple[str, str, str]:
    """A process may have died between the end of a round and the destruction of its key."""
    left = destroy_left_over_keys()
    open_ids = db.session.scalars(select(Evaluation.id).filter_by(state=EvaluationState.OPEN))
    lost = [one for one in open_ids if not ballot_key.exists(one)]
    if lost:
        return "✗", "测评", f"{len(lost)} 次进行中的测评没有票箱钥匙，选票读不出，只能作废"
    if left:
        return "！", "测评", f"已销毁 {len(left)} 把结束后留下的票箱钥匙"
    return "✓", "测评", "进行中的测评票箱钥匙都在，结束了的都已销毁"


@click.command()
@with_appcontext
def recount() -> None:
    """看板重新计数：逐项列出与实有不符的，再按实有改正。"""
    begin_writing()
    faults = list(Tally.faults())
    for fault in faults:
        click.echo(f"✗ {fault}")
    if faults:
        Tally.recount()
        publish("board")
        db.session.commit()
    click.echo(f"已改正 {len(faults)} 处" if faults else "看板计数与实有一致")


def _finding_of_accounts() -> tuple[str, str, str]:
    is_production = current_app.config["KAIMEN_ENV"] not in DEMO
    if is_production and _demo_accounts():
        return "✗", "账号", FORGOTTEN
    if not _administrators():
        return "！", "账号", "还没有管理员，请运行 flask create-admin 账号 姓名"
    return "✓", "账号", f"管理员 {_administrators()} 人"


def _finding_of_calendar() -> tuple[str, str, str]:
    """Next year's notice comes out in autumn; until it is entered, deadlines may still move."""
    year = clock.today().year + 1
    span = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    days = select(func.count()).select_from(CalendarDay).where(span)
    known = db.session.scalar(days) or 0
    official = db.session.scalar(days.where(CalendarDay.official)) or 0
    if not known:
        return "✗", "日历", f"没有 {year} 年的工作日历"
    if official < known:
        return (
            "！",
            "日历",
            f"{year} 年有 {known - official} 天暂估，通知发布后请在「工作日历」里录入",
        )
    return "✓", "日历", f"{year} 年已按通知录全"


def _revisions() -> tuple[set[str], set[str]]:
    """The migration that this version needs, and the one that the database is at."""
    config = current_app.extensions["migrate"].migrate.get_config()
    expected = set(ScriptDirectory.from_config(config).get_heads())
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    return expected, present


def _administrators() -> int:
    held = select(func.count()).select_from(Account)
    return db.session.scalar(held.filter_by(role=Role.ADMINISTRATOR, disabled_at=None)) or 0


def _at_a_terminal() -> bool:
    return sys.stdin.isatty()


def _asked_password() -> str:
    """Typed twice and long enough, or empty."""
    while True:
        password = getpass.getpass(f"密码（至少 {SHORTEST_PASSWORD} 位，直接回车由系统生成）：")
        if not password:
            return ""
        if len(password) < SHORTEST_PASSWORD:
            click.echo(f"密码至少 {SHORTEST_PASSWORD} 位")
        elif password == getpass.getpass("再输一遍："):
            return password
        else:
            click.echo("两遍不一致，请重新输入")


# ---- the demo ---------------------------------------------------------------------------------


def _load_demo() -> None:
    from models import demo  # only here: its people must not be near a production start

    mark = Path(current_app.config["DATA_DIR"]) / UNFINISHED
    if mark.exists():
        raise click.ClickException(
            f"上次装入演示数据没有完成。请删除 {mark.parent} 里的数据库和 {mark.name}，再来一次"
        )
    if db.session.scalar(select(Visit.id).limit(1)) is not None:
        return
    click.echo("正在装入演示数据，约需一分钟……")
    mark.touch()
    db.session.rollback()
    demo.load(current_app.config["KAIMEN_ENV"])
    db.session.commit()
    mark.unlink()


def _tell_demo() -> None:
    from models import demo

    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    order = list(Role)
    staff = db.session.scalars(select(Account).filter_by(disabled_at=None).order_by(Account.id))
    click.echo(f"\n「开门」演示  http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}/\n")
    click.echo(f"工作人员，密码都是 {demo.PASSWORD}")
    rows = [
        (account.login, account.role.label, account.name, account.unit.name)
        for account in sorted(staff, key=lambda account: order.index(account.role))
    ]
    click.echo(_table([("账号", "角色", "姓名", "单位"), *rows]))
    click.echo("\n群众代表，在登录页输入 8 位号码")
    cards = [
        (f"{code[:4]} {code[4:]}", visit.name, card.name, card.representative.name)
        for visit in db.session.scalars(select(Visit).order_by(Visit.number.desc()))
        for card in visit.cards[:CARDS_SHOWN]
        for code in [demo.digits(visit.number, card.seat)]
        if card.code == secret.fingerprint("card", code)  # whoever was invited since has others
    ]
    click.echo(_table([("代表证", "期次", "代表号", "姓名"), *cards]))
    click.echo("\n按 Ctrl-C 结束\n")


def _demo_accounts() -> bool:
    """Whether somebody of the demo could sign in here with the password that everybody knows."""
    from models.demo import PASSWORD
    from models.demo.cast import STAFF

    logins = {person.login for person in STAFF}
    found = db.session.scalars(select(Account).where(Account.login.in_(logins)))
    return any(check_password_hash(account.password_hash, PASSWORD) for account in found)


# ---- tables -----------------------------------------------------------------------------------


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def _table(rows: Sequence[Iterable[str]]) -> str:
    """Columns under each other: a Chinese character is two wide."""
    cells = [list(row) for row in rows]
    widths = [max(_width(row[place]) for row in cells) for place in range(len(cells[0]))]
    return "\n".join(
        "  "
        + "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def init_app(app: Flask) -> None:
    for command in (prepare, create_admin, briefing, remind, check, recount, audit_cli):
        app.cli.add_command(command)
