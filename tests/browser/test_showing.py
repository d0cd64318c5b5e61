"""What hosts disclose, read on a tablet: large, following the group, and without a network."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import shot
from tests.browser.people import TABLET, UPRIGHT, Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

FLAWS = Path(__file__).with_name("flaws.js").read_text()
HERE, NEXT = "县水务局", "县发展和改革局"  # which receives at the next stop
READING = "el => parseFloat(getComputedStyle(el).fontSize)"


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose visit may go on to the next stop."""
    running = Server(demo, tmp_path_factory.mktemp("showing"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def door(own: Server, new_context: Any) -> Door:
    return Door(own.url, new_context)


def opened(page: Page) -> list[str]:
    return page.locator(".shown-host[open] h2").all_inner_texts()


@pytest.mark.parametrize("size", [TABLET, UPRIGHT], ids=["across", "upright"])
@pytest.mark.parametrize("type_size", ["normal", "large"])
def test_the_present_host_is_open_and_readable(
    door: Door, size: dict[str, int], type_size: str
) -> None:
    page = door.representative(5, size=size)
    troubles = Troubles(page, door.url)
    page.goto(f"/tablet?size={type_size}")
    assert page.evaluate(FLAWS) == []
    page.get_by_role("link", name="看公开").click()
    expect(page.get_by_role("heading", name="政务公开")).to_be_visible()
    assert opened(page) == [HERE]
    assert page.locator(".shown-host").first.locator("h2").inner_text() == HERE
    text = page.locator(".shown-host[open] article p").first
    assert text.evaluate(READING) >= (27 if type_size == "large" else 22)
    box = text.bounding_box()
    assert box and box["y"] + box["height"] < size["height"], "begins below the fold"
    assert page.evaluate(FLAWS) == []
    for jump in page.locator(".shown-host[open] .shown-jump a").all():
        target = jump.bounding_box()
        assert target and target["height"] >= 48
    shot(page, f"showing-{size['width']}-{type_size}")
    assert troubles == []


def test_what_was_loaded_is_read_without_a_network(door: Door) -> None:
    page = door.representative(6)
    page.goto("/showing")
    page.context.set_offline(True)
    page.locator(".shown-host summary", has_text="县便民服务中心").click()
    expect(page.get_by_role("heading", name="进驻大厅办理的事项")).to_be_visible()
    page.locator("#main a", has_text="看资料").click()
    expect(page.get_by_role("heading", name="《惠民政策手册》")).to_be_visible()


def test_what_was_read_once_is_read_again_while_the_network_is_gone(door: Door) -> None:
    """From another page, where a question is being written: nothing of it is lost."""
    page = door.representative(6)
    page.goto("/showing")
    page.get_by_role("link", name="县情和机构").click()
    expect(page.get_by_role("heading", name="机构名录")).to_be_visible()
    page.goto("/tablet")
    page.get_by_label("内容").fill("水费怎么算？")
    page.context.set_offline(True)
    page.get_by_role("link", name="看公开").click()
    copy = page.locator("#shown-copy")
    expect(copy).to_contain_text("存在这台设备上的内容")
    expect(copy.locator(".shown-host[open] h2")).to_have_text(HERE)
    text = copy.locator(".shown-host[open] article p").first
    expect(text).to_be_visible()
    assert text.evaluate(READING) >= 22
    assert page.evaluate(FLAWS) == []
    copy.get_by_role("link", name="县情和机构").click()
    expect(copy.get_by_role("heading", name="位置和人口")).to_be_visible()
    shot(page, "showing-offline")
    copy.get_by_role("button", name="回到刚才那一页").click()
    expect(page.get_by_label("内容")).to_have_value("水费怎么算？")
    page.context.set_offline(False)
    page.get_by_role("link", name="看公开").click()
    expect(page).to_have_url(re.compile("/showing$"))
    expect(page.locator("#shown-copy")).to_have_count(0)


def test_whoever_hands_the_tablet_on_takes_the_kept_copy_off_the_screen(door: Door) -> None:
    page = door.representative(11)
    page.goto("/showing")
    page.goto("/tablet")
    page.context.set_offline(True)
    page.get_by_role("link", name="看公开").click()
    expect(page.locator("#shown-copy")).to_be_visible()
    page.get_by_role("button", name="换人").click()
    expect(page.get_by_text("已经换人")).to_be_visible()
    expect(page.locator("#shown-copy")).to_have_count(0)


def test_what_was_never_read_is_not_promised(door: Door) -> None:
    page = door.representative(7)
    page.goto("/tablet")
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.includes('shown'))") == []


def test_without_scripts_it_is_the_same_page(door: Door) -> None:
    page = door.representative(8, java_script_enabled=False)
    page.get_by_role("link", name="看公开").click()
    assert opened(page) == [HERE]
    page.locator(".shown-host summary", has_text="县便民服务中心").click()
    expect(page.get_by_role("heading", name="进驻大厅办理的事项")).to_be_visible()


def test_what_is_handed_out_and_disclosed_shows_at_once(door: Door) -> None:
    tablet = door.representative(9)
    tablet.goto("/showing")
    materials = tablet.locator("#materials li", has_text="《木耳栽培技术要点》")
    expect(materials).to_contain_text("还有 80 册")

    desk = door.staff("zhaomin")
    desk.goto("/visits")
    desk.get_by_role("link", name="第二期").click()
    row = desk.locator("#materials tr", has_text="《木耳栽培技术要点》")
    row.get_by_role("link").click()
    desk.get_by_label("发放数量").fill("３０册")
    desk.get_by_role("button", name="记入第二期").click()
    expect(desk.get_by_text("已记发放 30 册")).to_be_visible()
    expect(materials).to_contain_text("还有 50 册")

    handler = door.staff("jiayufeng")
    handler.get_by_role("link", name="政务公开").click()
    handler.get_by_role("link", name="公开一项").first.click()
    handler.get_by_label("类别").select_option("重大决策")
    handler.get_by_label("日期").fill("2013-06-03")
    handler.get_by_label("标题").fill("停水提前两天公告")
    handler.get_by_label("内容").fill("计划停水提前两天贴到楼门口。")
    handler.get_by_role("button", name="公开", exact=True).click()
    expect(handler.get_by_text("已公开「停水提前两天公告」")).to_be_visible()
    expect(tablet.get_by_role("heading", name="停水提前两天公告")).to_be_visible()


def test_the_page_follows_the_group_to_the_next_stop(door: Door) -> None:
    tablet = door.representative(10)
    tablet.goto("/showing")
    assert opened(tablet) == [HERE]
    desk = door.staff("zhaomin")
    desk.goto("/console")
    desk.get_by_role("link", name="柞水县秦岭医药产业园").first.click()
    desk.get_by_role("button", name="确定到站").click()
    first = tablet.locator(".shown-host").first
    expect(first.locator("h2")).to_have_text(NEXT)
    expect(first).to_contain_text("现在在这里")
    expect(first.get_by_role("heading", name="秦岭医药产业园建设安排")).to_be_visible()
    assert opened(tablet) == [NEXT]
