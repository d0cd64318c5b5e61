"""From a public page on a telephone to the door of the visit, through the pages alone."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from models import Account, AgeGroup, Application, ApplicationChannel, Draw, Sex, Visit, clock, db
from tests.browser.chromium import shot
from tests.browser.people import DESK, UPRIGHT, Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

FLAWS = Path(__file__).with_name("flaws.js").read_text()
PHONE = {"width": 375, "height": 740}
OPEN_FOR = 25  # seconds: the call closes while the test looks at something else


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose visit may invite."""
    running = Server(demo, tmp_path_factory.mktemp("inviting"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def door(own: Server, new_context: Any) -> Door:
    return Door(own.url, new_context)


def announce(own: Server) -> str:
    """A call for two that has been open for an hour, with two who applied; its public address."""
    began = clock.now() - timedelta(hours=1)
    with own.inside(), clock.at(began):
        visit = db.session.get_one(Visit, 2)
        by = db.session.scalars(db.select(Account).filter_by(login="zhaomin")).one()
        draw = Draw.open_call(
            visit, by, places=2, opens_at=began, source="当场由三名群众各报一个数",
            closes_at=clock.now() + timedelta(hours=1, seconds=OPEN_FOR), is_online=True,
            towns=["乾佑镇", "下梁镇"], walks=["务农", "教师"],
        )  # fmt: skip
        for at in (1, 2):
            Application.hand_in(
                draw, f"before {at}", ApplicationChannel.PAPER, by, name=f"先报{'甲乙'[at - 1]}",
                sex=Sex.MALE, age_group=AgeGroup.OLDER, town="下梁镇", walk="务农",
                telephone=f"1390914990{at}", wishes=[],
            )  # fmt: skip
        return f"/apply/{draw.token}"


def well_made(page: Page) -> None:
    assert page.evaluate(FLAWS) == []


def test_somebody_applies_is_drawn_accepts_and_is_checked_in(door: Door, own: Server) -> None:
    address = announce(own)
    until = time.monotonic() + OPEN_FOR
    phone = door.open(PHONE, java_script_enabled=False)
    phone.goto(address)
    phone.get_by_label("姓名").fill("手机报名")
    phone.get_by_label("联系电话").fill("139 0914 9955")
    phone.get_by_label("镇（街道）").select_option("乾佑镇")
    phone.get_by_label("职业").select_option("教师")
    phone.get_by_label("最想看的").fill("县水务局")
    phone.get_by_role("button", name="报名", exact=True).click()
    expect(phone.get_by_text("0003")).to_be_visible()
    code = phone.locator(".big").nth(1).inner_text()

    look = door.open(UPRIGHT)
    troubles = Troubles(look, door.url)
    for size in ("normal", "large"):
        look.goto(f"{address}?size={size}")
        well_made(look)
        shot(look, f"apply-{size}")
    narrow = door.open(PHONE)
    for part in ("", "/receipt", "/draw"):
        narrow.goto(address + part)
        well_made(narrow)
    assert troubles == []

    desk = door.staff("zhaomin")
    time.sleep(max(0.0, until - time.monotonic()) + 1)
    desk.goto("/visits/2/invitations/call")
    desk.get_by_role("button", name="定名单并公布").click()
    desk.get_by_label("公开号码").fill("7 3 9")
    desk.get_by_role("button", name="公开暗码并抽签").click()
    expect(desk.get_by_text("已抽中 2 人")).to_be_visible()

    narrow.goto(f"{address}/draw")
    narrow.get_by_role("link", name="填上公布的两个号码来算").click()
    expect(narrow.get_by_text("与公布的结果一致")).to_be_visible()
    well_made(narrow)
    narrow.goto(f"{address}/receipt")
    narrow.get_by_label("查询码").fill(code)
    narrow.get_by_role("button", name="查询").click()
    # of three people one is of this town: its share is 2/3 of a place
    expect(narrow.get_by_text(re.compile("抽中了|候补第"))).to_be_visible()
    well_made(narrow)

    desk.goto("/visits/2/invitations")
    desk.get_by_role("row", name="公开邀请").first.get_by_role("link", name="登记回复").click()
    name = desk.locator("h1").inner_text().removesuffix("的回复")
    desk.get_by_role("button", name="登记应邀并发代表号").click()
    expect(desk.get_by_text(f"{name}应邀，已发代表号")).to_be_visible()
    desk.goto("/visits/2")
    desk.get_by_role("button", name="印发未印的").click()
    digits = desk.locator(".pass-digits").inner_text().replace(" ", "")

    watching = door.staff("chenxin", DESK)
    watching.goto("/visits/2/invitations/check-in")
    expect(watching.locator("[sse-connect]")).to_have_count(1)
    desk.goto("/visits/2/invitations/check-in")
    desk.get_by_label("扫码枪扫代表证").fill(f"{door.url}/card#{digits}")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text(f"31 号代表{name} 已签到")).to_be_visible()
    expect(watching.locator(".arrived").first).to_contain_text(name)  # pushed, nobody reloaded
    well_made(watching)
    well_made(desk)
    shot(watching, "check-in")
