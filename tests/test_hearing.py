"""Drafts through the web: written, sent out, commented on by slip, answered, published; and who
reads what."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from blueprints.slip import slip_of
from models import (
    AgeGroup,
    Answer,
    AuthSession,
    Card,
    Comment,
    Draft,
    DraftKind,
    DraftState,
    DraftVersion,
    MeetingKind,
    Passage,
    Representative,
    Role,
    Sex,
    Unit,
    UnitKind,
    Verdict,
    Visit,
    clock,
    db,
)
from models.meeting import Meeting
from tests.conftest import HTMX, on_sqlite, person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
TEXT = "第一条 六点开门。\n第二条 末班车六点发。\n第三条 老人优先。"
CANARY = "只有我自己写的这句话"
LATE = datetime(2013, 6, 28, 9)
JSON = {"Accept": "application/json", "Origin": "http://localhost", **HTMX}


@pytest.fixture(autouse=True)
def that_day(clock: Any) -> Iterator[None]:
    with clock(THAT_DAY):
        yield


def made(app: Flask, until: DraftState = DraftState.OPEN, **more: Any) -> int:
    """The draft of the handler's unit, asked of representative 07, as far as it is to go."""
    with app.app_context():
        handler, organiser = person(Role.HANDLER), person(Role.ORGANISER)
        facts = {"kind": DraftKind.COMMITMENT, "title": "客运站承诺", "purpose": "", **more}
        facts.setdefault("is_signed", False)
        draft = Draft.prepare(handler, TEXT, unit=handler.unit, **facts)
        if until is not DraftState.DRAFTING:
            draft.ask(organiser, [person(Role.REPRESENTATIVE)])
            draft.open(organiser, date(2013, 6, 27))
        if until in {DraftState.CLOSED, DraftState.PUBLISHED}:
            comment = Comment.give(draft, person(Role.REPRESENTATIVE), CANARY, str(uuid4()))
            draft.close(organiser)
            if until is DraftState.PUBLISHED:
                Answer.give(draft, [comment], Verdict.ADOPTED, "改为七点", handler)
                draft.publish(organiser)
        db.session.commit()
        return draft.id


def another(app: Flask, draft_id: int, asked: bool = True) -> FlaskClient:
    """A second representative, signed in."""
    with app.app_context():
        visit = db.session.query(Visit).one()
        who = Representative.enrol(
            "system",
            name="陈德厚",
            sex=Sex.MALE,
            age_group=AgeGroup.SENIOR,
            town="乾佑镇",
            walk="务农",
        )
        card, _ = Card.issue(visit, who, 8, "system", "87654321")
        if asked:
            db.session.get_one(Draft, draft_id).ask(person(Role.ORGANISER), [card])
        token = AuthSession.start(card)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def slip(app: Flask, seat: int = 7) -> str:
    with app.test_request_context(), app.app_context():
        return slip_of(db.session.query(Card).filter_by(seat=seat).one())


def send(app: Flask, client: FlaskClient, draft_id: int, text: str, **more: Any) -> TestResponse:
    headers = more.pop("headers", JSON)
    form = {"slip": slip(app), "client_id": str(uuid4()), "text": text, **more}
    return client.post(f"/mine/drafts/{draft_id}/comments", data=form, headers=headers)


def paragraph(app: Flask, place: int) -> int:
    with app.app_context():
        passages = db.session.query(Draft).one().versions[0].passages
        return int(passages[place].paragraph_id)


def seen(app: Flask, of: type[Any] = Draft) -> int:
    with app.app_context():
        return int(db.session.query(of).order_by(of.id.desc()).first().version)


def the_comment(app: Flask) -> Comment:
    return db.session.query(Comment).order_by(Comment.id.desc()).first()


# ---- from the desk to the public -----------------------------------------------------------------


def test_a_draft_goes_from_its_unit_to_the_representatives_and_back(
    app: Flask, client_as: As
) -> None:
    handler, organiser = client_as(Role.HANDLER), client_as(Role.ORGANISER)
    tablet = client_as(Role.REPRESENTATIVE)
    facts = {"kind": "commitment", "title": "客运站承诺", "text": TEXT, "item_id": ""}
    assert post(handler, "/drafts", facts).location == "/drafts/1/text"
    assert "第一条" in handler.get("/drafts/1/text").text
    assert tablet.get("/mine/drafts/1").status_code == 404
    with app.app_context():
        card_id = person(Role.REPRESENTATIVE).id
    post(organiser, "/drafts/1/asked", {"cards": card_id, "version": seen(app)})
    opening = {"closes_on": "2013-06-27", "version": seen(app)}
    assert post(organiser, "/drafts/1/opening", opening).status_code == 303
    assert "不写姓名" in tablet.get("/mine/drafts/1").text

    receipt = send(app, tablet, 1, "五点半开门才赶得上", paragraph_id=paragraph(app, 0)).json
    assert receipt and receipt["label"] == "已收到，第 1 条（第一条）"
    shown = handler.get("/drafts/1").text
    assert "五点半开门才赶得上" in shown and "柯玉梅" not in shown
    assert "柯玉梅" in organiser.get("/drafts/1").text

    post(organiser, "/drafts/1/closing", {"version": seen(app)})
    refusal = post(organiser, "/drafts/1/publication", {"version": seen(app)})
    assert refusal.status_code == 409 and "还有 1 条" in refusal.text
    with app.app_context():
        mark = f"1-{the_comment(app).version}"
    told = {"comments": mark, "verdict": "declined", "words": ""}
    wrong = post(handler, "/drafts/1/answers", told)
    assert wrong.status_code == 422 and "理由" in wrong.text
    told |= {"words": "头班车六点四十才发"}
    assert post(handler, "/drafts/1/answers", told).status_code == 303
    assert "头班车六点四十才发" not in tablet.get("/mine").text
    post(organiser, "/drafts/1/publication", {"version": seen(app)})
    for page in ("/mine", "/mine/drafts/1"):
        assert "头班车六点四十才发" in tablet.get(page).text


def test_a_revision_names_its_sources_and_is_read_after_publication(
    app: Flask, client_as: As
) -> None:
    key = made(app, DraftState.CLOSED)
    handler, organiser = client_as(Role.HANDLER), client_as(Role.ORGANISER)
    tablet = client_as(Role.REPRESENTATIVE)
    with app.app_context():
        comment = the_comment(app)
        Answer.give(comment.draft, [comment], Verdict.ADOPTED, "", person(Role.HANDLER))
        source = comment.id
        db.session.commit()
    post(handler, f"/drafts/{key}/versions", {"version": seen(app)})
    with app.app_context():
        passage = db.session.query(Draft).one().versions[1].passages[0]
        at, own = passage.id, passage.version
    words = {"words": "第一条 七点开门。", "sources": source, "version": own}
    assert post(handler, f"/drafts/{key}/passages/{at}", words).status_code == 303
    stale = post(handler, f"/drafts/{key}/passages/{at}", words | {"words": "第一条 八点开门。"})
    assert stale.status_code == 409
    assert "七点开门" in stale.text and "八点开门" in stale.text
    assert post(handler, f"/drafts/{key}/versions/issue", {"version": seen(app)}).status_code == 403
    post(organiser, f"/drafts/{key}/versions/issue", {"version": seen(app), "note": "按意见改"})
    assert "七点开门" not in tablet.get(f"/mine/drafts/{key}").text
    post(organiser, f"/drafts/{key}/publication", {"version": seen(app)})
    shown = tablet.get(f"/mine/drafts/{key}").text
    assert "<del>六</del><ins>七</ins>" in shown and "您提的" in shown
    marked = handler.get(f"/drafts/{key}/versions/2").text
    assert "采自第 1 条意见" in marked and "柯玉梅" not in marked


def test_paragraphs_are_added_taken_out_and_restored(app: Flask, client_as: As) -> None:
    key, handler = made(app, DraftState.CLOSED), client_as(Role.HANDLER)
    post(handler, f"/drafts/{key}/versions", {"version": seen(app)})
    with app.app_context():
        first, second, _ = db.session.query(Draft).one().versions[1].passages
        ids, gone = (first.id, second.id), second.paragraph_id
    added = {"words": "第四条 供应热水。", "version": seen(app)}
    assert post(handler, f"/drafts/{key}/passages/{ids[0]}/next", added).status_code == 303
    with app.app_context():
        own = db.session.get_one(Passage, ids[1]).version
    post(handler, f"/drafts/{key}/passages/{ids[1]}/removal", {"version": own})
    page = handler.get(f"/drafts/{key}/text").text
    assert "供应热水" in page and "恢复" in page
    restored = {"version": seen(app)}
    post(handler, f"/drafts/{key}/paragraphs/{gone}/restoration", restored)
    with app.app_context():
        labels = [one.label for one in db.session.query(Draft).one().versions[1].passages]
        assert labels == ["第一条", "第二条", "第四条", "第三条"]  # behind the one it followed
    assert post(handler, f"/drafts/{key}/versions/drop", {"version": seen(app)}).status_code == 303
    assert handler.get(f"/drafts/{key}/text").status_code == 404


def test_what_is_filled_in_wrongly_comes_back_with_its_text(app: Flask, client_as: As) -> None:
    handler = client_as(Role.HANDLER)
    facts = {"kind": "other", "title": "", "text": TEXT, "purpose": "为了方便"}
    answer = post(handler, "/drafts", facts)
    assert answer.status_code == 422
    for kept in ("请写标题", "末班车六点发", "为了方便"):
        assert kept in answer.text
    answer = post(handler, "/drafts", facts | {"title": "承诺", "text": "  "})
    assert answer.status_code == 422 and "粘贴" in answer.text
    key = made(app, DraftState.DRAFTING)
    stale = post(handler, f"/drafts/{key}/text", {"text": "第一条 我的。", "version": 99})
    assert stale.status_code == 409 and "第一条 我的。" in stale.text and "末班车" in stale.text


def test_a_draft_is_linked_with_its_agenda_item_both_ways(app: Flask, client_as: As) -> None:
    with app.app_context():
        held_at = THAT_DAY.replace(tzinfo=clock.SHANGHAI)
        meeting = Meeting.convene(
            person(Role.RECORDER), kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=held_at
        )
        item = meeting.minutes.add_item(person(Role.RECORDER), "关于客运站", "")
        db.session.commit()
        at, item_id = meeting.id, item.id
    post(
        client_as(Role.HANDLER),
        "/drafts",
        {"kind": "other", "title": "承诺", "text": TEXT, "item_id": item_id},
    )
    recorder = client_as(Role.RECORDER)
    assert 'href="/drafts/1"' in recorder.get(f"/meetings/{at}").text
    assert f'href="/meetings/{at}#item-{item_id}"' in recorder.get("/drafts/1").text
    assert "常务会议" in client_as(Role.HANDLER).get("/drafts/1").text


# ---- commenting ----------------------------------------------------------------------------------


def test_a_comment_is_taken_by_its_slip_whoever_holds_the_tablet(app: Flask, client_as: As) -> None:
    key = made(app)
    for client in (client_as(None), another(app, key), client_as(Role.ORGANISER)):
        assert send(app, client, key, CANARY).status_code == 200
    with app.app_context():
        assert {one.card.seat for one in db.session.query(Comment)} == {7}


def test_sent_again_it_has_the_same_receipt(app: Flask, client_as: As) -> None:
    key, client, same = made(app), client_as(Role.REPRESENTATIVE), str(uuid4())
    first = send(app, client, key, CANARY, client_id=same).json
    assert send(app, client, key, CANARY, client_id=same).json == first
    other = send(app, client, key, "别的话", client_id=same)
    assert other.status_code == 409 and "已经收到" in other.text


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({"slip": "x"}, JSON, 400),
        ({}, {**JSON, "Origin": "http://elsewhere"}, 403),
        ({"text": "长" * 501}, JSON, 422),
        ({"client_id": "x"}, JSON, 422),
        ({"paragraph_id": "999"}, JSON, 404),
        ({"paragraph_id": "x"}, JSON, 404),
    ],
)
@on_sqlite  # what is looked at before the database, or is not there
def test_what_is_no_comment_is_refused(
    app: Flask, client_as: As, form: dict[str, str], headers: dict[str, str], status: int
) -> None:
    key = made(app)
    client, sent = client_as(Role.REPRESENTATIVE), {"text": "好", **form}
    assert send(app, client, key, sent.pop("text"), headers=headers, **sent).status_code == status
    with app.app_context():
        assert not db.session.query(Comment).count()


def test_a_late_comment_is_refused_with_a_way_on_and_its_text_kept(
    app: Flask, client_as: As, clock: Any
) -> None:
    key, client = made(app), client_as(Role.REPRESENTATIVE)
    with clock(LATE):
        by_script = send(app, client, key, CANARY)
        assert by_script.status_code == 409 and "代录" in by_script.text
        plain = {"Origin": "http://localhost"}
        by_page = send(app, client, key, CANARY, headers=plain)
        assert by_page.status_code == 409
        assert CANARY in by_page.text and "代录" in by_page.text


def test_without_a_script_the_box_stands_under_the_paragraph_and_keeps_its_text(
    app: Flask, client_as: As
) -> None:
    key, client = made(app), client_as(Role.REPRESENTATIVE)
    at = paragraph(app, 1)
    page = client.get(f"/mine/drafts/{key}?at={at}").text
    assert re.search(rf'name="paragraph_id"\s+value="{at}"', page)
    assert "<b data-place>第二条</b>" in page
    plain = {"Origin": "http://localhost"}
    wrong = send(app, client, key, "长" * 501, headers=plain, paragraph_id=at)
    assert wrong.status_code == 422 and "长" * 501 in wrong.text
    taken = send(app, client, key, CANARY, headers=plain, paragraph_id=at)
    assert taken.location == f"/mine/drafts/{key}"
    assert "已收到，第 1 条（第二条）" in client.get(taken.location).text


def test_a_comment_is_corrected_and_withdrawn_on_its_page(app: Flask, client_as: As) -> None:
    key, client = made(app), client_as(Role.REPRESENTATIVE)
    send(app, client, key, "太早了")
    page, own = f"/mine/drafts/{key}/comments/1", seen(app, Comment)
    assert "太早了" in client.get(page).text
    assert post(client, page, {"text": "七点就行", "version": own}).status_code == 303
    stale = post(client, page, {"text": "八点", "version": own})
    assert stale.status_code == 409 and "七点就行" in stale.text and "八点" in stale.text
    assert post(client, page, {"text": "", "version": seen(app, Comment)}).status_code == 422
    post(client, f"{page}/withdrawal", {"version": seen(app, Comment)})
    assert "七点就行" not in client.get(f"/mine/drafts/{key}").text
    assert client.get(page).status_code == 404


def test_staff_enter_a_comment_for_somebody(app: Flask, client_as: As) -> None:
    key, organiser = made(app), client_as(Role.ORGANISER)
    with app.app_context():
        card_id = person(Role.REPRESENTATIVE).id
    form = {"client_id": str(uuid4()), "card_id": card_id, "text": "电话里说的", "source": "spoken"}
    wrong = post(organiser, f"/drafts/{key}/comments", form | {"card_id": ""})
    assert wrong.status_code == 422 and "电话里说的" in wrong.text
    assert post(organiser, f"/drafts/{key}/comments", form).status_code == 303
    assert "代录" in client_as(Role.REPRESENTATIVE).get(f"/mine/drafts/{key}").text


# ---- who reads what ------------------------------------------------------------------------------


def test_nobody_reads_a_comment_before_its_time(app: Flask, client_as: As) -> None:
    key = made(app, DraftState.CLOSED)
    asked = another(app, key, asked=False)
    with app.app_context():
        mine = f"comments/{key}-{person(Role.REPRESENTATIVE).id}"
    author = client_as(Role.REPRESENTATIVE)
    assert CANARY in author.get(f"/mine/drafts/{key}").text
    assert CANARY in author.get(f"/live/{mine}").text
    pages = ("/mine", "/mine/drafts", f"/mine/drafts/{key}", f"/mine/drafts/{key}/comments/1")
    for page in (*pages, "/tablet", "/showing", f"/live/{mine}"):
        assert CANARY not in asked.get(page).text, page
    assert asked.get(f"/mine/drafts/{key}").status_code == 404


def test_others_read_a_comment_once_it_is_answered_and_published_without_its_author(
    app: Flask, client_as: As
) -> None:
    key = made(app)
    other = another(app, key)
    send(app, client_as(Role.REPRESENTATIVE), key, CANARY)
    assert CANARY not in other.get(f"/mine/drafts/{key}").text
    with app.app_context():
        draft, handler = db.session.query(Draft).one(), person(Role.HANDLER)
        draft.close(person(Role.ORGANISER))
        Answer.give(draft, draft.comments, Verdict.PARTLY, "改为七点", handler)
        db.session.commit()
    assert CANARY not in other.get(f"/mine/drafts/{key}").text
    with app.app_context():
        db.session.query(Draft).one().publish(person(Role.OFFICE_HEAD))
        db.session.commit()
    shown = other.get(f"/mine/drafts/{key}").text
    assert CANARY in shown and "改为七点" in shown and "柯玉梅" not in shown
    assert "07 号" not in shown


def test_another_units_handler_and_who_was_not_asked_find_nothing(
    app: Flask, client_as: As
) -> None:
    key = made(app, DraftState.CLOSED)
    with app.app_context():
        away = Unit.found("县水务局", UnitKind.DEPARTMENT, "system")
        person(Role.HANDLER).unit = away
        db.session.commit()
    handler = client_as(Role.HANDLER)
    urls = ("", "/text", "/comments.xlsx", "/paper", "/paper.docx", "/news")
    for url in urls:
        assert handler.get(f"/drafts/{key}{url}").status_code == 404, url
    assert "客运站承诺" not in handler.get("/drafts").text
    assert post(handler, f"/drafts/{key}/answers").status_code == 404


def test_the_page_says_who_will_read_names_before_anybody_writes(app: Flask, client_as: As) -> None:
    key = made(app, is_signed=True)
    assert "也写明姓名" in client_as(Role.REPRESENTATIVE).get(f"/mine/drafts/{key}").text


def test_an_open_page_learns_of_a_new_comment(app: Flask, client_as: As) -> None:
    key, handler = made(app), client_as(Role.HANDLER)
    with app.app_context():
        before = db.session.query(Draft).one().pulse
    assert handler.get(f"/drafts/{key}/news?seen={before}").status_code == 204
    send(app, client_as(Role.REPRESENTATIVE), key, CANARY)
    told = handler.get(f"/drafts/{key}/news?seen={before}").text
    assert "看最新的" in told and CANARY not in told


# ---- to take along -------------------------------------------------------------------------------


def test_the_table_and_the_changes_are_printed_and_taken_along(app: Flask, client_as: As) -> None:
    key = made(app, DraftState.PUBLISHED)
    with app.app_context():
        draft, handler = db.session.query(Draft).one(), person(Role.HANDLER)
        new = DraftVersion.revise(draft, handler)
        new.rewrite(new.passages[0], handler, "第一条 七点开门。", draft.comments)
        new.issue(person(Role.ORGANISER), "按意见改")
        db.session.commit()
    handler = client_as(Role.HANDLER)
    table = handler.get(f"/drafts/{key}/paper").text
    assert "意见采纳情况表" in table and CANARY in table and "柯玉梅" not in table
    assert "见修改稿第一条" in table
    for url in (f"/drafts/{key}/paper", f"/drafts/{key}/versions/2/paper"):
        assert handler.get(f"{url}.docx").data[:2] == b"PK"
    changed = handler.get(f"/drafts/{key}/versions/2/paper").text
    assert 'data-face="黑体">七<' in changed and "修改1处" in changed
    assert handler.get(f"/drafts/{key}/versions/1/paper").status_code == 404


def test_the_workbook_has_names_for_the_office_alone(app: Flask, client_as: As) -> None:
    key = made(app, DraftState.PUBLISHED)
    for role, known in ((Role.HANDLER, False), (Role.ORGANISER, True)):
        answer = client_as(role).get(f"/drafts/{key}/comments.xlsx")
        rows = list(load_workbook(io.BytesIO(answer.data)).active.values)
        assert CANARY in rows[1] and "采纳" in rows[1]
        assert ("柯玉梅" in str(rows)) is known


@on_sqlite  # a file is made; nothing else of the database is asked than above
def test_the_shell_makes_both_papers(app: Flask, tmp_path: Path) -> None:
    key = made(app, DraftState.PUBLISHED)

    def shell(kind: str, number: int) -> str:
        to = ["--format", "html", "--out", str(tmp_path / f"{kind}.html")]
        return app.test_cli_runner().invoke(args=["paper", kind, str(number), *to]).output

    assert "已写入" in shell("comments", key)
    assert CANARY in (tmp_path / "comments.html").read_text("utf-8")
    assert "没有修改稿" in shell("revision", key)
    assert "没有编号为 9 的征求意见稿" in shell("comments", 9)
    with app.app_context():
        draft, handler = db.session.query(Draft).one(), person(Role.HANDLER)
        new = DraftVersion.revise(draft, handler)
        new.remove(new.passages[1], handler)
        new.issue(person(Role.ORGANISER))
        db.session.commit()
    assert "已写入" in shell("revision", key)
    assert "（删去）" in (tmp_path / "revision.html").read_text("utf-8")
