"""Commenting on a tablet whose network drops and which goes from hand to hand; and the way of a
draft from its desk to the answers, as people click it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect
from sqlalchemy import select

from models import Comment, db
from models.demo import digits
from tests.browser.chromium import shot
from tests.browser.people import Door, without_scripts_yet
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

BACK = 20_000  # ms until what waits has gone out
TITLE = "便民服务大厅限时办结和延时服务办法（试行）"


@pytest.fixture(scope="module")
def server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A draft is published here: others look at pages of it as it lies on its desk."""
    running = Server(demo, tmp_path_factory.mktemp("hearing"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


def reading(door: Door, seat: int, **more: Any) -> Page:
    """The draft that today's visit is asked about."""
    page = door.representative(seat, **more)
    page.goto("/mine/drafts")
    page.locator("section", has_text=TITLE).get_by_role("link", name="去看，提意见").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    return page


def touch(page: Page, name: str) -> Locator:
    """Tap a paragraph's button; returns the box."""
    page.locator(f"[data-open][data-name='{name}']").click()
    expect(page.locator("[data-place]")).to_have_text(name)
    return page.locator("#text")


def submit(page: Page) -> None:
    page.locator("#submission").get_by_role("button", name="提交").click()


def stored(server: Server, words: str) -> list[tuple[int, str]]:
    with server.inside():
        found = db.session.scalars(select(Comment).filter_by(text=words))
        return [(one.card.seat, one.place) for one in found]


def mine(page: Page, words: str) -> Locator:
    return page.locator("[id^=live-comments-] article", has_text=words)


def test_a_comment_whose_reply_is_lost_is_stored_once(server: Server, door: Door) -> None:
    words = "跑第三趟的，来回车费谁给报？"
    page, lost = reading(door, 13), []

    def swallow(route: Route) -> None:
        assert route.fetch().status == 200  # stored, and nobody here knows
        lost.append(route)

    page.route("**/comments", swallow)
    touch(page, "第三条").fill(words)
    submit(page)
    while not lost:
        page.wait_for_timeout(20)
    page.context.set_offline(True)
    with suppress(Error):  # gone with its route
        page.unroute("**/comments")
        for route in lost:
            route.abort()
    expect(page.locator("#submission .held")).to_contain_text("存在本机", timeout=BACK)
    shot(page, "hearing-offline")
    page.context.set_offline(False)
    expect(mine(page, words)).to_contain_text("第三条", timeout=BACK)
    expect(page.locator("#text")).to_have_value("", timeout=BACK)
    page.reload()
    expect(mine(page, words)).to_have_count(1)
    assert stored(server, words) == [(13, "第三条")]


def test_what_was_begun_outlasts_another_paragraph_a_dead_network_and_a_reload(
    server: Server, door: Door
) -> None:
    words = "三天督促，办结还要几天？"
    page = reading(door, 14)
    touch(page, "第五条").fill(words)
    expect(touch(page, "第六条")).to_have_value("")
    page.context.set_offline(True)
    expect(touch(page, "第五条")).to_have_value(words)
    submit(page)
    expect(page.locator("#submission .held")).to_contain_text("存在本机")
    page.get_by_role("button", name="再写一条").click()
    touch(page, "全文").fill("写到一半")
    expect(page.locator("#unsent article")).to_contain_text("第五条，等待编号")
    page.context.set_offline(False)
    expect(mine(page, words)).to_be_visible(timeout=BACK)
    page.reload()
    expect(touch(page, "全文")).to_have_value("写到一半")
    assert stored(server, words) == [(14, "第五条")]


def test_what_is_typed_before_the_scripts_are_there_is_kept_as_well(door: Door) -> None:
    page = reading(door, 17)
    touch(page, "全文").fill("延时到几点？")
    with without_scripts_yet(page, page.url):
        page.locator("#text").fill("周末也要开")
    expect(page.locator("#text")).to_have_value("延时到几点？\n周末也要开")
    page.reload()
    expect(touch(page, "全文")).to_have_value("延时到几点？\n周末也要开")


def test_the_next_person_sees_nothing_and_what_was_sent_still_goes_out(
    server: Server, door: Door
) -> None:
    words, begun = "监督电话要有人接", "没有写完的话"
    page = reading(door, 15)
    touch(page, "第六条").fill(words)
    page.context.set_offline(True)
    submit(page)
    page.get_by_role("button", name="再写一条").click()
    touch(page, "第一条").fill(begun)
    page.get_by_role("button", name="换人").click()
    expect(page.locator("#leave")).to_contain_text("还有没提交的内容")
    page.locator("#leave").get_by_role("button", name="不要了").click()
    expect(page.locator("main")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.get_by_label("代表证号码")).to_be_visible(timeout=BACK)
    other = reading_again(page, 16)
    for words_ in (words, begun):
        assert words_ not in other.content()
    expect(touch(other, "第一条")).to_have_value("")
    expect(other.locator("[data-strip]")).to_be_hidden(timeout=BACK)
    assert stored(server, words) == [(15, "第六条")]
    assert not stored(server, begun)


def reading_again(page: Page, seat: int) -> Page:
    """The next card on the same tablet."""
    page.get_by_label("代表证号码").fill(digits(2, seat))
    page.get_by_role("button", name="进入").click()
    page.wait_for_url(re.compile("/tablet"))
    page.goto("/mine/drafts")
    page.locator("section", has_text=TITLE).get_by_role("link", name="去看，提意见").click()
    return page


def test_without_a_script_a_comment_goes_in_as_well(server: Server, door: Door) -> None:
    words = "周六也要有户籍窗口"
    page = reading(door, 17, java_script_enabled=False)
    page.locator("[data-open][data-name='第四条']").click()
    page.locator("#text").fill(words)
    submit(page)
    expect(page.locator("#main > .note")).to_contain_text(
        re.compile("已收到，第 \\d+ 条（第四条）")
    )
    assert stored(server, words) == [(17, "第四条")]


def test_like_comments_are_answered_together_and_then_published(door: Door) -> None:
    unit = door.staff("jiayufeng")
    unit.goto("/drafts")
    unit.get_by_role("link", name="农村饮水安全工程报修服务承诺").click()
    boxes = unit.locator(".spots article", has_text="未答复").get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    for number in range(3):
        boxes.nth(number).check()
    answering = unit.locator("#answering")
    answering.get_by_label("部分采纳").check()
    answering.get_by_label("答复和理由").fill("山区48小时内到；价目表和电话随时更新张贴。")
    answering.get_by_role("button", name="答复").click()
    expect(unit.get_by_text("已答复 3 条意见")).to_be_visible()
    shot(unit, "hearing-answered")

    head = door.staff("fengguoqing")
    head.get_by_role("link", name="修改稿定稿").click()
    head.get_by_role("button", name="定稿", exact=True).click()
    expect(head.get_by_text("修改稿已定稿")).to_be_visible()
    shot(head, "hearing-issued")
    head.get_by_role("button", name="公布答复").click()
    expect(head.get_by_text("答复已公布")).to_be_visible()
    author = door.representative(9, visit=1)
    author.goto("/mine")
    expect(author.get_by_text("山区48小时内到")).to_be_visible()
