"""The database of this bench: minutes that print on sixty pages, and somebody to print them."""

from datetime import date, datetime
from typing import Any

import flask_migrate
from flask import Flask

from models import (
    Account,
    AuthSession,
    DecisionRow,
    Meeting,
    MeetingKind,
    Role,
    Unit,
    UnitKind,
    clock,
    db,
    secret,
)

SAID = (
    "县交通运输局作了汇报，沿线群众反映施工便道扬尘较大、涵洞排水不畅、夜间没有照明。"
    "会议认为，主汛期将至，涵洞疏通应当排在最前，扬尘治理要有台账、有专人、有检查。"
    "会议要求，各责任单位逐项明确责任人和完成时间，办理情况按月报县政府督查室。"
)
DECIDED = "加快施工便道治理。由县交通运输局牵头，沿线各镇配合，每日洒水不少于四次，逐次登记备查"
AN_ITEM = 14  # lines
LINES = 22


def furnish(app: Flask, pages: int) -> tuple[str, str]:
    """The address of the minutes' paper, and the cookie of whoever prints it."""
    with app.app_context():
        flask_migrate.upgrade()
        office = Unit.found("县政府办公室", UnitKind.OFFICE, "system")
        unit = Unit.found("县交通运输局", UnitKind.DEPARTMENT, "system")
        recorder = Account.open(
            login="recorder", name="文秘", role=Role.RECORDER, unit=office,
            password=secret.new_token(), by="system",
        )  # fmt: skip
        held = datetime(2013, 6, 20, 15, tzinfo=clock.SHANGHAI)
        meeting = Meeting.convene(
            recorder, kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=held,
            place="三楼会议室", chair_name="郭志远", chair_title="县长",
        )  # fmt: skip
        for number in range(40):
            meeting.add(recorder, meeting.kinds[0], name=f"出席人员{number}", unit=unit.name)
        for _ in range(pages * LINES // AN_ITEM):
            item = meeting.minutes.add_item(recorder)
            item.write(
                recorder, title="关于施工便道治理", reporter="局长王建军", said=SAID * 2,
                decisions=[DecisionRow(DECIDED, unit, date(2013, 7, 31))],
            )  # fmt: skip
        cookie = cookie_of(app, recorder)
        db.session.commit()
        address = f"/meetings/{meeting.id}/paper"
        db.session.remove()
        db.engine.dispose()
    return address, cookie


def cookie_of(app: Flask, account: Any) -> str:
    """What the browser holds after signing in, made as the app makes it."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.session_interface.get_cookie_name(app)
    return f"{name}={signer.dumps({'_user_id': AuthSession.start(account)})}"
