"""What of a report is sealed apart: who gave it, its files; rectification that leads nowhere."""

import io
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import (
    Level,
    Matter,
    Rectification,
    Report,
    ReportFile,
    ReportIdentity,
    Role,
    RuleBroken,
    Signature,
    UnitKind,
    attachment,
    db,
    secret,
)
from models.report_contents import Contents
from tests.conftest import on_sqlite, pdf, post
from tests.test_reports import (
    MORNING,
    WORDS,
    Clock,
    Stage,
    account,
    answered,
    begin_visit,
    card,
    closed,
    given,
    hire,
    the_report,
    unit,
)

NAME = "柯玉梅"


@pytest.fixture
def visit(app: Flask, clock: Clock) -> Iterator[None]:
    with app.app_context(), clock(MORNING):
        begin_visit()
        yield


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Iterator[Stage]:
    stage = Stage(app)
    with clock(MORNING):
        stage(begin_visit)
        yield stage


# ---- 署名, 保密署名, 匿名 ------------------------------------------------------------------------


def test_who_signs_is_known_to_the_team_at_once(visit: None) -> None:
    report = given(signature=Signature.NAMED)
    assert [report.identity_for(one) for one in report.investigators] == [card(), card()]
    assert report.identity_for(report.further_investigators[0]) is None
    assert report.identity is None and Report.list_of(card()) == [report]


def test_an_identity_in_confidence_lies_apart_and_opens_for_two_with_reasons(visit: None) -> None:
    report = given()
    first, second = report.investigators
    third = report.further_investigators[0]
    report.add_investigator(third, first)
    assert report.contents.card_id is None and report.identity is not None
    with pytest.raises(RuleBroken, match="先申请"):
        report.open_identity(second, "同意")
    with pytest.raises(RuleBroken, match="写明为什么"):
        report.ask_identity(first, " ")
    report.ask_identity(first, "要当面核对票据")
    with pytest.raises(RuleBroken, match="已经有人申请"):
        report.ask_identity(second, "我也要")
    with pytest.raises(RuleBroken, match="先申请"):
        report.open_identity(first, "我自己同意")
    assert report.identity_for(first) is None
    report.open_identity(second, "确有必要")
    assert report.identity_for(first) == report.identity_for(second) == card()
    assert report.identity_for(third) is None  # two together, and nobody else
    told = [(step.title, step.text) for step in report.steps][-2:]
    assert told == [
        ("一名专办人员申请查看您的身份", "要当面核对票据"),
        ("两名专办人员查看了您的身份", "确有必要"),
    ]
    with pytest.raises(RuleBroken, match="已经由两名"):
        report.ask_identity(third, "再看")


def test_an_anonymous_one_has_nobody_to_be_opened(visit: None) -> None:
    report, code = Report.give(card(), WORDS, str(uuid4()), signature=Signature.ANONYMOUS)
    assert report.identity is None and report.reporter is None
    assert Report.by_receipt(code) is report and not Report.list_of(card())
    with pytest.raises(RuleBroken, match="匿名"):
        report.ask_identity(report.investigators[0], "想知道")


def test_nothing_is_opened_when_it_is_ended(visit: None) -> None:
    report = answered(given())
    report.rate(Level.SATISFIED)
    closed(report)
    with pytest.raises(RuleBroken, match="已经办结"):
        report.ask_identity(report.investigators[0], "想知道")


def test_what_was_given_under_a_card_before_counts_as_in_confidence() -> None:
    fields = {"text": WORDS, "given_at": MORNING.isoformat(), "stop": "", "unit_id": None}
    for key, meant in ((7, Signature.CONFIDENTIAL), (None, Signature.ANONYMOUS)):
        sealed = secret.seal({**fields, "person": "", "card_id": key})
        assert Contents.of(sealed).signature is meant


def test_the_identity_opens_on_the_pages_for_the_two_alone(stage: Stage) -> None:
    stage(given)
    first, second = stage.team
    url = f"/reports/{stage(lambda: the_report().id)}"
    for client in (first, second):
        page = post(client, f"{url}/opening", follow_redirects=True).text
        assert NAME not in page and "申请查看举报人身份" in page
    assert stage.act(first, "identity", text="").status_code == 422
    assert stage.act(first, "identity", text="要当面核对").status_code == 303
    assert "等另一名专办人员同意" in first.get(url).text
    assert "要当面核对" in second.get(url).text
    assert stage.act(first, "identity/opening", text="我同意").status_code == 409
    assert stage.act(second, "identity/opening", text="确有必要").status_code == 303
    for client in (first, second):
        assert NAME in client.get(url).text
    own = stage.client(7).get("/mine").text
    assert "两名专办人员查看了您的身份" in own and "确有必要" in own


# ---- 回避 ---------------------------------------------------------------------------------------


def test_the_leader_in_charge_of_the_unit_meant_reads_no_memo_of_it(visit: None) -> None:
    unit("县交通运输局").put_under(account("guo"), "system")
    report = given(unit=unit("县交通运输局"))
    assert account("guo") not in report.addressees and account("leader") in report.addressees
    with pytest.raises(RuleBroken, match="无关的县领导"):
        report.report_up(report.investigators[0], account("guo"), "查到的情况")
    report.report_up(report.investigators[0], account("leader"), "查到的情况")
    unit("县交通运输局").put_under(account("leader"), "system")  # afterwards put in charge
    assert not Report.memos_for(account("leader"))


# ---- 材料 ---------------------------------------------------------------------------------------


def photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


PDF = pdf("invoice of somebody")


def send(stage: Stage, client: Any, name: str, content: bytes) -> Any:
    key, version = stage(lambda: (the_report().id, the_report().version))
    form = {"version": version, "file": (io.BytesIO(content), name)}
    return post(client, f"/reports/{key}/files", form, content_type="multipart/form-data")


def test_files_are_sealed_and_read_by_the_team_that_has_opened_it(stage: Stage) -> None:
    stage(given)
    first, second = stage.team
    url = f"/reports/{stage(lambda: the_report().id)}"
    for name, content in (("收据.jpg", photo()), ("账页.pdf", PDF)):
        assert send(stage, first, name, content).status_code == 303
    for wrong, content in (("便条.txt", b"words"), ("", b"")):
        answer = send(stage, first, wrong, content)
        assert answer.status_code == 422
    names = re.findall(rf"{url}/files/[\w-]+", first.get(url).text)
    one, other = dict.fromkeys(names)  # at one moment, so in no order
    shown, saved = (one, other) if "image" in first.get(one).mimetype else (other, one)
    picture = first.get(shown)
    assert picture.mimetype == "image/jpeg" and b"CAMERA" not in picture.data
    assert picture.headers["Cache-Control"] == "no-store"
    kept = first.get(saved)
    assert b"invoice of somebody" in kept.data
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert second.get(shown).status_code == 404  # has not opened it yet
    third = stage.client(stage(lambda: the_report().further_investigators[0].login))
    assert third.get(shown).status_code == 404
    for file in attachment._folder.iterdir():
        content = file.read_bytes()
        assert b"CAMERA" not in content and b"invoice" not in content and b"JFIF" not in content
        assert file.stat().st_mtime == 0 and re.fullmatch("[0-9a-f]{32}", file.name)
    rows = stage(lambda: str(db.session.execute(text("SELECT * FROM report_file")).all()))
    assert "收据" not in rows and "image" not in rows


def test_files_of_another_report_are_not_found_through_ones_own(stage: Stage) -> None:
    stage(given)
    assert send(stage, stage.team[0], "账页.pdf", PDF).status_code == 303
    key = stage(lambda: db.session.scalars(select(ReportFile.id)).one())
    mine = stage(lambda: given().id)
    team = stage(lambda: db.session.get_one(Report, mine).investigators[0].login)
    client = stage.client(team)
    post(client, f"/reports/{mine}/opening")
    assert client.get(f"/reports/{mine}/files/{key}").status_code == 404


# ---- 整改 ---------------------------------------------------------------------------------------


def test_a_rectification_is_written_afresh(visit: None) -> None:
    report = given(unit=unit("县交通运输局"), person="王小二")
    by = report.investigators[0]
    report.find(by, "查明六月共收取四千元没有入账")
    lead = unit("县交通运输局")
    for words, why in (
        ("请就王小二的事整改", "被反映的人"),
        ("请把六月共收取四千元没有入账的事整改好", "不能照抄"),
    ):
        with pytest.raises(RuleBroken, match=why):
            report.rectify(by, lead, "窗口收费", words)
    report.rectify(by, lead, "窗口收费公示", "所有窗口张贴收费标准，一律开票")
    (proposal,) = report.rectifications
    assert Rectification.waiting() == [proposal]
    matter = proposal.take_up(account("supervisor"), 15)
    db.session.commit()
    assert report.rectifications[0].matter is matter
    assert {gate.kind for gate in matter.gates} and len(matter.gates) == 4


def test_who_is_meant_handles_no_rectification(visit: None) -> None:
    hire("wang", "王小二", Role.HANDLER, "县交通运输局", UnitKind.DEPARTMENT)
    report = given(unit=unit("县交通运输局"), person="王小二")
    with pytest.raises(RuleBroken, match="应当回避"):
        report.rectify(report.investigators[0], unit("县交通运输局"), "窗口收费", "张贴收费标准")


def test_nothing_leads_from_a_rectification_to_its_report(stage: Stage) -> None:
    stage(lambda: given(unit=unit("县交通运输局")))
    first, second = stage.team
    lead = stage(lambda: unit("县交通运输局").id)
    words = {"lead": lead, "title": "收费公示", "text": "所有窗口张贴收费标准"}
    before = stage(lambda: db.session.scalars(text("SELECT count(*) FROM audit_event")).one())
    assert stage.act(first, "rectifications", **words).status_code == 303
    assert (
        stage(lambda: db.session.scalars(text("SELECT count(*) FROM audit_event")).one()) == before
    )
    supervisor = stage.client("supervisor")
    key = stage(lambda: db.session.scalars(select(Rectification.id)).one())
    page = supervisor.get("/rectifications").text
    report = stage(lambda: the_report().id)
    assert "收费公示" in page and str(report) not in page and "举报" not in page
    assert post(supervisor, f"/rectifications/{key}/matter", {"days": 15}).status_code == 303
    url = f"/reports/{report}"
    post(second, f"{url}/opening")
    assert "督2013-001" in second.get(url).text

    def everything() -> str:
        rows = [*db.session.execute(text("SELECT * FROM rectification")).all()]
        for table in ("matter", "entry", "audit_event"):
            rows += db.session.execute(text(f"SELECT * FROM {table}")).all()
        return str(rows)

    told = stage(everything)
    assert report.hex not in told and str(report) not in told
    team = stage(lambda: [(one.id, one.name) for one in the_report().investigators])
    registered = stage(lambda: [e.who for e in db.session.scalars(select(Matter)).one().entries])
    assert not any(name in told for _, name in team)
    assert registered == ["县政府办公室 督查室甲"]


# ---- 登记来件, 查找 ------------------------------------------------------------------------------


def entered(stage: Stage, **more: Any) -> Any:
    form = {
        "client_id": str(uuid4()),
        "channel": "letter",
        "text": WORDS,
        "signature": "anonymous",
        **more,
    }
    return post(stage.client("ma"), "/reports?visit=1", form)


def test_what_comes_by_letter_is_entered_and_its_code_shown_once(stage: Stage) -> None:
    answer = entered(stage)
    assert answer.status_code == 200
    code = re.search(r"([2-9A-Z]{4}) ([2-9A-Z]{4}) ([2-9A-Z]{4})", answer.text)
    assert code and WORDS not in answer.text
    looked_up = post(stage.app.test_client(), "/receipt", {"code": code[0]})
    assert WORDS in looked_up.text and "匿名" in looked_up.text
    seat = stage(lambda: card().id)
    for wrong in ({"card": seat}, {"signature": "named"}, {"text": ""}, {"channel": "on_spot"}):
        assert entered(stage, **wrong).status_code == 422
    assert entered(stage, signature="confidential", card=seat).status_code == 200
    assert WORDS in stage.client(7).get("/mine").text


def test_ones_own_are_found_by_their_words_and_pages(stage: Stage) -> None:
    stage(lambda: given(unit=unit("县信访局"), person="李某"))
    client = stage.team[0]
    for words in (WORDS, "信访局", "李某", ""):
        assert WORDS in post(client, "/reports/search", {"q": words}).text
    assert "没有找到" in post(client, "/reports/search", {"q": "金丝雀"}).text
    assert "没有找到" in post(client, "/reports/search", {"q": WORDS, "state": "closed"}).text
    assert "没有找到" in post(client, "/reports/search", {"q": WORDS, "page": 7}).text
    other = stage.client(stage(lambda: the_report().further_investigators[0].login))
    assert WORDS not in post(other, "/reports/search", {"q": "李某"}).text


@on_sqlite
def test_a_long_list_comes_in_pages(stage: Stage) -> None:
    for login in ("ma", "lu", "investigator"):
        stage(lambda one=login: account(one).disable("system"))
    stage(lambda: hire("xu", "徐伯远", Role.INVESTIGATOR, "县监察局", UnitKind.DISCIPLINE))
    for number in range(23):
        stage(lambda n=number: given(signature=Signature.ANONYMOUS, person=f"第{n}人"))
    client = stage.client("shen")
    first = client.get("/reports").text
    assert first.count('class="q"') == 20 and "共 2 页" in first
    again = post(client, "/reports/search", {"q": "", "page": 2}).text
    assert "上一页" in again and 'class="q"' in again


GUARDED = {
    "the identity": "UPDATE report_identity SET sealed = 'x'",
    "no identity": "DELETE FROM report_identity",
    "a file": "UPDATE report_file SET sealed = 'x'",
    "no file": "DELETE FROM report_file",
    "a rectification": "UPDATE rectification SET title = 'x'",
    "no rectification": "DELETE FROM rectification",
}


def test_the_database_keeps_identities_files_and_rectifications(stage: Stage) -> None:
    stage(given)
    assert send(stage, stage.team[0], "账页.pdf", PDF).status_code == 303
    lead = stage(lambda: unit("县交通运输局").id)
    words = {"lead": lead, "title": "收费公示", "text": "所有窗口张贴收费标准"}
    assert stage.act(stage.team[0], "rectifications", **words).status_code == 303
    for sql in GUARDED.values():
        with pytest.raises(DatabaseError):
            stage(lambda one=sql: db.session.execute(text(one)))
    assert stage(lambda: len(db.session.scalars(select(ReportIdentity)).all())) == 1
