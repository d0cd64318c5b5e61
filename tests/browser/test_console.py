"""The moderator's console in hand: by keyboard alone, by two at once, on a tablet while walking."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from models.demo import PASSWORD
from tests.browser.chromium import shot
from tests.browser.people import DESK, TABLET, UPRIGHT, Door, Troubles, without_scripts_yet
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

HERE = Path(__file__).parent
FLAWS = HERE.joinpath("flaws.js").read_text()
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
SMALL = """() => Array.from(document.querySelectorAll(
    ".desk .btn, .lanes a, .roomy .btn, .stops > a"))
  .map((el) => [el.textContent.trim().replace(/\\s+/g, " "), el.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 47.5 || box.width < 47.5))
  .map(([text, box]) => `${text} ${box.width}x${box.height}`)"""


@pytest.fixture(scope="module")
def shared(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(demo, tmp_path_factory.mktemp("console"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def room(shared: Server, new_context: Any) -> Door:
    """One room for all these tests: each takes questions that the others leave alone, or asks."""
    return Door(shared.url, new_context)


def at_console(room: Door, login: str = "zhaomin", size: dict[str, int] = DESK) -> Page:
    page = room.staff(login, size)
    page.goto("/console")
    expect(page.locator("html[data-live=on]")).to_be_attached()
    return page


def card(page: Page, number: int) -> Locator:
    return page.locator(f".desk .q[id]:has(a.no:text-is('第 {number:02} 号'))")


def lane(page: Page, name: str, number: int) -> Locator:
    return page.locator(f".bay-{name} .q[id]:has(a.no:text-is('第 {number:02} 号'))")


def chosen(page: Page) -> Locator:
    return page.locator(".q[aria-current]")


def expect_chosen(page: Page, number: int) -> None:
    expect(chosen(page).locator("a.no")).to_have_text(f"第 {number:02} 号")


def asked(room: Door, seat: int, words: str) -> int:
    """A question of somebody's tablet; its number."""
    tablet = room.representative(seat)
    tablet.get_by_label("内容").fill(words)
    tablet.get_by_role("button", name="提交").click()
    sent = tablet.locator("#sent")
    expect(sent).to_contain_text("已收到")
    found = re.search(r"第 (\d+) 号", sent.inner_text())
    assert found
    return int(found[1])


def on_screen(page: Page, number: int) -> None:
    if not lane(page, "answering", number).count():
        lane(page, "queued", number).get_by_role("button", name="上大屏").click()
    expect(lane(page, "answering", number)).to_be_visible()


def walk_to(page: Page, number: int) -> None:
    """Down the lanes with the key, as far as it takes."""
    keys(page, "1")
    for _ in range(40):
        if chosen(page).locator(f"a.no:text-is('第 {number:02} 号')").count():
            return
        keys(page, "j")
    raise AssertionError(f"{number} is in no lane")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def to_form(page: Page, key: str, do: str) -> None:
    """A key that is lost leads nowhere; a page of a busy server may take its time."""
    keys(page, key)
    page.wait_for_url(re.compile(f"do={do}"))


def test_a_whole_moderation_by_keyboard_alone(room: Door) -> None:
    page = at_console(room)
    troubles = Troubles(page, room.url)
    expect(page.locator("#keys")).to_be_hidden()
    keys(page, "h")
    expect(page.locator("#keys")).to_contain_text("改措辞")
    shot(page, "console-keys")
    keys(page, "?")
    expect(page.locator("#keys")).to_be_hidden()

    # let one through: the choice goes with it, by its id
    keys(page, "j", "j")
    expect_chosen(page, 27)
    keys(page, "k")
    expect_chosen(page, 26)
    keys(page, "a")
    expect(lane(page, "queued", 26)).to_be_visible()
    expect_chosen(page, 26)

    # to the top of the queue, one down, and up again
    keys(page, "t")
    expect(page.locator(".bay-queued .q[id] a.no").first).to_have_text("第 26 号")
    keys(page, "-")
    expect(page.locator(".bay-queued .q[id] a.no").nth(1)).to_have_text("第 26 号")
    keys(page, "+")
    expect(page.locator(".bay-queued .q[id] a.no").first).to_have_text("第 26 号")
    expect_chosen(page, 26)
    keys(page, "u")  # the way back from the last step
    expect(page.locator(".bay-queued .q[id] a.no").nth(1)).to_have_text("第 26 号")
    keys(page, "x")  # the demo has it starred
    expect(chosen(page).locator(".star")).to_have_count(0)

    # another wording; the keys are dead in the box
    to_form(page, "e", "wording")
    box = page.get_by_label("上屏的措辞")
    expect(box).to_be_focused()
    keys(page, "Control+a")
    page.keyboard.type("asdu 坝面裂缝由谁来查？")
    expect(box).to_have_value("asdu 坝面裂缝由谁来查？")
    keys(page, "Tab", "Enter")
    expect(card(page, 26)).to_contain_text("原话：颜家庄淤地坝")
    expect_chosen(page, 26)

    # on the screen, answered in part
    keys(page, "s")
    expect(lane(page, "answering", 26)).to_be_visible()
    expect(lane(page, "queued", 20)).to_be_visible()
    to_form(page, "o", "outcome")
    words = page.get_by_label("答复或承诺的要点")
    expect(words).to_be_focused()
    page.keyboard.type("明天派人去看")
    expect(page.locator("#transcript")).to_contain_text("已暂存")
    keys(page, "Shift+Tab", "ArrowRight")
    expect(page.get_by_label("部分答复")).to_be_checked()
    keys(page, "Tab", "Tab")
    page.keyboard.type("加固要另外定日子")
    keys(page, "Tab", "Tab")
    expect(page.get_by_label("答复人")).to_be_focused()
    page.keyboard.type("水务局局长 蔺学勤")
    keys(page, "Enter")
    expect(lane(page, "settled", 26)).to_contain_text("部分答复")

    # a look at the others, and a refusal
    keys(page, "4")
    expect_chosen(page, 26)
    keys(page, "1")
    expect_chosen(page, 27)
    to_form(page, "r", "refusal")
    expect(page.get_by_label("不采用的原因")).to_be_focused()
    keys(page, "Tab", "Enter")  # a stock phrase fills the box
    expect(page.get_by_label("不采用的原因")).to_have_value(re.compile("本期已经答复过"))
    page.keyboard.press("End")
    page.keyboard.type("。")
    keys(page, "Tab", "Tab", "Tab", "Tab", "Tab", "Enter")
    expect(lane(page, "refused", 27)).to_contain_text("本期已经答复过")

    # merged, found again, taken back
    keys(page, "1")
    to_form(page, "m", "merger")
    expect(page.get_by_label("并入哪一条")).to_be_focused()
    keys(page, "End", "ArrowUp", "Tab", "Enter")
    expect(card(page, 25)).to_contain_text("已并入")
    page.wait_for_load_state()  # its scripts run after the text is there
    keys(page, "/")
    expect(page.get_by_label("查找提问")).to_be_focused()
    page.keyboard.type("28")
    keys(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("提问：28")
    page.wait_for_load_state()
    keys(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("第 28 号")
    page.wait_for_load_state()
    keys(page, "u")
    expect(lane(page, "pending", 28)).to_be_visible()
    assert not troubles, troubles


def test_keys_do_nothing_with_modifiers_or_an_input_method(room: Door) -> None:
    page = at_console(room)
    number = asked(room, 4, "王家沟的涵洞堵了半年，谁来清？")
    expect(lane(page, "pending", number)).to_be_visible()
    walk_to(page, number)
    keys(page, "Control+a", "Alt+a")
    page.evaluate(
        """() => document.querySelector(".q[aria-current]").dispatchEvent(
          new KeyboardEvent("keydown", { key: "a", bubbles: true, isComposing: true }))"""
    )
    page.get_by_label("查找提问").focus()
    page.keyboard.type("axu")
    page.wait_for_timeout(500)
    expect(lane(page, "pending", number)).to_be_visible()
    expect(lane(page, "pending", number).locator(".star")).to_have_count(0)


def test_a_list_is_not_exchanged_under_the_finger(room: Door) -> None:
    number = asked(room, 7, "村卫生室几时能报销？")
    one, other = at_console(room), at_console(room, "dongrui")
    link, moved = card(one, number).locator("a.no"), card(one, number).locator(".star")
    star = card(other, number).locator("button[data-key=x]")
    for under, is_on in ((one.locator("h1").first, True), (link, False)):
        under.scroll_into_view_if_needed()
        held, place = link.element_handle(), under.bounding_box()
        assert place is not None
        one.mouse.move(place["x"] + 4, place["y"] + 4)
        one.mouse.down()
        star.click()
        expect(card(other, number).locator(".star")).to_have_count(int(is_on))
        one.wait_for_timeout(400)  # longer than a push takes
        assert held is not None and held.evaluate("el => el.isConnected")
        one.mouse.up()
        if is_on:
            expect(moved).to_be_visible()
    one.wait_for_url(re.compile(r"/console/questions/\d+"))


def test_two_moderators_see_each_other_and_do_not_overwrite(room: Door) -> None:
    one, other = at_console(room), at_console(room, "dongrui")
    gone, stays = (asked(room, 6, f"中坪的路灯坏了{n}盏，报给谁？") for n in ("一", "两"))
    expect(lane(other, "pending", stays)).to_be_visible()
    walk_to(other, stays)
    lane(one, "pending", gone).get_by_role("button", name="通过").click()
    expect(lane(other, "queued", gone)).to_contain_text(re.compile("赵敏 .* 通过"))
    expect(other.locator("#news")).to_contain_text(f"赵敏：第 {gone} 号通过")
    expect_chosen(other, stays)  # though the one above it is gone

    # a stale wording: both texts, and nothing typed is lost
    for page, text in [(one, "甲改的话"), (other, "乙改的话")]:
        lane(page, "pending", stays).get_by_role("link", name="改措辞").click()
        page.get_by_label("上屏的措辞").fill(text)
    one.get_by_role("button", name="保存措辞").click()
    expect(card(one, stays)).to_contain_text("甲改的话")
    other.get_by_role("button", name="保存措辞").click()
    expect(other.locator("#main")).to_contain_text("情况已有变化")
    expect(other.locator(".asked")).to_have_text("甲改的话")
    expect(other.get_by_label("上屏的措辞")).to_have_value("乙改的话")
    shot(other, "console-late")
    other.get_by_role("button", name="保存措辞").click()
    expect(card(one, stays)).to_contain_text("乙改的话")

    # both take down the same answer
    on_screen(one, 20)
    for page in (one, other):
        page.goto("/console?lane=answering")
        page.get_by_role("link", name="记录答复").click()
    one.get_by_label("答复或承诺的要点").press_sequentially("已经化验，三天内公布")
    expect(one.locator("#transcript")).to_contain_text("已暂存")
    other.get_by_label("答复或承诺的要点").press_sequentially("公布在公告栏")
    expect(other.locator("#transcript")).to_contain_text("没有暂存：赵敏")
    expect(other.get_by_label("对方记的")).to_have_value("已经化验，三天内公布")
    expect(other.get_by_label("答复或承诺的要点")).to_have_value("公布在公告栏")
    shot(other, "console-notes-of-two")
    other.get_by_label("答复或承诺的要点").fill("已经化验，三天内公布在公告栏")
    other.get_by_role("button", name="以我写的为准").click()
    expect(other.locator("#main")).to_contain_text("记录已暂存")
    one.goto("/console")
    expect(one.locator(".taking")).to_contain_text("董锐正在记录")
    expect(one.locator(".taking")).to_contain_text("三天内公布在公告栏")


def test_notes_outlive_a_reload_and_an_expired_session(room: Door) -> None:
    page = at_console(room)
    on_screen(page, 21)
    page.get_by_role("link", name="记录答复").click()
    address = page.url
    words = page.get_by_label("答复或承诺的要点")
    words.fill("")
    words.press_sequentially("水样已送检")
    expect(page.locator("#transcript")).to_contain_text("已暂存")
    page.reload()
    expect(words).to_have_value("水样已送检")

    page.context.clear_cookies()  # the session is over, and nobody has noticed
    words.press("Control+End")
    words.press_sequentially("，三天出结果")
    expect(page.locator("#notice")).to_contain_text(re.compile("登录已过期|页面已过期"))
    page.goto(address)
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("账号").fill("zhaomin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page).not_to_have_url(re.compile("/login"))
    page.goto(address)
    expect(words).to_have_value("水样已送检，三天出结果")
    expect(page.locator("#transcript")).to_contain_text("已暂存")
    expect(page.locator("#transcript")).to_contain_text("赵敏")
    page.reload()
    expect(words).to_have_value("水样已送检，三天出结果")


def test_notes_from_before_the_scripts_are_there_are_kept_as_well(room: Door) -> None:
    page = at_console(room)
    on_screen(page, 21)
    page.get_by_role("link", name="记录答复").click()
    words, address = page.get_by_label("答复或承诺的要点"), page.url
    expect(words).to_be_visible()
    page.wait_for_load_state()
    page.route("**/transcript", lambda route: route.abort())
    words.fill("井已封")
    with without_scripts_yet(page, address):
        before = words.input_value()
        words.press("Control+End")
        words.press_sequentially("，找到水源")
    expect(words).to_have_value("井已封\n，找到水源")
    page.unroute("**/transcript")
    page.reload()
    expect(words).to_have_value("井已封\n，找到水源")
    expect(page.locator("#transcript")).to_contain_text("已暂存")
    assert before != "井已封"


def test_what_arrives_moves_nothing_under_the_finger(room: Door) -> None:
    number = asked(room, 8, "蔡玉窑的渡口没有护栏，能不能装？")
    page = at_console(room, size=UPRIGHT)
    walk_to(page, number)
    before = chosen(page).bounding_box()
    later = asked(room, 9, "石镇村的桥栏杆松了，谁来修？")
    expect(page.locator(".bay-pending .q[id]").last).to_contain_text("石镇村的桥栏杆")
    expect(page.locator("#news")).to_contain_text(f"最后一条第 {later} 号")
    after = chosen(page).bounding_box()
    assert before and after and (before["x"], before["y"]) == (after["x"], after["y"])
    expect(chosen(page)).to_be_focused()


@pytest.mark.parametrize("size", [TABLET, UPRIGHT], ids=["across", "upright"])
def test_it_is_used_on_a_tablet_while_walking(room: Door, size: dict[str, int]) -> None:
    number = asked(room, 10, f"宽{size['width']}的渠谁来清淤？")
    page = at_console(room, size=size)
    small: list[str] = []
    narrow = size == UPRIGHT
    for name, words in [("queued", "待答"), ("settled", "已答"), ("pending", "待审")]:
        if narrow:
            page.locator(f".lanes [data-lane={name}]").tap()
            expect(page.locator(f".lanes [data-lane={name}]")).to_have_attribute(
                "aria-current", "true"
            )
            expect(page.locator(".bay:visible")).to_have_count(1)
        expect(page.locator(f".bay-{name}").get_by_role("heading", name=words)).to_be_visible()
        small += page.evaluate(SMALL)
        small += page.evaluate(FLAWS)
    lane(page, "pending", number).get_by_role("button", name="通过").tap()
    expect(lane(page, "pending", number)).to_have_count(0)
    if narrow:  # the lane stays, also after a reload
        expect(page.locator(".bay-pending")).to_be_visible()
        page.locator(".lanes [data-lane=queued]").tap()
        page.reload()
    lane(page, "queued", number).get_by_role("button", name="上大屏").tap()
    if narrow:
        page.locator(".lanes [data-lane=answering]").tap()
    page.get_by_role("link", name="记录答复").tap()
    expect(page.get_by_label("答复或承诺的要点")).to_be_visible()
    small += page.evaluate(SMALL)
    small += page.evaluate(FLAWS)
    assert not small, small


@pytest.mark.parametrize("large", ["normal", "large"])
def test_the_console_s_pages_are_accessible(room: Door, large: str) -> None:
    page = at_console(room)
    page.goto(f"/console?size={large}")
    keys(page, "h", "j")
    pages = ["", "/console/questions", "/console/visits/2/leftover"]
    for name in ("记录答复", "不采用"):
        page.goto("/console")
        pages.append(str(page.get_by_role("link", name=name).first.get_attribute("href")))
    found = []
    for address in pages:
        if address:
            page.goto(address)
            if page.locator("[data-keys]").count():
                keys(page, "Escape", "h")
        for one in Axe().run(page, options=WCAG).response["violations"]:
            where = "; ".join(" ".join(node["target"]) for node in one["nodes"][:3])
            found.append(f"{address}: {one['id']} at {where}")
        found += [f"{address}: {flaw}" for flaw in page.evaluate(FLAWS)]
    assert not found, "\n".join(found)


def test_everything_works_without_a_script(room: Door) -> None:
    number = asked(room, 11, "隔壁家的账能不能念给大家听？")
    page = room.staff("zhaomin", java_script_enabled=False)
    page.goto("/console?lane=pending")
    lane(page, "pending", number).get_by_role("link", name="不采用").click()
    page.get_by_role("button", name=re.compile("涉及个人")).click()
    expect(page.get_by_label("不采用的原因")).to_have_value(re.compile("信访联合接待大厅"))
    page.get_by_role("button", name="不采用", exact=True).click()
    expect(lane(page, "refused", number)).to_contain_text("信访联合接待大厅")
    lane(page, "refused", number).get_by_role("button", name="撤销不采用").click()
    expect(lane(page, "pending", number)).to_be_visible()
    page.get_by_role("link", name=re.compile("没答完的")).click()
    shot(page, "console-leftover")
    page.get_by_label("由单位带回办理").check()
    page.get_by_role("button", name="处理勾选的提问").click()
    expect(page.locator("#main")).to_contain_text(re.compile(r"已处理 \d+ 条，还有 \d+ 条没有处理"))
    expect(page.locator(".q", has_text="隔壁家的账")).to_contain_text("现在是「待审」")
