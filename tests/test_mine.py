"""The page of a card: the whole line of what it asked, and the rating of answers."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from models import (
    Account,
    Asker,
    Attachment,
    Card,
    Level,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Question,
    Rating,
    Reply,
    Report,
    Result,
    Role,
    Signature,
    Support,
    Way,
    db,
)
from tests.conftest import post
from tests.test_reports import MORNING, Stage, account, answered, begin_visit, card, unit

Clock = Callable[[datetime], AbstractContextManager[None]]


def handler() -> Account:
    return db.session.scalars(select(Account).filter_by(role=Role.HANDLER)).first()  # type: ignore[return-value]


def the_matter() -> Matter:
    return db.session.scalars(select(Matter)).one()


def asker(seat: int = 7) -> Asker:
    return db.session.scalars(select(Asker).join(Card).where(Card.seat == seat)).one()


def promise() -> None:
    """Asked by 07, joined by 08, promised on the spot: a matter that two askers wait for."""
    organiser = account("organiser")
    first = Question.ask(card(7), "村口那段路灯什么时候能亮？", str(uuid4()))
    second = Question.ask(card(8), "学校门口也没有灯", str(uuid4()))
    first.approve(organiser)
    second.merge_into(first, organiser)
    first.put_on_screen(organiser)
    transport = unit("县交通运输局")
    made = first.record_promise(
        organiser, "月底前装好六盏", "局长 王建军", transport, date(2013, 6, 28), "灯杆已经到货"
    )
    Matter.of_promise(made, organiser, "村口路灯安装")
    db.session.flush()
    the_matter().assign(account("supervisor"))
    db.session.flush()
    the_matter().sign(handler())


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#888").save(out, "JPEG")
    return out.getvalue()


def work() -> None:
    entry = the_matter().progress(handler(), "灯杆已立三根")
    db.session.flush()
    Attachment.add(entry, "灯杆.jpg", picture(), handler())
    the_matter().urge(account("supervisor"), "内部催办的话")
    inside = the_matter().report(handler(), "内部的答复稿", Result.SOLVED)
    db.session.flush()
    Attachment.add(inside, "内部.jpg", picture(), handler())


def reply(words: str = "六盏灯都亮了") -> None:
    for gate in the_matter().gates:
        gate.pass_(account("supervisor"), "夜里去看过")
    db.session.flush()
    Reply.send(the_matter(), account("supervisor"), words)


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Iterator[Stage]:
    stage = Stage(app)
    with clock(MORNING):
        stage(begin_visit)
        yield stage


@pytest.fixture
def line(stage: Stage) -> Stage:
    for act in (promise, work, reply):
        stage(act)
    return stage


def rate(stage: Stage, client: FlaskClient, seat: int = 7, **data: Any) -> int:
    key, version = stage(lambda: (asker(seat).id, the_matter().version))
    return post(client, f"/mine/matters/{key}/rating", {"version": version, **data}).status_code


def test_the_whole_line_is_read_in_order_and_without_what_is_internal(line: Stage) -> None:
    page = line.client(7).get("/mine").text
    told = [
        "村口那段路灯什么时候能亮？",
        "灯杆已经到货",
        "月底前装好六盏",
        "六盏灯都亮了",
        "受理",
        "交办",
        "签收",
        "灯杆已立三根",
        "夜里去看过",
        "回复代表",
    ]
    assert [page.find(words) for words in told] == sorted(page.find(words) for words in told)
    assert "六盏灯都亮了" in page and "请您评价" in page
    assert "内部" not in page


def test_an_asker_who_was_merged_reads_the_other_ones_answer_and_the_line(line: Stage) -> None:
    page = line.client(8).get("/mine").text
    for words in ("学校门口也没有灯", "一并答复", "村口那段路灯", "灯杆已经到货", "灯杆已立三根"):
        assert words in page
    assert "提交评价" in page


def test_nothing_of_other_peoples_is_shown(line: Stage) -> None:
    line(lambda: Opinion.give(card(7), "只有七号提的意见", str(uuid4())))
    assert "只有七号提的意见" in line.client(7).get("/mine").text
    assert "只有七号提的意见" not in line.client(8).get("/mine").text
    other = line(lambda: asker(7).id)
    answer = post(line.client(8), f"/mine/matters/{other}/rating", {"level": "satisfied"})
    assert answer.status_code == 404


def test_a_refused_question_and_a_declined_opinion_say_why(stage: Stage) -> None:
    def refuse() -> None:
        organiser = account("organiser")
        Question.ask(card(), "问一件私事", str(uuid4())).refuse(organiser, "属于个人事务")
        opinion = Opinion.give(card(), "提一条意见", str(uuid4()))
        opinion.decline(account("supervisor"), "不属本县职权")

    stage(refuse)
    page = stage.client(7).get("/mine").text
    for words in ("未采用", "属于个人事务", "不予受理", "不属本县职权"):
        assert words in page


def test_who_asked_along_reads_too_why_a_question_is_not_taken_up(stage: Stage) -> None:
    def decline() -> None:
        question = Question.ask(card(), "省道改线", str(uuid4()))
        question.approve("system")
        along = Question.ask(card(8), "改线的事", str(uuid4()))
        along.merge_into(question, "system")
        question.route("system", handler().unit)
        question.decline(account("supervisor"), "属于省上职权")

    stage(decline)
    for seat in (7, 8):
        client = stage.client(seat)
        for url in ("/mine", "/tablet"):
            assert "属于省上职权" in client.get(url).text, (seat, url)
        assert "不予受理的理由" in client.get("/mine").text


def test_a_rating_is_recorded_once_with_its_words(line: Stage) -> None:
    client = line.client(7)
    assert rate(line, client, level="fairly", words="亮是亮了") == 303
    assert line(lambda: asker().ratings[0].level) is Level.FAIRLY
    page = client.get("/mine").text
    assert "您的评价：基本满意" in page and "亮是亮了" in page and "提交评价" not in page
    assert rate(line, client, level="satisfied") == 409
    assert len(line(lambda: asker().ratings)) == 1


def test_dissatisfied_needs_words_and_opens_the_next_round(line: Stage) -> None:
    client = line.client(7)
    key, version = line(lambda: (asker().id, the_matter().version))
    url = f"/mine/matters/{key}/rating"
    bare = post(client, url, {"version": version, "level": "dissatisfied"})
    assert bare.status_code == 422 and "哪里不满意" in bare.text
    chosen = re.search(r'<input[^>]*value="dissatisfied"[^>]*>', bare.text)
    assert chosen and "checked" in chosen[0]
    assert post(client, url, {"version": version}).status_code == 422
    assert rate(line, client, level="dissatisfied", words="第三盏又灭了") == 303
    assert line(lambda: the_matter().state) is MatterState.ASSIGNED
    page = client.get("/mine").text
    assert "第 2 轮" in page and "第三盏又灭了" in page and "六盏灯都亮了" in page


def test_a_rating_decided_on_an_older_page_is_refused(line: Stage) -> None:
    assert rate(line, line.client(7), level="satisfied", words="好", version=1) == 409
    assert not line(lambda: asker().ratings)


def test_every_round_is_on_the_page(line: Stage) -> None:
    rate(line, line.client(7), level="dissatisfied", words="第三盏又灭了")

    def again() -> None:
        the_matter().sign(handler())
        the_matter().progress(handler(), "换了整条线")
        the_matter().report(handler(), "换好了", Result.SOLVED)

    line(again)
    line(lambda: reply("线路全部换新"))
    page = line.client(8).get("/mine").text
    for words in ("第三盏又灭了", "一同提出的代表", "换了整条线", "线路全部换新", "六盏灯都亮了"):
        assert words in page


def test_who_telephoned_is_not_told_to_the_other_askers(line: Stage) -> None:
    line(
        lambda: Rating.key_in(
            asker(8), account("supervisor"), Level.SATISFIED, "亮堂", "陈德厚的儿子", "13900001111"
        )
    )
    page = line.client(7).get("/mine").text
    assert "亮堂" in page and "陈德厚" not in page and "13900001111" not in page


def test_pictures_of_the_line_are_shown_to_askers_only(line: Stage) -> None:
    keys = line(lambda: {one.name: one.key for one in db.session.scalars(select(Attachment))})
    shown, inside = (f"/mine/attachments/{keys[name]}" for name in ("灯杆.jpg", "内部.jpg"))
    own = line.client(7)
    assert shown in own.get("/mine").text and inside not in own.get("/mine").text
    with own.get(shown) as answer:
        assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
        assert answer.headers["Cache-Control"] == "no-store"
    assert own.get(inside).status_code == 404
    line(third_card)
    assert line.client(9).get(shown).status_code == 404
    assert line.client("supervisor").get(shown).status_code == 403


def third_card() -> None:
    Card.issue(card().visit, card().representative, 9, "system", "11112222")


def test_how_far_each_thing_is_follows_live_and_holds_no_form(line: Stage) -> None:
    client = line.client(7)
    key = line(lambda: card().id)
    overview = client.get(f"/live/mine_overview/{key}").text
    assert "请您评价" in overview and "<form" not in overview and "csrf" not in overview
    rate(line, client, level="satisfied", words="好")
    assert "请您评价" not in client.get(f"/live/mine_overview/{key}").text
    assert line.client(8).get(f"/live/mine_overview/{key}").status_code == 404
    assert line.client("supervisor").get(f"/live/mine_overview/{key}").status_code == 404


def test_a_card_sees_and_rates_its_named_reports_and_no_others(stage: Stage) -> None:
    def give() -> Any:
        report, _ = Report.give(card(), "窗口收了钱不给票", str(uuid4()))
        Report.give(card(), "不留名写的一件", str(uuid4()), signature=Signature.ANONYMOUS)
        Report.give(card(8), "八号写的一件", str(uuid4()))
        db.session.flush()
        return answered(report).id

    key = stage(give)
    client = stage.client(7)
    page = client.get("/mine").text
    assert "窗口收了钱不给票" in page and "所收的钱已经退还" in page
    assert "不留名写的一件" not in page and "八号写的一件" not in page
    overview = client.get(f"/live/mine_overview/{stage(lambda: card().id)}").text
    assert "窗口收了钱" not in overview and "举报" not in overview
    version = stage(lambda: db.session.get_one(Report, key).version)
    data = {"version": version, "level": "satisfied", "words": "谢谢"}
    assert post(stage.client(8), f"/mine/reports/{key}/rating", data).status_code == 404
    assert post(client, f"/mine/reports/{key}/rating", data).status_code == 303
    assert "您的评价：满意" in client.get("/mine").text


def test_one_matter_of_several_things_is_shown_once(stage: Stage) -> None:
    def both() -> None:
        question = Question.ask(card(), "便道什么时候硬化？", str(uuid4()))
        opinion = Opinion.give(card(), "便道先铺碎石", str(uuid4()))
        Matter.register(
            account("supervisor"),
            kind=MatterKind.OPINION,
            title="村口便道硬化",
            way=Way.ROUTE,
            lead=unit("县交通运输局"),
            sources=[question, opinion],
        )

    stage(both)
    page = stage.client(7).get("/mine").text
    assert page.count('<h2 class="m1">村口便道硬化') == 1
    assert "便道什么时候硬化？" in page and "便道先铺碎石" in page


def test_a_card_without_a_word_yet_is_told_so(stage: Stage) -> None:
    assert "您还没有提过问题和意见" in stage.client(8).get("/mine").text


def test_what_was_supported_is_told_with_its_answer(stage: Stage) -> None:
    def support() -> None:
        organiser = account("organiser")
        other = Question.ask(card(8), "自来水一下雨就浑", str(uuid4()))
        into = Question.ask(card(8), "水厂的水谁来化验？", str(uuid4()))
        for question in (other, into):
            question.approve(organiser)
        Support.give(card(7), other)
        other.merge_into(into, organiser)
        into.put_on_screen(organiser)
        into.record_answer(organiser, "每周化验一次", "局长", unit("县交通运输局"))

    stage(support)
    page = stage.client(7).get("/mine").text
    assert "我附议过的" in page and "自来水一下雨就浑" in page
    assert "已并入第 02 号" in page and "每周化验一次" in page
    assert "我附议过的" not in stage.client(8).get("/mine").text


def test_states_are_told_in_the_words_of_the_tablet(stage: Stage) -> None:
    def both() -> None:
        organiser = account("organiser")
        first = Question.ask(card(8), "第一条", str(uuid4()))
        first.approve(organiser)
        Question.ask(card(7), "第二条", str(uuid4())).merge_into(first, organiser)
        routed = Question.ask(card(7), "第三条", str(uuid4()))
        routed.approve(organiser)
        routed.route(organiser, unit("县交通运输局"))

    stage(both)
    client = stage.client(7)
    for page in (client.get("/mine").text, client.get("/tablet").text):
        assert "已并入第 01 号" in page and "已转办" in page
