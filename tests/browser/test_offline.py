"""What is seen while the network is gone or the server dead, and while others are busy. That
nothing is lost and nothing doubled is shown in test_store_and_forward.py."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.chromium import shot
from tests.browser.people import WALL, Door
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

BACK = 15_000  # ms until everybody has noticed that the server is there again


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be killed."""
    running = Server(demo, tmp_path_factory.mktemp("killed"))
    yield running
    running.stop()


@pytest.fixture
def door(own: Server, new_context: Any) -> Door:
    if own.process.poll() is not None:  # a test before this one failed with its server dead
        own.start()
    return Door(own.url, new_context)


def mine(page: Page, words: str) -> Locator:
    return page.locator(".mine [data-poll] article", has_text=words)


def send(page: Page, words: str) -> None:
    page.get_by_label("内容").fill(words)
    page.get_by_role("button", name="提交", exact=True).click()


def waits(page: Page, words: str) -> None:
    """Kept on the device, and still before the eyes of whoever wrote it."""
    expect(page.locator(".held")).to_contain_text("存在本机")
    expect(page.get_by_label("内容")).to_have_value(words)


def live(page: Page) -> None:
    expect(page.locator("html[data-live=on]")).to_be_attached(timeout=BACK)


def test_what_is_written_without_a_network_waits_and_is_numbered_once(door: Door) -> None:
    first, second = "村里的水池几年没洗了，谁来管？", "水表三个月才抄一回，能不能每月抄？"
    tablet = door.representative(3)
    live(tablet)
    tablet.context.set_offline(True)
    send(tablet, first)
    waits(tablet, first)
    expect(tablet.locator("#strip")).to_be_visible()
    shot(tablet, "offline-tablet")
    tablet.get_by_role("button", name="再写一条").click()
    send(tablet, second)
    waits(tablet, second)
    kept = tablet.locator("#unsent article", has_text=first)
    expect(kept).to_contain_text("存在本机")
    expect(kept).to_contain_text("等待编号")
    expect(tablet.locator("#strip")).to_contain_text("2 条待发送")

    tablet.context.set_offline(False)
    for words in (first, second):
        expect(mine(tablet, words)).to_contain_text(re.compile(r"第\s*\d+\s*号"), timeout=BACK)
        expect(mine(tablet, words)).to_have_count(1)
    expect(tablet.locator("#unsent article")).to_have_count(0)
    expect(tablet.locator("[data-strip]")).to_be_hidden()
    tablet.reload()
    expect(mine(tablet, first)).to_have_count(1)
    expect(mine(tablet, second)).to_have_count(1)


def test_the_wall_keeps_its_question_and_recovers(own: Server, door: Door) -> None:
    desk = door.staff("zhaomin")
    address = desk.get_by_role("link", name="打开大屏").get_attribute("href")
    assert address
    wall = door.open(WALL)
    wall.goto(address)
    live(wall)
    before = wall.locator(".wall-now h1").inner_text()
    own.kill()
    expect(wall.locator("[data-net]")).to_have_text("正在重连", timeout=BACK)
    assert wall.locator(".wall-now h1").inner_text() == before
    shot(wall, "offline-wall")
    own.start()
    expect(wall.locator("[data-net]")).to_have_text("已连接", timeout=BACK)
    desk.goto("/console")
    desk.get_by_role("button", name="上大屏").first.click()
    expect(wall.locator(".wall-now h1")).not_to_have_text(before, timeout=BACK)


def test_what_others_do_takes_neither_text_nor_focus(door: Door) -> None:
    words = "我正在慢慢打字，别人提了一堆问题"
    tablet, other, desk = door.representative(9), door.representative(10), door.staff("zhaomin")
    desk.goto("/console")
    live(tablet)
    box = tablet.get_by_label("内容")
    box.click()
    tablet.keyboard.insert_text(words[:6])
    for number in range(3):
        send(other, f"插进来的第 {number + 1} 个问题，水价怎么定？")
        expect(mine(other, f"第 {number + 1} 个问题")).to_contain_text("待审")
        row = desk.locator(".desk article", has_text=f"第 {number + 1} 个问题")
        row.get_by_role("button", name="通过").click()
        expect(row.get_by_role("button", name="上大屏")).to_be_visible()
        expect(tablet.locator(".scene .cnt")).to_contain_text(re.compile(r"\d+"))
        tablet.keyboard.insert_text(words[6 + 3 * number : 9 + 3 * number])
    tablet.keyboard.insert_text(words[15:])
    expect(box).to_have_value(words)
    expect(box).to_be_focused()
    assert box.evaluate("box => box.selectionStart === box.value.length")
