"""What is done from a shell, and what the start refuses."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, func, select, text

from app import create_app
from models import Account, Model, Role, Unit, UnitKind, audit, clock, db, demo
from models.figures import SHELL, League, Scope
from tests import postgres
from tests.conftest import Place, past_the_guards, post, settings
from tests.models import figures_sql

ROOT = Path(__file__).parent.parent
KEYS = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DATA_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}
SETTINGS = ("KAIMEN_ENV", "SECRET_KEY", "DATA_KEY", "DATABASE_URL", "DATA_DIR", "HOST", "PORT")


def flask(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """`flask …` in a shell whose environment holds these settings and no others of ours."""
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    command = [sys.executable, "-m", "flask", *words]
    return subprocess.run(command, cwd=ROOT, env={**kept, **env}, capture_output=True, text=True)


def run(app: Flask, *words: str, **more: Any) -> Result:
    return app.test_cli_runner().invoke(args=list(words), **more)


# ---- the start ---------------------------------------------------------------------------------

WRONG_SETTINGS = [
    ({}, "SECRET_KEY is not set"),
    ({"SECRET_KEY": KEYS["SECRET_KEY"]}, "DATA_KEY is not set"),
    ({**KEYS, "SECRET_KEY": "short"}, "SECRET_KEY is weak"),
    ({**KEYS, "SECRET_KEY": "a" * 64}, "SECRET_KEY is weak"),
    ({**KEYS, "DATA_KEY": "not a key"}, "DATA_KEY is not a Fernet key"),
    ({**KEYS, "KAIMEN_ENV": "staging"}, "KAIMEN_ENV must be one of"),
]


@pytest.mark.parametrize("env, words", WRONG_SETTINGS)
def test_a_missing_or_weak_setting_stops_the_start_with_one_line(
    tmp_path: Path, env: dict[str, str], words: str
) -> None:
    answer = flask("prepare", DATA_DIR=str(tmp_path), **env)
    assert answer.returncode != 0 and answer.stdout == ""
    assert words in answer.stderr and len(answer.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "kaimen.db").exists()


def accounts(folder: Path) -> dict[str, str]:
    """The hash of each one's password."""
    engine = create_engine(f"sqlite:///{folder / 'kaimen.db'}")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT login, password_hash FROM account")).all()
    engine.dispose()
    return {row.login: row.password_hash for row in found}


def test_production_is_made_ready_without_anybody_of_the_demo(tmp_path: Path) -> None:
    env = {**KEYS, "DATA_DIR": str(tmp_path)}  # production is what an empty setting means
    answer = flask("prepare", **env)
    assert answer.returncode == 0, answer.stderr
    assert "flask create-admin" in answer.stdout and demo.PASSWORD not in answer.stdout
    assert not accounts(tmp_path)
    opened = flask("create-admin", "pengtao", "彭涛", **env)
    assert opened.returncode == 0, opened.stderr
    password = opened.stdout.strip().rpartition("：")[2]
    assert flask("prepare", **env).stdout == ""
    assert list(accounts(tmp_path)) == ["pengtao"]
    assert accounts(tmp_path)["pengtao"].startswith("scrypt:32768:8:1$")
    app = create_app({**settings(tmp_path), "KAIMEN_ENV": "production"})
    form = {"login": "pengtao", "password": password}
    assert post(app.test_client(), "/login", form).status_code == 303
    with app.app_context():
        db.engine.dispose()


class Demo(NamedTuple):
    """A loaded demo, its database prepared by the tables' owner and used by the app's role."""

    folder: Path
    owner: dict[str, str]
    app: dict[str, str]

    @property
    def keys(self) -> dict[str, str]:
        return {n.upper(): (self.folder / n).read_text() for n in ("secret_key", "data_key")}

    def prepare(self) -> subprocess.CompletedProcess[str]:
        return flask("prepare", HOST="0.0.0.0", PORT="8123", **self.owner)

    def asked(self, *queries: str) -> list[list[tuple[Any, ...]]]:
        engine = create_engine(self.app.get("DATABASE_URL") or f"sqlite:///{self.folder}/kaimen.db")
        with engine.connect() as connection:
            found = [[tuple(row) for row in connection.execute(text(query))] for query in queries]
        engine.dispose()
        return found

    def rows(self) -> dict[str, list[str]]:
        names = [table.name for table in Model.metadata.sorted_tables]
        found = self.asked(*(f"SELECT * FROM {name}" for name in names))
        return {name: sorted(map(str, rows)) for name, rows in zip(names, found, strict=True)}


# each is loaded once, in one process
DEMOS = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"commands on {kind}"))
    for kind in ("sqlite", "postgresql")
]


@pytest.fixture(scope="module", params=DEMOS)
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo folder")
    env = {"KAIMEN_ENV": "demo", "DATA_DIR": str(folder)}
    server = postgres.start() if request.param == "postgresql" else None
    urls = ({"DATABASE_URL": server.owner}, {"DATABASE_URL": server.app}) if server else ({}, {})
    demo = Demo(folder, env | urls[0], env | urls[1])
    try:
        answer = demo.prepare()
        assert answer.returncode == 0, answer.stderr
        (folder / "said").write_text(answer.stdout, "utf-8")
        yield demo
    finally:
        if server:
            server.stop()


def test_the_demo_tells_who_can_come_in_and_lets_them_in(loaded: Demo) -> None:
    said = (loaded.folder / "said").read_text("utf-8")
    assert "http://127.0.0.1:8123/" in said and demo.PASSWORD in said
    roles = [role for role in Role if role is not Role.REPRESENTATIVE]
    assert all(role.label in said for role in roles)
    codes = [demo.digits(visit, seat) for visit in (1, 2) for seat in (1, 2)]
    printed = [code.replace(" ", "") for code in re.findall(r"^ +(\d{4} \d{4}) ", said, re.M)]
    assert set(codes) <= set(printed)
    app = create_app({**settings(loaded.folder), **loaded.app, **loaded.keys})
    login = said.split("组织员")[0].split()[-1]
    assert post(app.test_client(), "/login", {"login": login, "password": demo.PASSWORD}).location
    for code in printed:
        client = app.test_client()
        client.get("/login")
        assert post(client, "/card", {"code": code}).status_code == 303
    with app.app_context():
        db.engine.dispose()


def test_started_twice_it_changes_no_data(loaded: Demo) -> None:
    before = loaded.rows()
    again = loaded.prepare()
    assert again.returncode == 0 and "装入" not in again.stdout
    assert loaded.rows() == before and before["matter"]


def test_the_first_visit_counts_what_the_record_says(loaded: Demo) -> None:
    env = loaded.app
    answer = flask("briefing", "1", "--json", **env)
    [line] = answer.stdout.splitlines()
    told = json.loads(line)
    assert (told["visit"], told["representatives"]) == (1, 31)
    assert (told["opinions"], told["reports"]) == (29, 17)
    assert (
        told["matters"]
        == sum(told["matters_by_state"].values())
        == told["matters_by_state"]["closed"]
    )
    assert told["matters"] == sum(told["matters_by_kind"].values())
    readable = flask("briefing", "1", **env).stdout
    assert "群众代表 31 人" in readable and "现场意见建议 29 条" in readable
    assert flask("audit", "verify", **env).returncode == 0
    checked = flask("check", **env)
    assert "已是最新" in checked.stdout, checked.stderr


def test_the_figures_are_those_of_sql_that_knows_no_model(loaded: Demo) -> None:
    app = create_app({**settings(loaded.folder), **loaded.app, **loaded.keys})
    with app.app_context():
        today = clock.today()
        told = {}
        league = League.of(Scope(SHELL))
        for unit, tally in [*league.units, (None, league.loose)]:
            for part, number in tally.counts.items():
                told[unit.id if unit else None, part.value] = number
        counted = figures_sql.counted(db.session.connection(), today)
        assert {key: number for key, number in told.items() if number} == counted
        parts = {part for _, part in counted}
        assert parts >= {"sent_back", "extended", "redone", "unrated", "open_overdue", "planned"}
        db.session.remove()
        db.engine.dispose()


def test_reminders_come_from_the_shell_once_a_day(loaded: Demo) -> None:
    answer = flask("remind", **loaded.app)
    assert answer.returncode == 0, answer.stderr
    assert re.search("新提醒|没有新的提醒|现在不是工作时间", answer.stdout)
    again = flask("remind", **loaded.app)
    assert "没有新的提醒" in again.stdout or "现在不是工作时间" in again.stdout
    [rows] = loaded.asked(
        "SELECT count(*) FROM reminder GROUP BY account_id, matter_id, notice_id, level, day",
    )
    assert rows and {number for (number,) in rows} == {1}


def test_the_first_visits_materials_are_those_of_the_record(loaded: Demo) -> None:
    [produced] = loaded.asked(
        "SELECT m.kind, m.title, m.produced, m.is_more FROM material m"
        " JOIN visit v ON v.id = m.visit_id WHERE v.number = 1 ORDER BY m.id",
    )
    assert produced == [
        ("booklet", "《创富柞水》招商项目画册", 200, 0),
        ("booklet", "《柞水观止》画册", 200, 0),
        ("booklet", "《防汛工作手册》", 200, 0),
        ("booklet", "《扶贫开发及陕南移民搬迁政策汇编》", 200, 0),
        ("booklet", "《惠民政策手册》", 200, 0),
        ("booklet", "《陕西省流动人口计划生育管理条例》", 200, 0),
        ("disc", "《牛背梁》《放歌牛背梁》《柞水新时空》", 500, 1),  # 500余, of the three together
    ]
    assert sum(row[2] for row in produced if row[0] == "booklet") == 1200
    [handed_out] = loaded.asked(
        "SELECT DISTINCT m.kind, h.copies FROM hand_out h JOIN material m ON m.id = h.material_id"
        " JOIN visit v ON v.id = h.visit_id WHERE v.number = 1 ORDER BY m.kind",
    )
    assert handed_out == [("booklet", 31), ("disc", 3 * 31)]
    [[(later,)]] = loaded.asked(
        "SELECT count(*) FROM hand_out h JOIN visit v ON v.id = h.visit_id WHERE v.number = 2",
    )
    assert later > 0


def test_every_host_has_disclosed_before_its_visit(loaded: Demo) -> None:
    [rows] = loaded.asked(
        "SELECT v.number, u.name, count(DISTINCT d.id), count(DISTINCT d.category)"
        " FROM stop s JOIN visit v ON v.id = s.visit_id JOIN unit u ON u.id = s.unit_id"
        " LEFT JOIN disclosure d ON d.unit_id = u.id AND d.dated_on < v.held_on"
        " GROUP BY v.number, u.name",
    )
    assert len(rows) == 4 + 6
    assert all(entries >= 3 for _, _, entries, _ in rows)
    in_all = {name for visit, name, _, categories in rows if (visit, categories) == (1, 8)}
    assert in_all == {"县发展和改革局", "县供电公司", "县交通运输局"}


def test_the_demo_s_database_is_refused_in_production(loaded: Demo) -> None:
    for command in ("prepare", "check"):
        answer = flask(command, **{**loaded.owner, **loaded.keys, "KAIMEN_ENV": "production"})
        assert answer.returncode == 1
        assert "演示账号" in answer.stdout + answer.stderr


def test_a_demo_that_was_broken_off_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "demo-unfinished").touch()
    answer = flask("prepare", KAIMEN_ENV="demo", DATA_DIR=str(tmp_path))
    assert answer.returncode == 1 and "没有完成" in answer.stderr


# ---- the first administrator --------------------------------------------------------------------


def test_another_administrator_joins_the_office(app: Flask) -> None:
    opened = run(app, "create-admin", "Second", "另一位")
    assert opened.exit_code == 0 and "只显示这一次" in opened.output
    with app.app_context():
        account = db.session.scalar(select(Account).filter_by(login="second"))
        assert account.role is Role.ADMINISTRATOR and account.unit.kind is UnitKind.OFFICE
        assert len(db.session.scalars(select(Unit).filter_by(kind=UnitKind.OFFICE)).all()) == 1


def test_a_login_is_given_once(app: Flask) -> None:
    answer = run(app, "create-admin", "Handler", "彭涛")
    assert answer.exit_code == 1 and "已被使用" in answer.output
    with app.app_context():
        administrators = select(func.count()).select_from(Account)
        found = db.session.scalar(administrators.filter_by(role=Role.ADMINISTRATOR))
        assert found == 1


def test_a_password_may_be_typed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["short", "one long password", "another long one", *["the right password"] * 2])
    monkeypatch.setattr("blueprints.commands.getpass.getpass", lambda _: next(typed))
    monkeypatch.setattr("blueprints.commands._at_a_terminal", lambda: True)
    answer = run(app, "create-admin", "pengtao", "彭涛")
    assert "至少 10 位" in answer.output and "两遍不一致" in answer.output
    assert "the right password" not in answer.output and "只显示" not in answer.output
    form = {"login": "pengtao", "password": "the right password"}
    assert post(app.test_client(), "/login", form).status_code == 303


# ---- figures and checks -------------------------------------------------------------------------


def test_a_visit_that_is_none_has_no_briefing(app: Flask) -> None:
    assert run(app, "briefing", "9", "--json").exit_code == 1
    assert run(app, "briefing", "0").exit_code == 2
    told = json.loads(run(app, "briefing", "1", "--json").stdout)
    assert (told["visit"], told["representatives"], told["opinions"]) == (1, 1, 0)


def test_verifying_the_record_tells_the_shell(place: Place, app: Flask) -> None:
    whole = run(app, "audit", "verify")
    with app.app_context():
        end = audit.head()
        assert whole.exit_code == 0 and end is not None and end.hash in whole.output
    past_the_guards(place, "DELETE FROM audit_event WHERE id = 3")
    broken = run(app, "audit", "verify")
    assert broken.exit_code == 1 and "第 3 条缺失" in broken.output


def test_the_check_looks_at_what_the_app_stands_on(app: Flask) -> None:
    with clock.at(datetime(2024, 6, 1)):
        answer = run(app, "check")
    assert answer.exit_code == 0, answer.output
    assert "已是最新" in answer.output and "2025 年已按通知录全" in answer.output
    with clock.at(datetime(2029, 6, 1)):
        assert "2030 年有 365 天暂估" in run(app, "check").output
    with clock.at(datetime(2036, 6, 1)):
        assert run(app, "check").exit_code == 1
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = 'older'"))
        db.session.commit()
    answer = run(app, "check")
    assert answer.exit_code == 1 and "flask prepare" in answer.output


def test_a_full_disk_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    full = SimpleNamespace(free=1024**2)
    monkeypatch.setattr("blueprints.commands.shutil.disk_usage", lambda _: full)
    answer = run(app, "check")
    assert answer.exit_code == 1 and "磁盘" in answer.output


def test_counts_of_the_board_are_checked_and_put_right(app: Flask) -> None:
    assert "计数与实有一致" in run(app, "recount").output
    with app.app_context():
        db.session.execute(
            text(
                "INSERT INTO tally (state, lead_id, kind, visit_id, number)"
                " VALUES ('assigned', 1, 'opinion', 0, 3)"
            )
        )
        db.session.commit()
    told = run(app, "check")
    assert told.exit_code == 1 and "计数与实有不符" in told.output
    again = run(app, "recount").output
    assert "待签收" in again and "已改正 1 处" in again
    assert "计数与实有一致" in run(app, "recount").output
