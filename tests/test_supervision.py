"""The life of a matter through the web: intake, board, page, acts, evidence."""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from blueprints.live.regions import REGIONS
from models import (
    Account,
    Asker,
    Attachment,
    AuthSession,
    Card,
    Channel,
    Closing,
    Gate,
    GateState,
    Level,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    OpinionState,
    Question,
    Rating,
    Result,
    Role,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    Way,
    attachment,
    clock,
    db,
)
from tests.conftest import HTMX, PASSWORD, pdf, person, post

As = Callable[[Role | None], FlaskClient]
THURSDAY = datetime(2013, 6, 20, 9)
FRIDAY = datetime(2013, 6, 21, 9)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.at(THURSDAY):
        yield


@pytest.fixture
def opinion_id(app: Flask) -> int:
    """An opinion of representative 07, given on the spot."""
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        unit = db.session.scalars(select(Unit).filter_by(name="县交通运输局")).one()
        unit.put_under(person(Role.LEADER), "system")
        organiser = person(Role.ORGANISER)
        stop = visit.add_stop(organiser, kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit)
        visit.start(stop, organiser)
        card = db.session.scalars(select(Card)).one()
        opinion = Opinion.give(card, "村口的路灯坏了两个月", str(uuid4()))
        for login, name, kind, role in (
            ("second", "县信访局", UnitKind.PETITION, Role.SUPERVISOR),
            ("water", "县水务局", UnitKind.DEPARTMENT, Role.HANDLER),
        ):
            office = Unit.found(name, kind, "system")
            if role is Role.SUPERVISOR:
                office = person(Role.SUPERVISOR).unit
            Account.open(
                login=login, name=login, role=role, unit=office, password=PASSWORD, by="system"
            )
        db.session.commit()
        return opinion.id


def client_of(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        token = AuthSession.start(db.session.scalars(select(Account).filter_by(login=login)).one())
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


@contextmanager
def the_matter(app: Flask) -> Iterator[Matter]:
    with app.app_context():
        yield db.session.scalars(select(Matter).order_by(Matter.id.desc())).first()


def version(app: Flask) -> int:
    with the_matter(app) as matter:
        return matter.version


def state(app: Flask) -> MatterState:
    with the_matter(app) as matter:
        return matter.state


def unit_id(app: Flask, name: str = "县交通运输局") -> int:
    with app.app_context():
        return db.session.scalars(select(Unit.id).filter_by(name=name)).one()


def registration(app: Flask, opinion_id: int, **more: Any) -> dict[str, Any]:
    return {
        "source": f"opinion:{opinion_id}",
        "title": "修好村口路灯",
        "kind": "opinion",
        "way": "route",
        "lead_id": unit_id(app),
        "limit": "ordinary",
        "assign": "now",
        **more,
    }


@pytest.fixture
def supervisor(client_as: As) -> FlaskClient:
    return client_as(Role.SUPERVISOR)


@pytest.fixture
def handler(client_as: As) -> FlaskClient:
    return client_as(Role.HANDLER)


@pytest.fixture
def assigned(app: Flask, supervisor: FlaskClient, opinion_id: int) -> str:
    """The address of a matter given to 县交通运输局."""
    answer = post(supervisor, "/matters", registration(app, opinion_id))
    assert answer.status_code == 303, answer.text
    return answer.location


def act(app: Flask, client: FlaskClient, url: str, **data: Any) -> TestResponse:
    """One act with the matter's present version."""
    return post(client, url, {"version": version(app), **data})


def done(answer: TestResponse) -> None:
    assert answer.status_code == 303, (answer.status_code, answer.text)


def report(app: Flask, client: FlaskClient, url: str, **more: Any) -> None:
    data = {"draft": "路灯已换新", "result": "solved", **more}
    done(act(app, client, f"{url}/report", **data))


def gate_ids(app: Flask) -> list[int]:
    with the_matter(app) as matter:
        return [gate.id for gate in matter.gates]


def pass_gates(app: Flask, client: FlaskClient, url: str) -> None:
    for gate_id in gate_ids(app):
        done(act(app, client, f"{url}/gates/{gate_id}/passing", evidence="夜里去看，六盏全亮"))


def rate(app: Flask, level: Level, words: str = "") -> None:
    with app.app_context():
        asker = db.session.scalars(select(Asker)).one()
        Rating.give(asker, asker.card, level, words)
        db.session.commit()


@pytest.fixture
def replied(app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str) -> str:
    done(act(app, handler, f"{assigned}/signature"))
    report(app, handler, assigned)
    pass_gates(app, supervisor, assigned)
    done(act(app, supervisor, f"{assigned}/replies", text="路灯已换新"))
    return assigned


# ---- the whole life --------------------------------------------------------------------------


def test_a_matter_lives_from_intake_to_closed_by_the_right_people(
    app: Flask, client_as: As, supervisor: FlaskClient, handler: FlaskClient, opinion_id: int
) -> None:
    assert "村口的路灯坏了两个月" in supervisor.get("/intake").text
    form = supervisor.get(f"/intake/registration?source=opinion:{opinion_id}").text
    assert "2013年7月1日" in form and "逐日说明" in form  # the dragon boat days are over
    url = post(supervisor, "/matters", registration(app, opinion_id)).location
    assert "没有等待受理的意见建议" in supervisor.get("/intake").text

    done(act(app, handler, f"{url}/signature"))
    done(act(app, handler, f"{url}/progress", text="已派人去看"))
    report(app, handler, url)
    page = supervisor.get(url).text
    assert "各关都过了，才能回复代表" in page and "过关" in page
    pass_gates(app, supervisor, url)
    assert "路灯已换新</textarea>" in supervisor.get(url).text.replace("\n", "")
    done(act(app, supervisor, f"{url}/replies", text="路灯已换新"))
    assert "还要等07 号代表评价" in supervisor.get(url).text
    rate(app, Level.SATISFIED)
    done(act(app, supervisor, f"{url}/closings"))
    head = client_as(Role.OFFICE_HEAD)
    assert "同意销号" in head.get(url).text
    done(act(app, head, f"{url}/closings/1/confirmation"))

    assert state(app) is MatterState.CLOSED
    assert "事项已销号" in supervisor.get(url).text
    assert "满意 · 用时 0 个工作日" in supervisor.get("/board").text


def test_a_page_answers_htmx_with_the_fresh_block(
    app: Flask, handler: FlaskClient, assigned: str
) -> None:
    data = {"version": version(app)}
    answer = post(handler, f"{assigned}/signature", data, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text and "签收，已办" in answer.text


def test_several_sources_become_one_matter_with_all_their_askers(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    with app.app_context():
        card = db.session.scalars(select(Card)).one()
        other = Opinion.enter(card, "路灯", str(uuid4()), Channel.LETTER, "system").id
        db.session.commit()
    both = [f"opinion:{opinion_id}", f"opinion:{other}"]
    done(post(supervisor, "/matters", registration(app, opinion_id, source=both)))
    with the_matter(app) as matter:
        assert len(matter.opinions) == 2 and len(matter.askers) == 1


def test_registering_without_assigning_leaves_it_in_the_first_column(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    data = registration(app, opinion_id, limit="other", days=3, extra_gates="dealt_with")
    del data["assign"]
    url = post(supervisor, "/matters", data).location
    with the_matter(app) as matter:
        assert matter.state is MatterState.REGISTERED and len(matter.gates) == 3
    done(act(app, supervisor, f"{url}/assignment", lead_id=unit_id(app)))
    with the_matter(app) as matter:
        assert matter.round.due_on == date(2013, 6, 25)


def test_a_wrong_registration_comes_back_with_its_text(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    data = registration(app, opinion_id, title="", requirement="尽快修好", limit="promised")
    answer = post(supervisor, "/matters", data)
    assert answer.status_code == 422
    assert "请写一个简短的标题" in answer.text and "尽快修好" in answer.text
    assert "请填写承诺办结的日期" in answer.text


@pytest.mark.parametrize("limit", ["", "x", "other", "promised"])
def test_a_deadline_without_its_number_is_explained_not_broken(
    app: Flask, supervisor: FlaskClient, opinion_id: int, limit: str
) -> None:
    data = registration(app, opinion_id, limit=limit, days="z", promised_on="1013-01-01")
    assert post(supervisor, "/intake/deadline", data, headers=HTMX).status_code == 200
    assert post(supervisor, "/matters", data).status_code == 422


def test_a_deadline_is_reckoned_before_anything_is_registered(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    data = registration(app, opinion_id, limit="complex")
    answer = post(supervisor, "/intake/deadline", data, headers=HTMX)
    assert "2013年7月11日" in answer.text and "周六休息" in answer.text
    whole = post(supervisor, "/intake/deadline", data)
    assert "修好村口路灯" in whole.text and "<html" in whole.text


def test_what_was_taken_up_cannot_be_taken_up_again(
    app: Flask, supervisor: FlaskClient, assigned: str, opinion_id: int
) -> None:
    answer = post(supervisor, "/matters", registration(app, opinion_id))
    assert answer.status_code == 409 and "修好村口路灯" in answer.text


def test_declining_needs_a_reason_which_the_representative_will_read(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    url = f"/opinions/{opinion_id}/refusal"
    assert post(supervisor, url, {"version": 1, "reason": ""}).status_code == 422
    stale = post(supervisor, url, {"version": 9, "reason": "不归本县管"})
    assert stale.status_code == 409 and "不归本县管" in stale.text
    done(post(supervisor, url, {"version": 1, "reason": "不归本县管"}))
    with app.app_context():
        assert db.session.get_one(Opinion, opinion_id).state is OpinionState.DECLINED


def test_a_question_is_declined_and_taken_up_after_all(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    with app.app_context():
        card = db.session.scalars(select(Card)).first()
        assert card
        question = Question.ask(card, "省道改线", str(uuid4()))
        question.approve("system")
        question.route("system", person(Role.HANDLER).unit)
        db.session.commit()
        key, seen = question.id, question.version
    url = f"/intake/questions/{key}/refusal"
    empty = post(supervisor, url, {"version": seen, "reason": ""})
    assert empty.status_code == 422 and f'id="reason-question-{key}"' in empty.text
    stale = post(supervisor, url, {"version": 99, "reason": "属于省上职权"})
    assert stale.status_code == 409 and "属于省上职权" in stale.text
    done(post(supervisor, url, {"version": seen, "reason": "属于省上职权"}))
    page = supervisor.get("/intake").text
    assert "属于省上职权" in page and "改为受理" in page
    assert post(supervisor, url, {"version": seen + 1, "reason": "再说"}).status_code == 409
    way = f"/intake/registration?source=question:{key}@{seen + 1}"
    assert "省道改线" in supervisor.get(way).text
    details = registration(app, opinion_id, source=f"question:{key}@{seen + 1}", kind="question")
    done(post(supervisor, "/matters", details))
    assert "属于省上职权" not in supervisor.get("/intake").text


def test_an_opinion_that_comes_later_is_entered_once(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    page = supervisor.get("/intake/opinions/new").text
    client_id = re.search(r'name="client_id"[^>]*value="([^"]+)"', page) or re.search(
        r'value="([0-9a-f-]{36})"', page
    )
    assert client_id and "07 号代表 柯玉梅" in page
    data = {"client_id": client_id[1], "card_id": 1, "channel": "telephone", "text": "水压低"}
    for _ in range(2):
        done(post(supervisor, "/intake/opinions?visit=1", data))
    assert post(supervisor, "/intake/opinions", {**data, "channel": "on_spot"}).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Opinion.channel)).all()[1:] == [Channel.TELEPHONE]


# ---- who may ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.HANDLER, "replies"),
        (Role.HANDLER, "closings"),
        (Role.SUPERVISOR, "signature"),
        (Role.SUPERVISOR, "report"),
        (Role.LEADER, "urging"),
        (Role.SUPERVISOR, "sign-offs"),
        (Role.DISCIPLINE, "assignment"),
        (Role.ORGANISER, "escalation"),
    ],
)
def test_the_wrong_person_is_refused(
    app: Flask, client_as: As, assigned: str, role: Role, path: str
) -> None:
    assert act(app, client_as(role), f"{assigned}/{path}", text="x").status_code == 403


def test_a_unit_sees_nothing_of_what_another_unit_holds(
    app: Flask, handler: FlaskClient, assigned: str
) -> None:
    done(act(app, handler, f"{assigned}/signature"))
    done(
        act(
            app,
            handler,
            f"{assigned}/progress",
            text="看过了",
            files=(io.BytesIO(picture()), "灯.jpg"),
        )
    )
    with app.app_context():
        key = db.session.scalars(select(Attachment.key)).one()
    other = client_of(app, "water")
    assert handler.get(assigned).status_code == 200
    with handler.get(f"/attachments/{key}") as own:
        assert own.status_code == 200
    for url in (assigned, f"{assigned}/news/1", f"/attachments/{key}", "/live/matter/1"):
        assert other.get(url).status_code == 404, url
    for path in ("signature", "progress", "report", "return", "plan", "part", "extensions"):
        assert act(app, other, f"{assigned}/{path}", text="x").status_code == 404
    for board in (other.get("/board"), other.get("/board?q=路灯"), other.get("/board?unit=2")):
        assert "修好村口路灯" not in board.text and "县信访局" not in board.text
    assert other.get("/live/board/all").status_code == 404
    assert other.get("/live/tick/board").status_code == 200
    assert "修好村口路灯" in handler.get("/board").text


def test_a_unit_sees_no_matter_before_it_is_assigned(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, opinion_id: int
) -> None:
    data = registration(app, opinion_id)
    del data["assign"]
    url = post(supervisor, "/matters", data).location
    assert handler.get(url).status_code == 404


def test_the_handling_unit_cannot_sign_its_own_gate(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    done(act(app, handler, f"{assigned}/signature"))
    report(app, handler, assigned)
    with app.app_context():  # a supervisor who was lent to the unit that handles it
        lent = person(Role.SUPERVISOR)
        lent.unit_id = person(Role.HANDLER).unit_id
        db.session.commit()
    url = f"{assigned}/gates/{gate_ids(app)[0]}/passing"
    answer = act(app, supervisor, url, evidence="看过了")
    assert answer.status_code == 409 and "须由承办单位以外的人审核" in answer.text
    assert act(app, handler, url, evidence="看过了").status_code == 403
    assert f"{url}" not in supervisor.get(assigned).text
    with app.app_context():
        assert all(gate.state is GateState.OPEN for gate in db.session.scalars(select(Gate)))


def test_one_person_alone_closes_nothing(app: Flask, supervisor: FlaskClient, replied: str) -> None:
    rate(app, Level.FAIRLY)
    done(act(app, supervisor, f"{replied}/closings"))
    answer = act(app, supervisor, f"{replied}/closings/1/confirmation")
    assert answer.status_code == 409 and "另一个人" in answer.text
    assert "销号须由另一个人确认" in supervisor.get(replied).text
    second = client_of(app, "second")
    done(act(app, second, f"{replied}/closings/1/refusal", text="凭据不全"))
    assert act(app, second, f"{replied}/closings/1/confirmation").status_code == 409
    assert act(app, second, f"{replied}/closings/9/confirmation").status_code == 404
    assert state(app) is MatterState.REPLIED


def test_a_waiver_takes_a_second_person(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    done(act(app, handler, f"{assigned}/signature"))
    report(app, handler, assigned)
    url = f"{assigned}/gates/{gate_ids(app)[0]}/waiver"
    done(act(app, supervisor, url, evidence="不涉及"))
    assert f"{url}/confirmation" not in supervisor.get(assigned).text
    assert act(app, supervisor, f"{url}/confirmation").status_code == 409
    second = client_of(app, "second")
    assert f"{url}/confirmation" in second.get(assigned).text
    done(act(app, second, f"{url}/confirmation"))


def test_after_a_second_no_only_the_leader_in_charge_signs_off(
    app: Flask, client_as: As, supervisor: FlaskClient, handler: FlaskClient, replied: str
) -> None:
    rate(app, Level.DISSATISFIED, "还是不亮")
    assert state(app) is MatterState.ASSIGNED
    done(act(app, handler, f"{replied}/signature"))
    report(app, handler, replied)
    pass_gates(app, supervisor, replied)
    done(act(app, supervisor, f"{replied}/replies", text="又修了"))
    answer = act(
        app,
        supervisor,
        f"{replied}/ratings",
        asker_id=1,
        level="dissatisfied",
        words="又坏了",
        source="telephone",
        caller="柯玉梅",
        telephone="13900001111",
        said_on=clock.today().isoformat(),
        said_at="00:01",
    )
    done(answer)
    page = supervisor.get(replied).text
    assert "第 2 轮" in page and "电话评价：柯玉梅，13900001111，" in page and " 00:01，" in page
    assert "须由分管领导签批" in page
    assert act(app, supervisor, f"{replied}/closings").status_code == 409
    done(act(app, client_as(Role.LEADER), f"{replied}/sign-offs", text="已换太阳能灯"))
    done(act(app, supervisor, f"{replied}/closings"))


# ---- side ways -------------------------------------------------------------------------------


def test_a_stale_act_is_refused_and_keeps_the_text(
    app: Flask, supervisor: FlaskClient, assigned: str
) -> None:
    seen = version(app)
    done(act(app, supervisor, f"{assigned}/urging", text="请抓紧"))
    late = {"version": seen, "text": "我写了很久的催办意见"}
    answer = post(supervisor, f"{assigned}/urging", late)
    assert answer.status_code == 409 and "我写了很久的催办意见" in answer.text
    assert post(supervisor, f"{assigned}/urging", {"text": "没有版本"}).status_code == 422
    news = supervisor.get(f"{assigned}/news/{seen}", headers=HTMX)
    assert "这一件刚有新情况" in news.text
    assert supervisor.get(f"{assigned}/news/{version(app)}").status_code == 204


def test_an_empty_act_comes_back_open_at_its_place(
    app: Flask, supervisor: FlaskClient, assigned: str
) -> None:
    answer = act(app, supervisor, f"{assigned}/urging", text=" ")
    assert answer.status_code == 422
    assert "请写明催办意见" in answer.text and "没有办成" in answer.text


def test_a_matter_sent_back_goes_to_the_unit_named(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    water = unit_id(app, "县水务局")
    answer = act(app, handler, f"{assigned}/return", unit_id=water, text="路灯归水务局")
    assert answer.location == "/board"
    assert handler.get(assigned).status_code == 404
    assert "已退回，待重新交办" in supervisor.get("/board").text
    done(act(app, supervisor, f"{assigned}/assignment", lead_id=water))
    assert client_of(app, "water").get(assigned).status_code == 200


def test_an_extension_is_asked_for_and_decided(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    asked = {"until": "2013-07-15", "text": "灯杆要定做"}
    done(act(app, handler, f"{assigned}/extensions", **asked))
    assert "已有一份延期申请等待批复" in handler.get(assigned).text
    assert "申请由2013年7月1日延至" in supervisor.get(assigned).text
    url = f"{assigned}/extension/decision"
    assert act(app, supervisor, url, grant="no").status_code == 409
    done(act(app, supervisor, url, grant="yes"))
    assert "原定2013年7月1日，批准延期" in supervisor.get(assigned).text


def test_rework_sends_it_back_to_the_unit(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    done(act(app, handler, f"{assigned}/signature"))
    report(app, handler, assigned)
    done(act(app, supervisor, f"{assigned}/rework", text="还有两盏不亮"))
    assert "退回返工" in handler.get(assigned).text
    assert state(app) is MatterState.HANDLING


def test_the_supervisor_urges_escalates_and_adds_a_gate(
    app: Flask, supervisor: FlaskClient, assigned: str
) -> None:
    done(act(app, supervisor, f"{assigned}/urging", text="请抓紧"))
    assert "催办（第 2 次）" in supervisor.get(assigned).text
    done(act(app, supervisor, f"{assigned}/escalation", text="进度慢"))
    done(act(app, supervisor, f"{assigned}/gates", kind="investigated"))
    page = supervisor.get(assigned).text
    assert "已上报分管领导" in page and "应过 3 关" in page


def test_an_assisting_unit_finishes_its_own_part_first(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, opinion_id: int
) -> None:
    data = registration(app, opinion_id, assisting=[unit_id(app, "县水务局")])
    url = post(supervisor, "/matters", data).location
    water = client_of(app, "water")
    done(act(app, handler, f"{url}/signature"))
    assert "配合单位县水务局尚未办结" in handler.get(url).text
    done(act(app, water, f"{url}/signature"))
    done(act(app, water, f"{url}/part", text="电源已接好"))
    report(app, handler, url)


# ---- evidence --------------------------------------------------------------------------------


def picture() -> bytes:
    """A photograph that says where it was taken and with what."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CANARYPHONE"
    exif.get_ifd(0x8825).update({1: "N", 2: (33.0, 41.0, 7.0)})
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG", exif=exif, comment=b"CANARYWORDS")
    return out.getvalue()


@pytest.fixture
def signed(app: Flask, handler: FlaskClient, assigned: str) -> str:
    done(act(app, handler, f"{assigned}/signature"))
    return assigned


def test_a_picture_is_shown_without_place_or_camera(
    app: Flask, handler: FlaskClient, signed: str
) -> None:
    data = {"text": "已换", "files": (io.BytesIO(picture()), "换好的路灯.jpg")}
    done(act(app, handler, f"{signed}/progress", **data))
    with app.app_context():
        file = db.session.scalars(select(Attachment)).one()
        assert b"CANARYPHONE" in file.original_path.read_bytes()
    answer = handler.get(f"/attachments/{file.key}", buffered=True)
    assert answer.mimetype == "image/jpeg" and b"CANARY" not in answer.data
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("inline") and "filename*=UTF-8''%E6%8D%A2" in disposition
    assert "换好的路灯.jpg" in handler.get(signed).text


def office_document() -> bytes:
    document = Document()
    document.core_properties.author = "CANARYAUTHOR"
    document.core_properties.last_modified_by = "CANARYEDITOR"
    document.add_paragraph("路灯验收单")
    document.add_picture(io.BytesIO(picture()))
    document.add_comment(document.paragraphs[0].runs, text="好", author="CANARYREVIEWER")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_document_is_shown_without_its_author_and_kept_as_it_came(
    app: Flask, handler: FlaskClient, supervisor: FlaskClient, signed: str
) -> None:
    given = office_document()
    data = {"text": "验收", "files": (io.BytesIO(given), "验收单.docx")}
    done(act(app, handler, f"{signed}/progress", **data))
    with app.app_context():
        file = db.session.scalars(select(Attachment)).one()
    copy = handler.get(f"/attachments/{file.key}", buffered=True).data
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        told = b"".join(parts.read(name) for name in parts.namelist())
    assert b"CANARY" not in told
    assert Document(io.BytesIO(copy)).paragraphs[0].text == "路灯验收单"
    sealed = supervisor.get(f"/attachments/{file.key}/original", buffered=True).data
    assert sealed == given and hashlib.sha256(sealed).hexdigest() == file.sha256
    assert file.sha256[:12] in supervisor.get(signed).text
    assert handler.get(f"/attachments/{file.key}/original").status_code == 403
    assert file.sha256[:12] not in handler.get(signed).text


def test_a_document_is_saved_not_opened(app: Flask, handler: FlaskClient, signed: str) -> None:
    data = {"text": "台账", "files": (io.BytesIO(pdf("ledger")), "台账.pdf")}
    done(act(app, handler, f"{signed}/plan", **data))
    with app.app_context():
        key = db.session.scalars(select(Attachment.key)).one()
    answer = handler.get(f"/attachments/{key}")
    answer.close()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert handler.get("/attachments/none").status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("照片.jpg", b"<html><script>alert(1)</script></html>", "不是可用的文件"),
        ("图.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是可用的文件"),
        ("程序.pdf", b"MZ" + bytes(200), "不是可用的文件"),
        ("空.pdf", b"", "是空文件"),
    ],
)
def test_a_bad_file_refuses_the_whole_step_and_keeps_the_text(
    app: Flask, handler: FlaskClient, signed: str, name: str, content: bytes, says: str
) -> None:
    files = [(io.BytesIO(picture()), "好.jpg"), (io.BytesIO(content), name)]
    answer = act(app, handler, f"{signed}/progress", text="写了很久的进展", files=files)
    assert answer.status_code == 422
    assert says in answer.text and "写了很久的进展" in answer.text
    nothing_kept(app)


def test_a_broken_picture_leaves_no_file_behind(
    app: Flask, handler: FlaskClient, signed: str
) -> None:
    files = [(io.BytesIO(picture()), "好.jpg"), (io.BytesIO(picture()[:200]), "断.jpg")]
    answer = act(app, handler, f"{signed}/progress", text="写了很久的进展", files=files)
    assert answer.status_code == 409
    assert "打不开" in answer.text and "写了很久的进展" in answer.text
    nothing_kept(app)


def test_more_than_ten_files_are_refused(app: Flask, handler: FlaskClient, signed: str) -> None:
    files = [(io.BytesIO(pdf("a page")), f"{n}.pdf") for n in range(11)]
    answer = act(app, handler, f"{signed}/progress", text="进展", files=files)
    assert answer.status_code == 422 and "最多附 10 个文件" in answer.text
    nothing_kept(app)


def nothing_kept(app: Flask) -> None:
    with app.app_context():
        assert not db.session.scalars(select(Attachment)).all()
    assert not list(attachment._folder.iterdir())


# ---- the board -------------------------------------------------------------------------------


def matters(app: Flask, number: int) -> None:
    with app.app_context():
        supervisor = person(Role.SUPERVISOR)
        unit = db.session.get_one(Unit, person(Role.HANDLER).unit_id)
        for index in range(number):
            matter = Matter.register(
                supervisor,
                kind=MatterKind.DECISION,
                title=f"清理边沟第{index}段",
                way=Way.ROUTE,
                lead=unit,
                sources=[],
            )
            matter.assign(supervisor)
        db.session.commit()


def test_the_filters_stand_in_the_address(
    app: Flask, client_as: As, supervisor: FlaskClient, assigned: str
) -> None:
    matters(app, 1)
    whole = supervisor.get("/board").text
    assert "修好村口路灯" in whole and "清理边沟" in whole

    def shows(query: str) -> tuple[bool, bool]:
        text = supervisor.get(f"/board?{query}").text
        return "修好村口路灯" in text, "清理边沟第0段" in text

    assert shows("visit=1") == (True, False)
    assert shows("kind=decision") == (False, True)
    assert shows("q=边沟") == (False, True)
    assert shows("q=督2013-001") == (True, False)
    assert shows("q=2") == (False, True)
    assert shows("q=%25") == (False, False)
    assert shows(f"unit={unit_id(app, '县水务局')}") == (False, False)
    assert shows("unit=x&visit=y&kind=z&light=none") == (True, True)  # nonsense narrows nothing
    assert shows("light=over") == (False, False)
    with clock.at(datetime(2013, 7, 2, 9)):
        supervisor = client_as(Role.SUPERVISOR)
        assert shows("light=over&light=slow") == (True, True)
        assert "超期 2 件" in supervisor.get("/board").text
        assert "没有符合条件的事项" in supervisor.get("/board?light=near").text


def test_the_whole_board_is_a_live_region_and_filtered_ones_ask_again(
    app: Flask, supervisor: FlaskClient, handler: FlaskClient, assigned: str
) -> None:
    whole, filtered = supervisor.get("/board").text, supervisor.get("/board?visit=1").text
    assert "live-board-all" in whole and "live-tick-board" not in whole
    assert "live-tick-board" in filtered and "live-board-all" not in filtered
    assert "live-tick-board" in handler.get("/board").text
    block = supervisor.get("/board?visit=1", headers=HTMX).text
    assert "修好村口路灯" in block and "<form" not in block
    before = handler.get("/live/tick/board").headers["X-Version"]
    done(act(app, supervisor, f"{assigned}/urging", text="请抓紧"))
    assert handler.get("/live/tick/board").headers["X-Version"] > before


def queries(app: Flask, work: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        work()
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_the_board_asks_no_more_for_more_matters(
    app: Flask, supervisor: FlaskClient, assigned: str
) -> None:
    def whole() -> None:
        assert "督2013-00" in REGIONS["board"].render(["all"])[0]

    def filtered() -> None:
        db.session.rollback()  # to see what was added meanwhile
        assert supervisor.get("/board?kind=decision").status_code == 200

    with app.test_request_context():
        matters(app, 2)
        filtered()
        whole()
        few = queries(app, whole), queries(app, filtered)
        matters(app, 30)
        filtered()
        whole()
        assert (queries(app, whole), queries(app, filtered)) == few


def test_closed_matters_are_the_latest_eight_until_all_are_asked_for(
    app: Flask, supervisor: FlaskClient, opinion_id: int
) -> None:
    matters(app, 22)
    with app.app_context():
        first, second = (
            db.session.scalars(select(Account).filter_by(login=login)).one()
            for login in ("supervisor", "second")
        )
        own = person(Role.HANDLER)
        for matter in db.session.scalars(select(Matter)):
            matter.sign(own)
            matter.report(own, "清了", Result.SOLVED)
            for gate in matter.gates:
                gate.pass_(first, "看过")
            Closing.propose(matter, first).confirm(second)
            db.session.flush()
        db.session.commit()
    page = supervisor.get("/board").text
    assert "最近 8 件，查看全部" in page and page.count('class="card shut"') == 8
    assert supervisor.get("/board?closed=all").text.count('class="card shut"') == 22


def test_a_matter_that_is_late_shows_it_and_its_days(client_as: As, assigned: str) -> None:
    with clock.at(FRIDAY + timedelta(days=12)):  # 3 July, two working days late
        page = client_as(Role.SUPERVISOR).get(assigned).text
        assert "已超期 2 个工作日" in page and "还没有催办过" in page
        assert "第 7 天" in page and "周日休息" in page


def test_a_passed_step_says_what_was_done(client_as: As, assigned: str) -> None:
    page = client_as(Role.SUPERVISOR).get(assigned).text
    steps = page.split('<ol class="steps"')[1].split("</ol>")[0]
    assert "已交办" in steps and "待交办" not in steps
    assert "待签收" in steps and "待审核" in steps and "已签收" not in steps


# ---- ratings that staff key in -------------------------------------------------------------------


def keyed(**more: str) -> dict[str, Any]:
    day = clock.today().isoformat()
    return {"asker_id": 1, "level": "satisfied", "caller": "柯玉梅", "said_on": day, **more}


def test_a_rating_on_paper_is_keyed_in_by_whom_and_when_and_marked(
    app: Flask, client_as: As, supervisor: FlaskClient, replied: str
) -> None:
    paper = supervisor.get(f"{replied}/askers/1/paper").text
    assert "群众代表意见征询表" in paper and "□ 不满意" in paper and "路灯已换新" in paper
    assert (
        "柯玉梅代表" in paper
        and client_as(Role.LEADER).get(f"{replied}/askers/1/paper").status_code == 403
    )
    assert supervisor.get(f"{replied}/askers/9/paper").status_code == 404
    done(act(app, supervisor, f"{replied}/ratings", **keyed(source="paper", words="灯亮了")))
    page = supervisor.get(replied).text
    assert "纸质评价：柯玉梅，" in page and "督查室甲录入" in page and "灯亮了" in page
    own = client_as(Role.REPRESENTATIVE).get("/mine").text
    assert "您的评价：满意" in own and "（纸质）" in own
    with the_matter(app) as matter:
        rating = matter.askers[0].ratings[0]
        assert rating.source is not None and rating.source.value == "paper"
        assert rating.said_at is not None and rating.said_at <= rating.at


@pytest.mark.parametrize(
    "more, told",
    [
        ({"source": "telephone", "said_at": "00:01"}, "请写明电话号码"),
        ({"source": "telephone", "telephone": "139", "said_at": ""}, "请写明通话的时间"),
        ({"source": "telephone", "telephone": "139", "said_at": "傍晚"}, "请按 09:30 的样子"),
        ({"source": "", "telephone": "139"}, "请选择评价是怎么来的"),
        ({"source": "paper", "said_on": "二月三十一"}, "请按 2013-06-28 的样子填写日期"),
        ({"source": "paper", "caller": ""}, "请写明通话人或签字人"),
    ],
)
def test_what_is_missing_of_a_keyed_rating_is_said_and_the_words_stay(
    app: Flask, supervisor: FlaskClient, replied: str, more: dict[str, str], told: str
) -> None:
    answer = act(app, supervisor, f"{replied}/ratings", **keyed(words="他说亮了", **more))
    assert answer.status_code == 422 and told in answer.text and "他说亮了" in answer.text


def test_a_rating_is_neither_of_tomorrow_nor_from_before_the_reply(
    app: Flask, supervisor: FlaskClient, replied: str
) -> None:
    for days, told in ((1, "还没有到"), (-1, "早于这一轮的回复")):
        day = (clock.today() + timedelta(days)).isoformat()
        form = keyed(source="telephone", telephone="139", said_at="10:00", said_on=day)
        answer = act(app, supervisor, f"{replied}/ratings", **form)
        assert answer.status_code == 409 and told in answer.text, days
