"""The room in hand: console, wall and the leader's phone together, each at its own size."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chromium import shot
from tests.browser.people import DESK, TABLET, WALL, Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

PHONE = {"width": 390, "height": 844}
SCREENS = [
    {"width": 1280, "height": 720},
    {"width": 1280, "height": 1024},
    {"width": 1920, "height": 1080},
    {"width": 3840, "height": 1080},
    {"width": 3840, "height": 2160},
]
BACK = 15_000  # ms until everybody has noticed that the server is there again
FLAWS = Path(__file__).with_name("flaws.js").read_text()
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
NOTE = "还有 5 分钟"

LONG = (
    "我们组十二户去年秋天签的占地协议，青苗费领了，地款只给了一半。镇上说钱在县里，县里说在走程序，"
    "问谁都说快了。能不能当着大家的面说个准日子，哪一天到账，到不了找谁？"
)
LONGEST = (LONG * 4)[:299] + "？"
UNBROKEN = "请问从下梁镇老庵寺村三组到镇中心小学那一段路" * 4
VERSES = "\n".join(f"第{n}件：路灯" for n in "一二三四五六七八")
COLUMN = "\n".join("路灯什么时候能修好请给个准话" * 3)


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose visit may be moved on, and that may be killed."""
    running = Server(demo, tmp_path_factory.mktemp("room"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def door(own: Server, new_context: Any) -> Door:
    if own.process.poll() is not None:  # a test before this one failed with its server dead
        own.start()
    return Door(own.url, new_context)


def live(page: Page) -> None:
    expect(page.locator("html[data-live=on]")).to_be_attached(timeout=BACK)


def link(desk: Page) -> str:
    """The address of the leader's page, opened if there is none yet."""
    desk.goto("/console")
    desk.get_by_role("link", name="现场领导").click()
    button = desk.get_by_role("button", name="开通链接")
    if button.count():
        button.click()
    return desk.locator(".address").inner_text()


def leader(door: Door, desk: Page, size: dict[str, int] = PHONE, **more: Any) -> Page:
    page = door.open(size, **more)
    page.goto(link(desk))
    return page


def wall(door: Door, desk: Page, size: dict[str, int] = WALL) -> Page:
    desk.goto("/console")
    address = desk.get_by_role("link", name="打开大屏").get_attribute("href")
    assert address
    page = door.open(size)
    page.goto(address)
    return page


def put_on_screen(door: Door, desk: Page, words: str, seat: int) -> None:
    tablet = door.representative(seat)
    tablet.get_by_label("内容").fill(words)
    tablet.get_by_role("button", name="提交").click()
    start = words.replace("\n", " ")[:30]
    desk.goto("/console")
    row = desk.locator(".desk article", has_text=start).first
    row.get_by_role("button", name="通过").click()
    row.get_by_role("button", name="上大屏").click()
    expect(desk.locator(".panel.live .big")).to_contain_text(start)
    tablet.context.close()


def flaws(page: Page) -> list[str]:
    """What axe and a ruler find."""
    page.wait_for_load_state()
    found = [str(flaw) for flaw in page.evaluate(FLAWS)]
    for one in Axe().run(page, options=WCAG).response["violations"]:
        where = "; ".join(" ".join(node["target"]) for node in one["nodes"][:4])
        found.append(f"{one['id']} at {where}: {one['nodes'][0]['failureSummary']}")
    return found


def test_console_wall_and_phone_go_together(own: Server, door: Door) -> None:
    desk = door.staff("zhaomin")
    phone, tablet = leader(door, desk), leader(door, desk, TABLET)
    screen = wall(door, desk)
    troubles = [Troubles(page, own.url) for page in (desk, phone, tablet, screen)]
    desk.goto("/console")
    for page in (desk, phone, tablet, screen):
        live(page)

    # another question is on all of them at once
    row = desk.locator(".bay-queued article").first
    words, number = row.locator(".txt").inner_text(), row.locator(".no").inner_text()
    row.get_by_role("button", name=re.compile("^上大屏")).click()
    expect(screen.locator(".wall-now h1")).to_have_text(words)
    for page in (phone, tablet):
        expect(page.locator(".leader-now h1")).to_have_text(words)
        expect(page.locator(".leader-tag")).to_contain_text(number)
        expect(page.locator(".leader-next li")).to_have_count(2)
    shot(phone, "room-phone")
    shot(tablet, "room-leader-tablet")

    # a note: one tap here, one tap there
    desk.locator("summary", has_text="捎话").click()
    desk.get_by_role("button", name=NOTE).click()
    expect(phone.locator(".leader-note")).to_contain_text(NOTE)
    expect(tablet.locator(".leader-note")).to_contain_text(NOTE)
    top = phone.locator(".leader-note").evaluate("one => one.getBoundingClientRect().top")
    assert top < 100  # above everything
    expect(desk.locator("#room-line")).to_contain_text(re.compile(r"已送达 \d\d:\d\d"))
    shot(phone, "room-phone-note")
    shot(desk, "room-console-note")
    phone.get_by_role("button", name="知道了").click()
    for page in (phone, tablet):
        expect(page.locator(".leader-note")).to_have_count(0)
    expect(desk.locator("#room-line")).to_contain_text(re.compile(r"已读 \d\d:\d\d"))
    expect(screen.locator("body")).not_to_contain_text(NOTE)

    # the wall obeys its keys and the console, and keeps it
    plain = px(screen)
    for key, look in [("+", "up1"), ("d", "dark"), ("q", "joining")]:
        screen.keyboard.press(key)
        expect(screen.locator("html")).to_have_class(re.compile(rf"\b{look}\b"))
    screen.reload()
    expect(screen.locator("html")).to_have_class(re.compile("up1 dark joining"))
    expect(desk.locator("#room-line")).to_contain_text("大二维码")
    desk.locator("summary", has_text="捎话").click()
    desk.locator("summary", has_text="大屏").click()
    desk.get_by_role("button", name="收起二维码").click()
    expect(screen.locator("html")).not_to_have_class(re.compile("joining"))
    expect(screen.locator(".wall-now h1")).to_be_visible()
    assert px(screen) > plain
    desk.get_by_role("button", name="浅色").click()
    desk.get_by_role("button", name="默认字号").click()
    expect(screen.locator("html")).not_to_have_class(re.compile("up1|dark"))
    screen.keyboard.press("h")
    expect(screen.locator("#keys")).to_be_visible()
    screen.keyboard.press("Escape")
    expect(screen.locator("#keys")).to_be_hidden()

    # left the stop, everybody is on the way; the leader too
    desk.locator("#room-line").get_by_role("link", name="离站").click()
    desk.get_by_role("button", name="确定离站").click()
    expect(screen.locator(".wall-at")).to_contain_text("途中")
    desk.locator("#room-line").get_by_role("link", name="到站").click()
    desk.get_by_role("button", name="确定到站").click()
    expect(screen.locator(".wall-at")).not_to_contain_text("途中")
    assert not [trouble for one in troubles for trouble in one]


def px(screen: Page) -> float:
    size = screen.locator(".wall-now h1").evaluate(
        "el => parseFloat(getComputedStyle(el).fontSize)"
    )
    return float(size)


def test_a_link_that_was_replaced_leaves_the_phone_with_nothing(door: Door) -> None:
    desk = door.staff("zhaomin")
    phone = leader(door, desk)
    live(phone)
    words = phone.locator(".leader-now h1").inner_text()
    desk.get_by_role("button", name="更换链接").click()
    expect(phone.locator("body")).to_contain_text("新的二维码", timeout=BACK)
    expect(phone.locator("body")).not_to_contain_text(words)
    phone.goto(link(desk))
    expect(phone.locator(".leader-now h1")).to_have_text(words)


def test_while_the_server_is_dead_question_and_look_stay(own: Server, door: Door) -> None:
    desk = door.staff("zhaomin")
    screen, phone = wall(door, desk), leader(door, desk)
    live(screen)
    live(phone)
    before = {page: page.locator("h1").inner_text() for page in (screen, phone)}
    time = screen.locator("[data-updated]").inner_text()
    own.kill()
    for page in (screen, phone):
        expect(page.locator("[data-net]")).to_have_text("正在重连", timeout=BACK)
    screen.keyboard.press("d")  # nobody hears it, and nothing breaks
    for page, words in before.items():
        assert page.locator("h1").inner_text() == words
        expect(page.locator("[data-net]")).to_have_text("正在重连")
    assert screen.locator("[data-updated]").inner_text() == time
    shot(screen, "room-wall-offline")
    shot(phone, "room-phone-offline")
    own.start()
    for page in (screen, phone):
        expect(page.locator("[data-net]")).to_have_text("已连接", timeout=BACK)
    desk.goto("/console")
    desk.get_by_role("button", name="上大屏").first.click()
    for page, words in before.items():
        expect(page.locator("h1")).not_to_have_text(words, timeout=BACK)


def test_every_question_is_read_without_scrolling_on_every_screen(door: Door) -> None:
    desk = door.staff("zhaomin")
    found = []
    texts = {"long": LONGEST, "unbroken": UNBROKEN, "verses": VERSES, "column": COLUMN}
    for seat, (name, words) in enumerate(texts.items(), 11):
        put_on_screen(door, desk, words, seat)
        screen = wall(door, desk)
        live(screen)
        for keys, look in [("+++", "up3"), ("0", ""), ("---", "down3"), ("0", "")]:
            for key in keys:
                was = screen.locator("html").get_attribute("class")
                screen.keyboard.press(key)
                expect(screen.locator("html")).not_to_have_class(was or "")
            for size in SCREENS if look != "down3" else [WALL]:
                screen.set_viewport_size({**size})  # type: ignore[typeddict-item]
                where = f"{name} {look} {size['width']}x{size['height']}"
                least = 26 * min(size["width"] / 1920, size["height"] / 1080)
                wanted = least if look != "down3" else 0
                found += [f"{where}: {one}" for one in settled(screen, wanted)]
            screen.set_viewport_size(WALL)  # type: ignore[arg-type]
            if look == "" and keys == "0":
                shot(screen, f"room-wall-{name}")
        screen.context.close()
    assert not found


def settled(screen: Page, least: float) -> list[str]:
    """What is still cut off or too small once the screen has taken its new size and look."""
    for _ in range(50):
        found, size = cut(screen), px(screen)
        if size < least:
            found.append(f"{size} px")
        if not found:
            break
        screen.wait_for_timeout(100)
    return found


def cut(screen: Page) -> list[str]:
    """What of the wall lies outside its place."""
    found: list[str] = screen.evaluate(
        """() => {
          const out = [], words = document.querySelector(".wall-now h1").getBoundingClientRect();
          const next = document.querySelector(".wall-next").getBoundingClientRect();
          const code = document.querySelector(".join").getBoundingClientRect();
          const tag = document.querySelector(".wall-now .tag").getBoundingClientRect();
          const root = document.documentElement;
          if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) out.push("scrolls");
          if (words.bottom > next.top + 1) out.push("words below " + words.bottom + " " + next.top);
          if (words.top < tag.bottom - 1) out.push("words over the tag");
          if (words.right > code.left + 1) out.push("words beside the code " + words.right);
          if (code.bottom > next.top + 1) out.push("code below " + code.bottom + " " + next.top);
          return out;
        }"""
    )
    return found


@pytest.mark.parametrize("size", ["normal", "large"])
def test_the_pages_of_the_room_are_well_made(own: Server, door: Door, size: str) -> None:
    desk = door.staff("zhaomin")
    desk.goto(f"/console?size={size}")
    address, found, troubles = link(desk), [], []

    def look(page: Page, name: str) -> None:
        found.extend(f"{name}: {flaw}" for flaw in flaws(page))
        shot(page, f"room-{name}-{size}")

    look(desk, "leader-desk")
    desk.get_by_label("给现场领导的话").fill("请答第 9 号")
    desk.get_by_role("button", name="发给领导").click()
    expect(desk.locator("[data-poll]")).to_contain_text("请答第 9 号")
    for name, device in [("phone", PHONE), ("leader-tablet", TABLET)]:
        page = door.open(device)
        troubles.append(Troubles(page, own.url))
        page.goto(f"{address}?size={size}")
        expect(page.locator(".leader-note")).to_be_visible()
        look(page, f"{name}-note")
        if name == "leader-tablet":
            page.get_by_role("button", name="知道了").click()
            expect(page.locator(".leader-note")).to_have_count(0)
            look(page, name)
            for more in (5, 1):
                page.goto(f"{address}?type={more}")
                look(page, f"{name}-type{more}")
    desk.goto("/console")
    desk.locator("summary", has_text="大屏").click()
    look(desk, "console-wall")
    desk.locator("#room-line").get_by_role("link", name="离站").click()
    look(desk, "departure")
    desk.goto("/console")
    desk.get_by_role("link", name="行程").first.click()
    look(desk, "itinerary")
    for width in (TABLET, {"width": 800, "height": 1280}):
        desk.set_viewport_size(width)  # type: ignore[arg-type]
        found.extend(f"itinerary {width['width']}: {flaw}" for flaw in desk.evaluate(FLAWS))
        shot(desk, f"room-itinerary-{width['width']}-{size}")
    desk.set_viewport_size(DESK)  # type: ignore[arg-type]
    desk.get_by_role("link", name="改时间").first.click()
    look(desk, "times")
    assert not found + [trouble for one in troubles for trouble in one]


def test_the_wall_in_every_look_is_well_made(own: Server, door: Door) -> None:
    screen = wall(door, door.staff("zhaomin"))
    live(screen)
    found, troubles = [], Troubles(screen, own.url)
    looks = [("", "wall"), ("d", "wall-dark"), ("q", "wall-dark-code"), ("d", "wall-code")]
    for key, name in looks:
        if key:
            was = screen.locator("html").get_attribute("class")
            screen.keyboard.press(key)
            expect(screen.locator("html")).not_to_have_class(was or "")
        found += [f"{name}: {flaw}" for flaw in flaws(screen)]
        shot(screen, f"room-{name}")
    screen.keyboard.press("h")
    found += [f"keys: {flaw}" for flaw in flaws(screen)]
    shot(screen, "room-wall-keys")
    screen.keyboard.press("q")
    expect(screen.locator(".wall-now h1")).to_be_visible()
    assert not found + troubles


def test_without_scripts_the_room_is_in_hand_too(door: Door) -> None:
    desk = door.staff("dongrui", java_script_enabled=False)
    phone = leader(door, desk, java_script_enabled=False)
    desk.get_by_label("给现场领导的话").fill("请收尾，下一站等着")
    desk.get_by_role("button", name="发给领导").click()
    expect(desk.locator("main")).to_contain_text("还没有送达")
    phone.reload()
    phone.get_by_role("button", name="知道了").click()
    expect(phone.locator(".leader-note")).to_have_count(0)
    desk.reload()
    expect(desk.locator("main")).to_contain_text(re.compile(r"已读 \d\d:\d\d"))

    phone.get_by_role("link", name="字大些").click()
    expect(phone.locator("main")).to_have_class(re.compile("type4"))

    desk.goto("/console")
    desk.locator("summary", has_text="大屏").click()
    desk.get_by_role("button", name="深色").click()
    expect(desk.locator("#room-line")).to_contain_text("深色")
    desk.locator("summary", has_text="大屏").click()
    desk.get_by_role("button", name="浅色").click()
    expect(desk.locator("#room-line")).not_to_contain_text("深色")

    desk.get_by_role("link", name="行程").first.click()
    names = desk.locator(".itinerary li").filter(has=desk.get_by_role("button", name="下移"))
    first, second = (names.nth(place).locator("b").inner_text() for place in (0, 1))
    names.nth(1).get_by_role("button", name="上移").click()
    assert names.nth(0).locator("b").inner_text() == second
    assert names.nth(1).locator("b").inner_text() == first
