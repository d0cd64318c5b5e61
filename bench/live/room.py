"""The database of a bench: one visit at its stop, a card for each tablet, all signed in."""

from collections import Counter
from typing import Any
from uuid import uuid4

import flask_migrate
from flask import Flask
from sqlalchemy import select

from models import (
    Account,
    AgeGroup,
    AuthSession,
    Card,
    Question,
    Representative,
    Role,
    Sex,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    clock,
    db,
    secret,
)

BATCH = 200
TOWNS = (
    "乾佑镇",
    "营盘镇",
    "下梁镇",
    "凤凰镇",
    "小岭镇",
    "杏坪镇",
    "红岩寺镇",
    "曹坪镇",
    "瓦房口镇",
)
ASKED = (
    "村口到镇上的路去年就说要修，今年能不能动工？",
    "我们组二十来户，一到晚上电压就低，电磨转不起来，线路什么时候改造？",
    "合疗报销要跑几趟镇上，能不能在村卫生室就办了？",
    "S102省道改线以后，路边的排水沟堵了，下雨水往院子里灌，归哪个单位管？",
    "移民搬迁的房子盖好了，户口和孩子上学怎么转？",
)


def asked(number: int) -> str:
    return ASKED[number % len(ASKED)]


def furnish(app: Flask, tablets: int, waiting: int) -> dict[str, Any]:
    """Migrate and fill the database; what the load generator needs to know of it.

    `waiting` questions await the organiser, so that there is something to let through.
    """
    with app.app_context():
        flask_migrate.upgrade()
        if db.session.scalar(select(Visit.id)):
            raise SystemExit("the bench wants an empty database: it fills it and leaves it filled")
        office = Unit.found("县政府办公室", UnitKind.OFFICE, "system")
        organiser = Account.open(
            login="organiser",
            name="组织员",
            role=Role.ORGANISER,
            unit=office,
            password=secret.new_token(),
            by="system",
        )
        visit = Visit.plan(clock.today(), organiser)
        stop = visit.add_stop(organiser, kind=StopKind.DEPARTMENT, name="县交通运输局", unit=office)
        visit.start(stop, organiser)
        db.session.commit()
        cookies = [_cookie(app, card) for card in _cards(visit, organiser, tablets)]
        for number in range(waiting):
            Question.ask(visit.cards[number % tablets], asked(number), str(uuid4()))
        console = _cookie(app, organiser)
        db.session.commit()
        told = {"tablets": cookies, "console": console, "wall": f"/wall/{visit.wall_token}"}
        db.session.remove()
        db.engine.dispose()  # the last connection folds the write-ahead log into the file
    return told


def _cards(visit: Visit, by: Account, count: int) -> list[Card]:
    cards = []
    for seat in range(1, count + 1):
        person = Representative.enrol(
            by,
            name=f"代表{seat}",
            sex=Sex.FEMALE if seat % 2 else Sex.MALE,
            age_group=AgeGroup.SENIOR,
            town=TOWNS[seat % len(TOWNS)],
            walk="务农",
        )
        card, _digits = Card.issue(visit, person, seat, by)
        cards.append(card)
        if seat % BATCH == 0:
            db.session.commit()
    db.session.commit()
    return cards


def _cookie(app: Flask, principal: Any) -> str:
    """What the browser holds after signing in, made as the app makes it."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.session_interface.get_cookie_name(app)
    return f"{name}={signer.dumps({'_user_id': AuthSession.start(principal)})}"


def check(app: Flask, given: list[tuple[str, int]]) -> dict[str, int]:
    """Compare what was acknowledged with what is stored."""
    with app.app_context():
        rows = db.session.execute(select(Question.client_id, Question.number)).all()
        db.session.remove()
        db.engine.dispose()
    stored = dict(row._tuple() for row in rows)
    numbers = Counter(number for _, number in set(given))
    numbers_stored = Counter(number for _, number in rows)
    return {
        "acknowledged": len({client_id for client_id, _ in given}),
        "missing": sum(stored.get(client_id) != number for client_id, number in set(given)),
        "doubled": sum(many > 1 for many in numbers.values())
        + sum(many > 1 for many in numbers_stored.values()),
    }
