"""Papers through the web and from the shell: who gets which, in which form, and what is in them."""

import io
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pdfplumber
import pytest
from click.testing import Result
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.papers.minutes import excerpt_paper
from models import (
    Card,
    DecisionRow,
    Matter,
    MatterKind,
    Meeting,
    MeetingKind,
    Notice,
    Opinion,
    Question,
    Report,
    Role,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    Way,
    clock,
    db,
)
from models.correction import correct
from models.excerpt import units_of
from tests.conftest import on_sqlite, person

As = Callable[[Role | None], FlaskClient]
OURS, OTHERS = "县交通运输局", "县供电公司"
BRIBE, REFUSED = "某某在低保评定里收了礼", "请给法院打个招呼"
HELD = datetime(2013, 6, 20, 15, tzinfo=clock.SHANGHAI)
PAPERS = {
    "minutes": "/meetings/1/paper",
    "excerpt": "/meetings/1/excerpts/{ours}",
    "notice": "/notices/1/paper",
    "qa": "/visits/1/record",
    "staff": "/visits/1/record/staff",
    "briefing": "/briefing/1/paper",
    "ledger": "/board/ledger",
    "figures": "/figures/paper",
    "outcome": "/briefing/1/outcome/paper",
    "periodic": "/periodic/paper",
}
READERS = {
    "minutes": "organiser recorder office_head supervisor leader",
    "excerpt": "organiser recorder office_head supervisor leader",
    "notice": "organiser recorder office_head supervisor discipline handler leader",
    "qa": "organiser recorder office_head supervisor leader",
    "staff": "organiser recorder supervisor",
    "briefing": "organiser recorder office_head supervisor leader",
    "ledger": "organiser recorder office_head supervisor discipline handler leader",
    "figures": "organiser recorder office_head supervisor discipline handler leader",
    "outcome": "organiser recorder office_head supervisor leader",
    "periodic": "supervisor",
}


@pytest.fixture
def ours(app: Flask) -> int:
    """The unit of a county with one record of each kind."""
    with app.app_context(), clock.at(datetime(2013, 6, 20, 9, 30)):
        unit = db.session.scalars(select(Unit).filter_by(name=OURS)).one()
        other = Unit.found(OTHERS, UnitKind.ENTERPRISE, "system")
        matters = [matter_of(unit, "修好路灯", 1), matter_of(other, "扶正电杆", 2)]
        notice = Notice.draft(
            person(Role.SUPERVISOR), unit=unit, matters=matters[:1], title="", text="请尽快办结"
        )
        notice.submit(person(Role.SUPERVISOR))
        notice.issue(person(Role.OFFICE_HEAD))
        minutes_of(unit, other)
        db.session.commit()
        return unit.id


def matter_of(unit: Unit, title: str, number: int) -> Matter:
    visit = db.session.scalars(select(Visit)).one()
    by: Any = person(Role.SUPERVISOR)
    if not visit.stops:
        stop = visit.add_stop(by, kind=StopKind.DEPARTMENT, name=OURS, unit=unit)
        visit.start(stop, by)
        card: Any = db.session.scalars(select(Card)).first()
        Report.give(card, BRIBE, "r")
        Question.ask(card, REFUSED, "q").refuse(by, "法院依法独立办案")
    opinion = Opinion.give(db.session.scalars(select(Card)).one(), f"建议{title}", f"o{number}")
    matter = Matter.register(
        by, kind=MatterKind.OPINION, title=title, way=Way.ROUTE, lead=unit, sources=[opinion]
    )
    matter.assign(by)
    return matter


def minutes_of(unit: Unit, other: Unit) -> None:
    """Of three items, the first is nothing to us, the second half, the third has no decision."""
    by: Any = person(Role.RECORDER)
    meeting = Meeting.convene(
        by, kind=MeetingKind.EXECUTIVE, title="第三次常务会议", held_at=HELD,
        place="三楼会议室", chair=person(Role.LEADER),
    )  # fmt: skip
    meeting.add(by, meeting.kinds[0], name="王建军", unit=OURS, title="局长")
    due = date(2013, 7, 31)
    for title, rows in (
        ("电网改造", [DecisionRow("更换变压器", other, due)]),
        (
            "施工便道",
            [
                DecisionRow("每日洒水四次", unit, due),
                DecisionRow("迁移电杆", other, due),
                DecisionRow("修补路面", other, due, [unit]),
            ],
        ),
        ("其他", []),
    ):
        item = meeting.minutes.add_item(by)
        item.write(by, title=title, reporter="", said=f"研究了{title}。", decisions=rows)
    item = meeting.minutes.items[1]
    item.add_statement(by, "王建军", "便道今年十月完工。\n1、先洒水\n2、再硬化")
    item.add_pledge(
        by, speaker="王建军", words="下月起每日洒水", unit=unit.id, due_on=due.isoformat()
    )
    issue(meeting)


def issue(meeting: Meeting) -> None:
    head: Any = person(Role.OFFICE_HEAD)
    leader: Any = person(Role.LEADER)
    meeting.minutes.submit(person(Role.RECORDER))  # type: ignore[arg-type]
    meeting.minutes.review(head)
    meeting.minutes.sign(leader)
    meeting.minutes.issue(head)


def read(content: bytes, form: str) -> str:
    """What stands on it, without blanks."""
    if form == "pdf":
        with pdfplumber.open(io.BytesIO(content)) as found:
            said = "".join(char["text"] for page in found.pages for char in page.chars)
    elif form == "docx":
        said = "".join(node.text or "" for node in Document(io.BytesIO(content)).element.iter())
    else:
        said = content.decode()
    return "".join(said.split())


def got(client: FlaskClient, ours: int, kind: str, form: str = "") -> Any:
    url = PAPERS[kind].format(ours=ours)
    return client.get(f"{url}.{form}" if form else url)


# ---- who gets which ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", PAPERS)
def test_whoever_may_read_the_record_gets_its_paper_in_every_form_and_nobody_else(
    client_as: As, ours: int, kind: str
) -> None:
    for role in (role for role in Role if role is not Role.REPRESENTATIVE):
        client = client_as(role)
        expected = 200 if role.value in READERS[kind].split() else 403
        found = [got(client, ours, kind, form).status_code for form in ("", "docx", "pdf")]
        assert found == [expected] * 3, (role, found)


@pytest.mark.parametrize("form", ["", "docx", "pdf"])
def test_what_a_role_may_not_see_stands_on_none_of_its_papers(
    client_as: As, ours: int, form: str
) -> None:
    supervisor, leader = client_as(Role.SUPERVISOR), client_as(Role.LEADER)
    for kind in PAPERS:
        assert BRIBE not in read(got(supervisor, ours, kind, form).data, form)  # 监督举报: nowhere
    assert REFUSED in read(got(supervisor, ours, "staff", form).data, form)
    assert REFUSED not in read(got(leader, ours, "qa", form).data, form)
    own = read(got(client_as(Role.HANDLER), ours, "ledger", form).data, form)
    assert "修好路灯" in own and "扶正电杆" not in own and "更换变压器" not in own


@pytest.mark.parametrize("form", ["", ".docx", ".pdf"])
def test_a_unit_gets_no_paper_of_a_draft_or_of_another_units_notice(
    app: Flask, client_as: As, ours: int, form: str
) -> None:
    with app.app_context():
        other = db.session.scalars(select(Unit).filter_by(name=OTHERS)).one()
        for unit in (other, db.session.get_one(Unit, ours)):
            matters = Notice.open_matters(unit)[:1]
            Notice.draft(
                person(Role.SUPERVISOR), unit=unit, matters=matters, title="", text="请办结"
            )
        db.session.scalars(select(Notice).filter_by(unit_id=other.id)).one().submit("system")
        db.session.scalars(select(Notice).filter_by(unit_id=other.id)).one().issue(
            person(Role.OFFICE_HEAD)
        )
        db.session.commit()
    handler, supervisor = client_as(Role.HANDLER), client_as(Role.SUPERVISOR)
    for key in (2, 3):
        assert handler.get(f"/notices/{key}/paper{form}").status_code == 404
        assert supervisor.get(f"/notices/{key}/paper{form}").status_code == 200
    assert handler.get(f"/notices/1/paper{form}").status_code == 200


def test_what_is_not_there_has_no_paper(client_as: As, ours: int) -> None:
    client = client_as(Role.SUPERVISOR)
    for url in (
        *("/meetings/9/paper", "/notices/9/paper.pdf", "/visits/9/record.docx"),
        *("/briefing/9/paper", "/meetings/1/excerpts/99", "/meetings/1/paper.odt"),
    ):
        assert client.get(url).status_code == 404, url


# ---- what is in them -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["", "docx", "pdf"])
def test_an_excerpt_has_what_binds_the_unit_under_the_numbers_of_the_minutes(
    client_as: As, ours: int, form: str
) -> None:
    said = read(got(client_as(Role.RECORDER), ours, "excerpt", form).data, form)
    for words in ("第三次常务会议纪要摘录", f"{OURS}：", "二、施工便道", "研究了施工便道"):
        assert words in said, words
    assert "（一）" in said and "每日洒水四次" in said
    assert "（三）" in said and f"责任单位：{OTHERS}；配合单位：{OURS}" in said
    for words in ("电网改造", "更换变压器", "迁移电杆", "（二）", "三、其他", "出席："):
        assert words not in said, words


@pytest.mark.parametrize("form", ["", "docx", "pdf"])
def test_what_was_said_and_promised_is_printed_and_paragraphs_are_counted(
    client_as: As, ours: int, form: str
) -> None:
    for kind in ("minutes", "excerpt"):
        said = read(got(client_as(Role.RECORDER), ours, kind, form).data, form)
        assert "王建军：便道今年十月完工。" in said and "1.先洒水" in said and "2.再硬化" in said
        promise = f"现场承诺：王建军承诺，下月起每日洒水（责任单位：{OURS}；"
        assert promise in said and "兑现时限：2013年7月31日）。" in said


def test_a_correction_says_on_paper_what_it_corrects_and_why(
    app: Flask, client_as: As, ours: int
) -> None:
    by: Any
    with app.app_context():
        by = person(Role.RECORDER)
        corrected = correct(db.session.get_one(Meeting, 1).minutes, by, "洒水次数写错了。")
        issue(corrected)
        db.session.commit()
        key = corrected.id
    page = "".join(client_as(Role.LEADER).get(f"/meetings/{key}/paper").text.split())
    assert "第三次常务会议纪要（更正）" in page
    assert "本纪要更正第1号纪要。更正理由：洒水次数写错了。" in page


def test_a_promise_that_an_item_quotes_binds_its_unit_as_well(app: Flask, ours: int) -> None:
    with app.app_context(), clock.at(datetime(2013, 6, 20, 10)):
        visit, by = db.session.scalars(select(Visit)).one(), person(Role.RECORDER)
        unit, card = db.session.get_one(Unit, ours), db.session.scalars(select(Card)).one()
        question = Question.ask(card, "路灯什么时候修好？", "p")
        question.approve("system")
        question.put_on_screen("system")
        promise = question.record_promise(by, "七月底修好", "王局长", unit, date(2013, 7, 31), "")
        meeting = Meeting.convene(
            by,
            kind=MeetingKind.TALK,
            title="座谈会",
            held_at=HELD,
            visit=visit,  # type: ignore[arg-type]
        )
        assert units_of(meeting.minutes) == []
        meeting.minutes.add_item(by, "路灯").quote(promise.question, by)
        assert units_of(meeting.minutes) == [unit]
        paper = excerpt_paper(meeting, unit, "柞水县")
        assert paper is not None and paper.draft and "七月底修好" in str(paper)


def test_the_minutes_paper_leads_to_the_excerpt_of_each_unit_that_is_bound(
    app: Flask, client_as: As, ours: int
) -> None:
    recorder = client_as(Role.RECORDER)
    page = got(recorder, ours, "minutes").text
    assert f"/meetings/1/excerpts/{ours}" in page and f"{OTHERS}摘录" in page
    with app.app_context():
        office = db.session.scalars(select(Unit.id).filter_by(name="县政府办公室")).one()
    assert f"excerpts/{office}" not in page
    assert recorder.get(f"/meetings/1/excerpts/{office}").status_code == 404


def test_a_page_offers_to_print_and_both_files_with_its_own_arguments(
    client_as: As, ours: int
) -> None:
    page = client_as(Role.LEADER).get(f"/board/ledger?unit={ours}&light=over").text
    assert "打印" in page and "下载 Word" in page and "下载 PDF" in page
    for form in ("docx", "pdf"):
        assert f"/board/ledger.{form}?unit={ours}&amp;light=over" in page
    assert "style=" not in page and "<script>" not in page  # as the site's own policy wants


def test_the_ledger_lists_what_the_board_is_narrowed_to(client_as: As, ours: int) -> None:
    leader = client_as(Role.LEADER)
    whole = leader.get("/board/ledger").text
    assert "督2013-001" in whole and "督2013-002" in whole and "督办事项7件，已销号0件" in whole
    one = leader.get(f"/board/ledger?unit={ours}").text
    assert "修好路灯" in one and "扶正电杆" not in one and f"{OURS}督办台账" in one
    assert "没有督办事项" in leader.get("/board/ledger?q=没有这个词").text
    assert f"/board/ledger?unit={ours}" in leader.get(f"/board?unit={ours}").text


@pytest.mark.parametrize(
    "kind, name",
    [
        ("minutes", "第三次常务会议纪要第1号"),
        ("notice", "督办通知（柞政督〔2013〕1号）"),
        ("excerpt", f"第三次常务会议纪要第1号摘录（{OURS}）"),
        ("briefing", "第一期情况简报"),
    ],
)
def test_files_have_the_names_that_officials_give_them(
    client_as: As, ours: int, kind: str, name: str
) -> None:
    client = client_as(Role.OFFICE_HEAD)
    for form in ("docx", "pdf"):
        answer = got(client, ours, kind, form)
        assert f"filename*=UTF-8''{name}.{form}" in unquote(answer.headers["Content-Disposition"])
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.data.startswith(b"%PDF" if form == "pdf" else b"PK")


def test_the_page_says_which_faces_the_server_lacks(client_as: As, ours: int) -> None:
    page = got(client_as(Role.RECORDER), ours, "minutes").text
    assert "服务器缺少小标宋、仿宋、楷体、黑体字体" in page


# ---- from the shell ------------------------------------------------------------------------------


def shell(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["paper", *words])


@pytest.mark.parametrize("form", ["pdf", "docx", "html"])
def test_the_shell_makes_every_paper_in_every_form(
    app: Flask, ours: int, tmp_path: Path, form: str
) -> None:
    kinds = (
        *("minutes", "notice", "excerpt", "qa", "briefing", "ledger"),
        *("figures", "outcome", "periodic"),
    )
    for kind in kinds:
        file = tmp_path / f"{kind}.{form}"
        more = ["--unit", OURS] if kind == "excerpt" else []
        answer = shell(app, kind, "1", "--format", form, "--out", str(file), *more)
        assert answer.exit_code == 0, answer.output
        assert f"已写入 {file}" in answer.output
        said = read(file.read_bytes(), form)
        assert "柞水县人民政府" in said and BRIBE not in said and REFUSED not in said
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [f".{form}"] * len(
        kinds
    )  # nothing else


@pytest.mark.parametrize(
    "words, told",
    [
        (["minutes", "9"], "没有编号为 9 的会议"),
        (["notice", "9"], "没有编号为 9 的督办通知"),
        (["qa", "9"], "没有第 9 期活动"),
        (["excerpt", "1"], f"请用 --unit 写明摘录给哪个单位：{OTHERS}、{OURS}"),
        (["excerpt", "1", "--unit", "没有这个局"], "没有名为「没有这个局」的单位"),
        (["excerpt", "1", "--unit", "县政府办公室"], "这份纪要没有涉及县政府办公室的事项"),
        (["notice", "1", "--unit", OURS], "--unit 只用于 excerpt"),
        (["minutes", "1", "--staff"], "--staff 只用于 qa"),
        (["minutes", "1", "--seat", "7"], "--seat 只用于 reply"),
        (["reply", "9", "--seat", "7"], "没有编号为 9 的督办事项"),
        (["reply", "1", "--seat", "7"], "请用 --seat 写明答复给第几号代表，已经答复的：（没有）"),
        (["minutes", "1", "--out", "/没有/这个文件夹.pdf"], "写不了 /没有/这个文件夹.pdf"),
    ],
)
def test_the_shell_says_in_one_line_what_is_wrong(
    app: Flask, ours: int, words: list[str], told: str
) -> None:
    answer = shell(app, *words)
    assert answer.exit_code != 0 and told in answer.output
    assert "Traceback" not in answer.output


def test_the_staffs_version_comes_only_when_asked_for(
    app: Flask, ours: int, tmp_path: Path
) -> None:
    file = tmp_path / "qa.html"
    shell(app, "qa", "1", "--format", "html", "--out", str(file), "--staff")
    assert REFUSED in file.read_text("utf-8")


def test_an_earlier_file_stays_whole_until_the_new_one_is(
    app: Flask, ours: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "paper.pdf"
    file.write_text("the earlier one")

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "write_bytes", full)
        answer = shell(app, "minutes", "1", "--out", str(file))
    assert answer.exit_code != 0 and "写不了" in answer.output
    assert file.read_text() == "the earlier one" and list(tmp_path.iterdir()) == [file]
    assert shell(app, "minutes", "1", "--out", str(file)).exit_code == 0
    assert file.read_bytes().startswith(b"%PDF") and list(tmp_path.iterdir()) == [file]


# ---- under gevent --------------------------------------------------------------------------------

ASIDE = """
from gevent import monkey
monkey.patch_all()
import gevent, time
from blueprints.papers.aside import aside
ident = monkey.get_original("_thread", "get_ident")
sleep = monkey.get_original("time", "sleep")  # holds up its whole thread, as computing does
ticks = []
def tick():
    while True:
        ticks.append(time.perf_counter())
        gevent.sleep(0.01)
gevent.spawn(tick)
first = gevent.spawn(aside, lambda: (sleep(0.3), ident())[1])
second = gevent.spawn(aside, lambda: (sleep(0.3), ident())[1])
gevent.joinall([first, second])
assert ident() not in (first.value, second.value)
assert len(ticks) > 20, len(ticks)
try:
    aside(lambda: 1 / 0)
except ZeroDivisionError:
    print("aside")
"""


def test_under_gevent_a_paper_is_made_while_streams_go_on() -> None:
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", ASIDE]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert run.stdout == "aside\n", run.stderr


@on_sqlite
def test_the_filters_words_name_the_ledger(app: Flask, client_as: As, ours: int) -> None:
    leader = client_as(Role.LEADER)
    page = leader.get(f"/board/ledger?visit=1&unit={ours}&kind=opinion&state=assigned").text
    assert f"第一期{OURS}意见建议待签收督办台账" in page
