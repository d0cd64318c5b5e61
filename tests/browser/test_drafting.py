"""The editor of minutes in Chromium: typed text is saved by itself, two people do not overwrite
each other, and neither a dead network nor an expired session loses a word."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from models.demo import PASSWORD
from tests.browser.chromium import shot
from tests.browser.people import DESK, Door, Troubles, without_scripts_yet

pytestmark = pytest.mark.xdist_group("browser")


def new_draft(page: Page, title: str) -> str:
    """A meeting with one item; the address of its draft."""
    page.goto("/meetings/new")
    page.get_by_label("会议种类").select_option(label="专题会议")
    page.get_by_label("会议名称").fill(title)
    page.get_by_label("召开时间").fill("2013-11-20T09:00")
    page.get_by_role("button", name="建立").click()
    page.get_by_role("link", name="起草").click()
    page.get_by_role("button", name="加一项议题").click()
    expect(page.locator("section.item")).to_have_count(1)
    page.wait_for_load_state()  # its scripts say how far it is saved
    return page.url.partition("#")[0]


def said(page: Page, number: int = 0) -> Locator:
    return page.get_by_label("汇报和讨论情况").nth(number)


def state(page: Page) -> Locator:
    return page.locator("#saved")


def is_saved(page: Page) -> None:
    expect(state(page)).to_have_text(re.compile(r"^已保存 \d\d:\d\d:\d\d$"))


@pytest.fixture
def recorder(door: Door) -> Iterator[Page]:
    page = door.staff("chenxin", DESK)
    troubles = Troubles(page, door.url)
    yield page
    page.context.set_offline(False)
    wrong = [one for one in troubles if "Failed to load" not in one and "ERR_" not in one]
    assert not wrong, wrong


def at_the_same(door: Door, login: str, address: str) -> Page:
    page = door.staff(login)
    page.goto(address)
    page.wait_for_load_state()
    return page


def stored(page: Page, number: int = 0) -> str:
    """As it is in the database: what a fresh page shows."""
    other = page.context.new_page()
    other.goto(page.url)
    text = said(other, number).input_value()
    other.close()
    return text


def kept(page: Page) -> list[str]:
    """What this device keeps of drafts."""
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('kaimen.draft.'))"
    )
    return found


def test_what_is_typed_is_saved_by_itself_and_says_when(recorder: Page) -> None:
    new_draft(recorder, "自动保存")
    said(recorder).fill("代表反映路灯不亮。")
    expect(state(recorder)).to_have_text("正在保存")
    is_saved(recorder)
    assert kept(recorder) == []
    recorder.get_by_role("button", name="加一条议定事项").click()
    recorder.get_by_label("议定事项1").fill("加快修复。\n村口三盏\n（1）先修学校门口")
    recorder.get_by_label("责任单位").fill("县供电公司")
    recorder.get_by_label("完成时限").fill("2013-12-20")
    expect(recorder.locator(".outline")).to_contain_text("1.村口三盏")
    expect(recorder.locator(".outline")).to_contain_text("（1）先修学校门口")
    expect(recorder.locator("#checks")).not_to_contain_text("议定事项1")
    recorder.get_by_label("责任单位").fill("县供电局")
    expect(recorder.locator("[data-problem=lead]")).to_contain_text("没有「县供电局」这个单位")
    shot(recorder, "draft-1-saved")
    recorder.reload()
    assert said(recorder).input_value() == "代表反映路灯不亮。"
    expect(recorder.get_by_label("责任单位")).to_have_value("县供电公司")


def test_two_people_write_at_once_and_both_stand(door: Door, recorder: Page) -> None:
    address = new_draft(recorder, "两个人写")
    said(recorder).fill("甲段。\n乙段。")
    is_saved(recorder)
    other = at_the_same(door, "zhaomin", address)
    expect(other.locator("[id^=live-writers]")).to_contain_text("陈欣")
    expect(recorder.locator("[id^=live-writers]")).to_contain_text("赵敏")
    said(other).fill("甲段。\n乙段，赵敏添的。")
    is_saved(other)
    expect(said(recorder)).to_have_value("甲段。\n乙段，赵敏添的。")  # nobody typed here: it comes
    recorder.context.set_offline(True)
    said(recorder).fill("甲段，陈欣添的。\n乙段，赵敏添的。")
    said(other).fill("甲段。\n乙段，赵敏添的。\n丙段。")
    is_saved(other)
    recorder.context.set_offline(False)
    expect(said(recorder)).to_have_value("甲段，陈欣添的。\n乙段，赵敏添的。\n丙段。")
    expect(said(other)).to_have_value("甲段，陈欣添的。\n乙段，赵敏添的。\n丙段。")
    is_saved(recorder)


def test_a_conflict_shows_both_texts_until_somebody_chooses(door: Door, recorder: Page) -> None:
    address = new_draft(recorder, "冲突")
    said(recorder).fill("月底前修好。")
    is_saved(recorder)
    other = at_the_same(door, "zhaomin", address)
    recorder.context.set_offline(True)
    said(recorder).fill("本周内修好。")
    said(other).fill("七月底前修好。")
    is_saved(other)
    recorder.context.set_offline(False)
    clash = recorder.locator(".clash")
    expect(clash).to_contain_text("汇报和讨论情况有两稿，都没有丢")
    expect(said(recorder)).to_have_value("七月底前修好。")
    expect(clash.locator("ins").first).to_be_visible()
    expect(other.locator(".clash")).to_be_visible()
    shot(recorder, "draft-2-conflict")
    clash.get_by_role("button", name="用另一稿").click()
    expect(recorder.locator(".clash")).to_have_count(0)
    expect(said(recorder)).to_have_value("本周内修好。")
    recorder.get_by_role("link", name="修改记录").click()
    expect(recorder.locator(".compare")).to_contain_text("修好")
    shot(recorder, "draft-3-versions")


def test_a_dead_network_loses_nothing_even_through_a_closed_page(recorder: Page) -> None:
    new_draft(recorder, "断网")
    said(recorder).fill("先写的。")
    is_saved(recorder)
    recorder.context.set_offline(True)
    said(recorder).fill("先写的。\n断网时写的。")
    expect(state(recorder)).to_contain_text("没有网络，已存在本机")
    assert len(kept(recorder)) == 1
    shot(recorder, "draft-4-offline")
    address = recorder.url
    recorder.goto("about:blank")
    recorder.context.set_offline(False)
    recorder.goto(address)
    expect(said(recorder)).to_have_value("先写的。\n断网时写的。")
    expect(state(recorder)).to_contain_text("已保存")
    assert kept(recorder) == []
    assert stored(recorder) == "先写的。\n断网时写的。"


def test_what_is_typed_before_the_scripts_are_there_is_saved_as_well(recorder: Page) -> None:
    address = new_draft(recorder, "慢的网")
    with without_scripts_yet(recorder, address):
        said(recorder).fill("先写的。")
    is_saved(recorder)
    assert stored(recorder) == "先写的。"
    recorder.context.set_offline(True)
    said(recorder).fill("先写的。\n断网时写的。")
    expect(state(recorder)).to_contain_text("没有网络，已存在本机")
    recorder.route("**/blocks/**", lambda route: route.abort())  # what is kept stays kept
    recorder.goto("about:blank")
    recorder.context.set_offline(False)
    with without_scripts_yet(recorder, address):
        expect(said(recorder)).to_have_value("先写的。")
        said(recorder).press("Control+End")
        said(recorder).press_sequentially("又写的。")
        recorder.get_by_label("第一项标题").fill("路灯")
    expect(said(recorder)).to_have_value("先写的。\n断网时写的。\n又写的。")
    recorder.unroute("**/blocks/**")
    is_saved(recorder)
    assert kept(recorder) == []
    recorder.reload()
    expect(said(recorder)).to_have_value("先写的。\n断网时写的。\n又写的。")
    expect(recorder.get_by_label("第一项标题")).to_have_value("路灯")


def test_what_could_not_be_answered_is_sent_again_and_saved_once(recorder: Page) -> None:
    new_draft(recorder, "重发")
    lost: list[str] = []

    def lose(route: Any) -> None:
        route.fetch()  # it arrives, and its answer does not
        lost.append(route.request.post_data or "")
        route.abort()

    recorder.route("**/blocks/**", lose, times=1)
    said(recorder).fill("只该有一次。")
    expect(state(recorder)).to_contain_text("没有网络")
    is_saved(recorder)
    assert len(lost) == 1 and stored(recorder) == "只该有一次。"


def test_an_expired_session_loses_nothing_and_takes_no_other_name(
    door: Door, recorder: Page
) -> None:
    new_draft(recorder, "过期")
    said(recorder).fill("登录时写的。")
    is_saved(recorder)
    recorder.context.clear_cookies()
    said(recorder).fill("登录时写的。\n过期后写的。")
    expect(state(recorder)).to_contain_text("登录过期，文字已存在本机，不会丢")
    expect(recorder.get_by_role("link", name="在新窗口登录")).to_be_visible()

    def sign_in(login: str) -> None:
        window = recorder.context.new_page()
        window.goto("/login")
        window.get_by_label("账号").fill(login)
        window.get_by_label("密码").fill(PASSWORD)
        window.get_by_role("button", name="登录").click()
        expect(window).not_to_have_url(re.compile("/login"))
        window.close()

    sign_in("zhaomin")
    expect(state(recorder)).to_contain_text("没有保存，文字存在本机", timeout=15000)
    recorder.context.clear_cookies()
    sign_in("chenxin")
    expect(state(recorder)).to_contain_text("已保存", timeout=15000)
    assert stored(recorder) == "登录时写的。\n过期后写的。"


def test_another_person_at_the_same_device_sees_nothing_of_it(door: Door, recorder: Page) -> None:
    address = new_draft(recorder, "同一台机器")
    recorder.context.set_offline(True)
    said(recorder).fill("只有我看得到的半句")
    expect(state(recorder)).to_contain_text("没有网络")
    recorder.context.clear_cookies()  # a page that is left may find the network again, and save
    recorder.goto("about:blank")
    recorder.context.set_offline(False)
    recorder.goto("/login")
    recorder.get_by_label("账号").fill("zhaomin")
    recorder.get_by_label("密码").fill(PASSWORD)
    recorder.get_by_role("button", name="登录").click()
    expect(recorder).not_to_have_url(re.compile("/login"))  # or the next page stops it on its way
    recorder.goto(address)
    assert said(recorder).input_value() == ""


def test_buttons_and_keys_change_the_parts_and_keep_what_is_typed(recorder: Page) -> None:
    new_draft(recorder, "顺序")
    recorder.get_by_label("第一项标题").fill("路灯")
    said(recorder).fill("还没有存的话。")
    recorder.get_by_role("button", name="再加一项议题").click()
    expect(recorder.locator("section.item")).to_have_count(2)
    expect(said(recorder)).to_have_value("还没有存的话。")
    recorder.get_by_label("第二项标题").fill("水渠")
    recorder.get_by_label("第二项标题").press("Alt+ArrowUp")
    expect(recorder.get_by_label("第一项标题")).to_have_value("水渠")
    expect(said(recorder, 1)).to_have_value("还没有存的话。")
    is_saved(recorder)


def test_find_replace_and_stock_phrases(recorder: Page) -> None:
    new_draft(recorder, "查找替换")
    said(recorder).fill("县交通局说，县交通局办。")
    recorder.get_by_label("查找", exact=True).fill("县交通局")
    expect(recorder.locator("[data-found]")).to_have_text("共 2 处")
    recorder.get_by_label("替换为").fill("县交通运输局")
    recorder.get_by_role("button", name="下一处").click()
    recorder.get_by_role("button", name="替换这一处").click()
    expect(said(recorder)).to_have_value("县交通运输局说，县交通局办。")
    recorder.get_by_role("button", name="全部替换").click()
    expect(said(recorder)).to_have_value("县交通运输局说，县交通运输局办。")
    said(recorder).focus()
    said(recorder).press("Control+Home")
    recorder.get_by_role("button", name="会议要求，").click()
    expect(said(recorder)).to_have_value("会议要求，县交通运输局说，县交通运输局办。")
    is_saved(recorder)


def test_pasting_from_word_brings_the_text_alone(recorder: Page) -> None:
    new_draft(recorder, "粘贴")
    said(recorder).focus()
    recorder.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/html", "<p><b>一、路灯</b></p>");
          data.setData("text/plain", "　　一、路灯\\u00a0不亮\\r\\n\\r\\n\\uf0b7修好");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(said(recorder)).to_have_value("一、路灯 不亮\n修好")


def test_without_scripts_each_block_has_its_button(door: Door) -> None:
    page = door.staff("chenxin", java_script_enabled=False)
    new_draft(page, "没有脚本")
    said(page).fill("手工保存的。")
    page.locator("section.item").get_by_role("button", name="保存").first.click()
    expect(page.get_by_text("已保存")).to_be_visible()
    assert said(page).input_value() == "手工保存的。"
    page.get_by_role("button", name="加一段发言").click()
    page.get_by_label("发言人").fill("局长")
    page.get_by_label("发言内容").fill("马上办。")
    page.locator("form.part").get_by_role("button", name="保存").click()
    expect(page.get_by_label("发言内容")).to_have_value("马上办。")


def test_the_editor_fits_a_tablet_in_large_type(door: Door) -> None:
    page = door.staff("chenxin", {"width": 800, "height": 1280})
    page.goto("/meetings/2/draft?size=large")
    shot(page, "draft-5-tablet")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/meetings/2/draft?size=normal")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
