"""Canaries: what is written in a report is found by nobody else, anywhere."""

import io
import logging
import os
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdfium2 import PdfDocument
from sqlalchemy import func, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from blueprints.live.regions import REGIONS
from models import (
    Account,
    Attachment,
    AuditEvent,
    Card,
    GateKind,
    Inspection,
    InspectionFinding,
    InspectionKind,
    Level,
    Model,
    Question,
    Rectification,
    Report,
    ReportFile,
    Role,
    Signature,
    SignInFailure,
    Topic,
    UnitKind,
    Visit,
    db,
)
from models.clock import now as clock_now
from models.counter import Counter
from tests.conftest import Place, on_sqlite, pdf, post, stored, token_of
from tests.test_reports import (
    MORNING,
    Clock,
    Stage,
    account,
    begin_visit,
    card,
    hire,
    the_report,
    unit,
)

FIELDS = (
    "text",
    "person",
    "finding",
    "handover",
    "receipt_number",
    "result",
    "memo",
    "instruction",
    "evidence",
    "waiver",
    "outcome",
    "words_one",
    "words_two",
    "second_outcome",
    "second_memo",
    "reasons",
    "asked_identity",
    "opened_identity",
    "file_name",
    "file_content",
)
CANARY = {field: f"金丝雀{field.replace('_', '')}Kx7Q" for field in FIELDS}
MARK = "Kx7Q"
REPORTERS_NAME = "柯玉梅"  # given in confidence
# Whom it could reach first: the same pages on another database need not be tried by everybody.
NEAREST = frozenset({"supervisor", "lu"})
PROOF = os.environ.get("KAIMEN_PROOF", "") not in {"", "0"}
READERS = {"guo"}  # the leader to whom the 专报 went
ENDLESS = {"live.stream"}  # what it sends is what live.poll answers


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Iterator[Stage]:
    stage = Stage(app)
    with clock(MORNING):
        stage(begin_visit)
        stage(ask_something)
        yield stage


def ask_something() -> None:
    """So that consoles, walls, boards and lists have something to show and to count."""
    transport, supervisor = unit("县交通运输局"), account("supervisor")
    question = Question.ask(card(), "路灯什么时候能亮？", str(uuid4()))
    question.approve(supervisor)
    question.put_on_screen(supervisor)
    question.route(supervisor, transport, "局长 王建军", "带回去查")
    Question.ask(card(8), "便道什么时候硬化？", str(uuid4()))


def give() -> tuple[UUID, str]:
    report, code = Report.give(
        card(),
        CANARY["text"],
        "canary-client-id",
        unit=unit("县交通运输局"),
        person=CANARY["person"],
    )
    return report.id, code


def counts() -> dict[str, Any]:
    """All that could tell others that something came, and in which order."""
    tables = [table for table in Model.metadata.sorted_tables if "report" not in table.name]
    sizes = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in tables
    }
    topics = {topic.name: topic.version for topic in db.session.scalars(select(Topic))}
    series = {one.series: one.last for one in db.session.scalars(select(Counter))}
    return {"sizes": sizes, "topics": topics, "series": series}


def live_its_whole_life(stage: Stage) -> None:
    """Every field of it is written, by the people whose work that is, on the pages."""
    first, second = stage.team
    guo = stage(lambda: account("guo").id)

    def act(client: FlaskClient, what: str, **data: Any) -> None:
        answer = stage.act(client, what, **data)
        assert answer.status_code == 303, (what, answer.text)

    def pass_gates(*kinds: GateKind) -> None:
        for kind in kinds:
            act(first, f"gates/{kind.value}/passing", text=CANARY["evidence"])

    act(first, "opening")
    act(first, "identity", text=CANARY["asked_identity"])
    act(second, "identity/opening", text=CANARY["opened_identity"])
    act(first, "files", file=evidence())
    act(first, "findings", text=CANARY["finding"])
    act(
        first,
        "handovers",
        to="petition",
        receipt=CANARY["receipt_number"],
        text=CANARY["handover"],
    )
    act(second, "results", text=CANARY["result"])
    act(first, "memos", leader=guo, text=CANARY["memo"])
    act(first, "gates/rectified/waiver", text=CANARY["waiver"])
    act(second, "gates/rectified/confirmation")
    pass_gates(GateKind.CLARIFIED, GateKind.INVESTIGATED, GateKind.DEALT_WITH)
    act(first, "outcome", text=CANARY["outcome"])
    rate(stage, "words_one")
    pass_gates(*GateKind)
    act(second, "outcome", text=CANARY["second_outcome"])
    rate(stage, "words_two")
    act(first, "memos", leader=guo, text=CANARY["second_memo"])
    leader = stage.client("guo")
    for what, field in (("instruction", "instruction"), ("sign-off", "reasons")):
        key, number, version = stage(last_memo)
        data = {"version": version, "text": CANARY[field]}
        assert post(leader, f"/memos/{key}/{number}/{what}", data).status_code == 303
    act(first, "closing-proposal")
    act(second, "closing")


def evidence() -> tuple[io.BytesIO, str]:
    """A file with a canary in its name and one in what it holds."""
    return io.BytesIO(pdf(CANARY["file_content"])), f"{CANARY['file_name']}.pdf"


def last_memo() -> tuple[UUID, int, int]:
    memo = max(Report.memos_for(account("guo")), key=lambda one: one.number)
    return memo.report_id, memo.number, memo.report.version


def rate(stage: Stage, field: str) -> None:
    client = stage.client(7)
    key, version = stage(lambda: (the_report().id, the_report().version))
    data = {"version": version, "level": Level.DISSATISFIED.value, "words": CANARY[field]}
    assert post(client, f"/mine/reports/{key}/rating", data).status_code == 303


# ---- everything that can be asked for ---------------------------------------------------------


def values(name: str, kind: str) -> list[Any]:
    """Every id that exists for a part of an address."""
    if kind == "UUIDConverter":
        tables = {"file_id": ReportFile, "proposal_id": Rectification}
        return list(db.session.scalars(select(tables.get(name, Report).id)))
    if kind == "Number":
        table = Model.metadata.tables.get(name.removesuffix("_id"))
        last = 3 if table is None else db.session.scalar(select(func.max(table.c.id))) or 1
        return list(range(1, min(last, 40) + 1))
    tokens = list(db.session.scalars(select(Visit.wall_token)))
    keys = list(db.session.scalars(select(Attachment.key)))
    days = ["2013-06-20", "2026-01-01"]
    cards = [str(one) for one in db.session.scalars(select(Card.id))]
    return {"name": [*REGIONS], "key": ["all", *cards, *tokens, *keys]}.get(
        name, [*tokens, *keys, *days, "clarified", "1"]
    )


def addresses(app: Flask, method: str) -> Iterator[str]:
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()) or rule.endpoint in {"static", *ENDLESS}:
            continue
        names = list(rule.arguments)
        every = list(product(*(choices(rule, name) for name in names)))
        for found in every if method == "GET" else every[:: max(1, len(every) - 1)]:
            yield urls.build(rule.endpoint, dict(zip(names, found, strict=True)), method)


def choices(rule: Rule, name: str) -> list[Any]:
    """Of `<any(…):…>` its own, else whatever exists."""
    own = getattr(rule._converters[name], "items", ())
    return sorted(own) or values(name, kind_of(rule, name))


def kind_of(rule: Rule, name: str) -> str:
    return type(rule._converters[name]).__name__


def everybody_else(stage: Stage, team: set[str], only: frozenset[str]) -> dict[str, FlaskClient]:
    """Each account that is not named for it (or these alone), another representative, and a
    stranger."""

    def strangers() -> list[str]:
        return [
            one
            for one in db.session.scalars(select(Account.login))
            if one not in team and (not only or one in only)
        ]

    clients = {login: stage.client(login) for login in stage(strangers)}
    return clients | {"another card": stage.client(8), "stranger": stage.app.test_client()}


def readable(answer: TestResponse) -> str:
    """A workbook and a Word document are texts, too, but packed; a PDF draws them in lines."""
    if answer.mimetype == "application/pdf":
        said = "".join(page.get_textpage().get_text_range() for page in PdfDocument(answer.data))
        return "".join(said.split())
    if not answer.mimetype.endswith((".sheet", ".document")):
        return answer.get_data(as_text=True)
    with ZipFile(io.BytesIO(answer.data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def crawl(
    stage: Stage, team: set[str], only: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str, str]]:
    """What everybody else (or these) is answered, wherever they go and whatever they send: (who,
    where, what), without the address that was asked for."""
    asked = stage(lambda: list(addresses(stage.app, "GET")))
    sent = stage(lambda: list(addresses(stage.app, "POST")))
    assert len(asked) > 40 and any(url.startswith("/reports/") for url in asked)
    for who, client in everybody_else(stage, team, only).items():
        for url in asked:
            if who in READERS and url.startswith("/memos"):
                continue
            answer = client.get(url)
            yield who, url, (readable(answer) + str(answer.headers)).replace(url, "")
            if answer.status_code == 200 and answer.mimetype == "text/html":
                part = client.get(url, headers={"HX-Request": "true"})
                yield who, url, (readable(part) + str(part.headers)).replace(url, "")
        for url in ("/board?q=" + MARK, "/nowhere", "/reports/", f"/reports/{UUID(int=7)}"):
            yield who, url, client.get(url).text.replace(url, "").replace(MARK, "")
    for who, client in everybody_else(stage, team, only).items():  # last: some does change things
        form = {"version": 1, "text": "x", "csrf_token": token_of(client)}
        for url in sent:
            if url != "/logout" and not (who in READERS and url.startswith("/memos")):
                answer = client.post(url, data=form)
                yield who, url, (answer.text + str(answer.location)).replace(url, "")


def test_nobody_else_finds_a_word_of_it(
    stage: Stage, place: Place, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    key, code = stage(give)
    live_its_whole_life(stage)
    assert stage(lambda: the_report().state) == "closed"
    file = stage(lambda: db.session.scalars(select(ReportFile)).one().id)
    secrets = [MARK, str(key), key.hex, code, str(file), file.hex]
    shown = stage.team[0].get(f"/reports/{key}").text
    assert MARK in shown and REPORTERS_NAME in shown  # a canary that sings where it may
    team = stage(lambda: {one.login for one in the_report().investigators})
    nearest = frozenset() if place.kind == "sqlite" or PROOF else NEAREST
    for who, where, text in crawl(stage, team, nearest):
        found = [one for one in secrets if one in text]
        assert not found, f"{who} finds {found} at {where}"
    out, err = capfd.readouterr()
    for log in (caplog.text, out + err):
        found = [one for one in secrets if one in re.sub(r"/reports/[\w/-]+", "", log)]
        assert not found, f"the log holds {found}"  # but for the addresses of requests


def set_aside(stage: Stage) -> None:
    """What an inspection found is written by who found it, and goes to 专办人员."""
    supervisor = stage.client("supervisor")

    def hold() -> None:
        by = account("supervisor")
        inspection = Inspection.plan(
            by,
            kind=InspectionKind.COVERT,
            unit=unit("县交通运输局"),
            place="窗口",
            purpose="看窗口",
            at=clock_now(),
            visit=None,
            staff=[by],
            cards=[card(), card(8)],
        )
        inspection.hold(by, clock_now(), "看了一上午")

    stage(hold)
    form = {
        "client_id": str(uuid4()),
        "kind": "idleness",
        "text": CANARY["text"],
        "files": (io.BytesIO(picture()), f"{CANARY['file_name']}.jpg"),
    }
    assert post(stage.client(7), "/mine/inspections/1/findings", form).status_code == 303
    version = stage(lambda: db.session.scalars(select(InspectionFinding)).one().version)
    aside = {"version": version, "person": CANARY["person"]}
    url = "/inspections/1/findings/1/report"
    assert post(supervisor, url, aside).status_code == 303


def picture() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK
    out = io.BytesIO()
    Image.new("RGB", (9, 9), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


# who can come near an inspection, or near what is told of everything
NEAR = frozenset({"supervisor", "discipline", "office_head", "leader", "handler", "administrator"})


@on_sqlite
def test_nobody_else_finds_what_an_inspection_handed_over(stage: Stage) -> None:
    set_aside(stage)
    key, file = stage(lambda: (the_report().id, db.session.scalars(select(ReportFile)).one().id))
    secrets = [MARK, str(key), key.hex, str(file), file.hex]
    assert MARK in stage.client(7).get("/mine").text
    url = f"/reports/{key}"
    opened = post(stage.team[0], f"{url}/opening", follow_redirects=True).text
    assert MARK in opened and CANARY["file_name"] in opened and REPORTERS_NAME not in opened
    assert "已另行处理" in stage.client("supervisor").get("/inspections/1").text
    team = stage(lambda: {one.login for one in the_report().investigators})
    for who, where, text in crawl(stage, team, NEAR):
        found = [one for one in secrets if one in text]
        assert not found, f"{who} finds {found} at {where}"


def test_the_leader_with_the_memo_reads_that_and_no_more(stage: Stage) -> None:
    stage(give)
    live_its_whole_life(stage)
    leader = stage.client("guo")
    texts = ""
    for number in range(1, stage(lambda: len(the_report().entries)) + 1):
        for form in ("", "/paper", "/paper.docx", "/paper.pdf"):
            answer = leader.get(f"/memos/{stage(lambda: the_report().id)}/{number}{form}")
            texts += readable(answer) if answer.status_code == 200 else ""
    read = {field for field in FIELDS if CANARY[field] in texts}
    assert read == {"memo", "second_memo", "instruction", "reasons"}


def test_nothing_of_it_is_legible_in_the_database(stage: Stage) -> None:
    _, code = stage(give)
    live_its_whole_life(stage)
    set_aside(stage)
    everything = stage(stored)
    for needle in (MARK, "金丝雀", code, "canary-client-id"):
        assert needle not in everything


@on_sqlite
def test_nothing_of_it_is_legible_on_the_disk(stage: Stage) -> None:
    _, code = stage(give)
    live_its_whole_life(stage)
    set_aside(stage)
    files = [path for path in Path(stage.app.config["DATA_DIR"]).rglob("*") if path.is_file()]
    kept = [path for path in files if path.parent.name == "files"]
    assert len(kept) == 4  # a document and a photo, each with its clean copy
    assert {path.stat().st_mtime for path in kept} == {0}
    for path in kept:
        assert re.fullmatch("[0-9a-f]{32}", path.name) and b"JFIF" not in path.read_bytes()
    assert any(path.name.startswith("kaimen.db") for path in files)
    for path in files:
        content = path.read_bytes()
        for needle in (MARK, "金丝雀", code, "canary-client-id"):
            for encoding in ("utf-8", "utf-16-le"):
                assert needle.encode(encoding) not in content, (path.name, needle)


def test_giving_one_counts_nothing_and_tells_nobody(stage: Stage) -> None:
    before = stage(counts)
    stage(give)
    stage(lambda: Report.give(card(8), "另一件", str(uuid4()), signature=Signature.ANONYMOUS))
    assert stage(counts) == before
    assert stage(lambda: Question.ask(card(8), "水什么时候通？", str(uuid4())).number) == 3


def test_its_whole_life_leaves_no_trace_in_audit_topics_or_counters(stage: Stage) -> None:
    before = stage(counts)
    stage(give)
    live_its_whole_life(stage)
    after = stage(counts)
    assert after["series"] == before["series"]
    signed_in = {"sessions"}
    changed = {
        name for name, version in after["topics"].items() if before["topics"].get(name) != version
    }
    assert changed <= signed_in

    def actions() -> set[str]:
        found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return {one.action for one in list(found)[before["sizes"]["audit_event"] :]}

    assert stage(actions) == {"session.start"}
    sizes = {"audit_event", "auth_session"}
    assert {k: v for k, v in after["sizes"].items() if k not in sizes} == {
        k: v for k, v in before["sizes"].items() if k not in sizes
    }


def test_the_audit_chain_and_every_other_table_know_no_id_of_it(stage: Stage) -> None:
    key, code = stage(give)
    live_its_whole_life(stage)

    def dump() -> str:
        tables = [table for table in Model.metadata.sorted_tables if "report" not in table.name]
        rows = (row for table in tables for row in db.session.execute(select(table)))
        return "\n".join(str(tuple(row)) for row in rows)

    everything = stage(dump)
    for needle in (MARK, str(key), key.hex, code):
        assert needle not in everything


def test_a_wrong_receipt_code_is_noted_without_the_code(stage: Stage) -> None:
    post(stage.app.test_client(), "/receipt", {"code": "ABCDEFGHJKMN"})
    noted = stage(lambda: [one.key for one in db.session.scalars(select(SignInFailure))])
    assert noted and "ABCDEFGHJKMN" not in "".join(noted)


def test_two_investigators_of_one_unit_do_not_read_each_others(stage: Stage) -> None:
    stage(lambda: hire("xu", "徐伯远", Role.INVESTIGATOR, "县监察局", UnitKind.DISCIPLINE))
    key, _ = stage(give)
    team = stage(lambda: {one.login for one in the_report().investigators})
    for login in {"xu", "shen", "ma", "lu", "investigator"} - team:
        client = stage.client(login)
        assert client.get(f"/reports/{key}").status_code == 404
        assert MARK not in client.get("/reports").text
