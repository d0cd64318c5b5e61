"""The tablet in a representative's hands, and in the next one's."""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from models import Card, Question, RuleBroken, Support, Visit, VisitState, db
from models.demo import digits
from models.text import length, said
from tests.browser.chromium import shot
from tests.browser.people import TABLET, UPRIGHT, Door, without_scripts_yet
from tests.browser.server import Server
from tests.models.conftest import PROOF

pytestmark = pytest.mark.xdist_group("browser")

CASES = json.loads(Path(__file__).parents[1].joinpath("letters.json").read_text("utf-8"))
SIGNS = (
    "路灯。，！？a１ \n\té\u0301\u0323👍🏽👨👩\u200d\ufe0f❤🇨🇳"
    "각\u1100\u1161\u11a8か\u3099\u200b\u202e𠮷"
)
SLOW = 20_000  # ms
# In each frame: how often it stands in the list, and in the box.
MOST_AT_ONCE = """words => {
  const box = document.getElementById("text");
  window.most = 0;
  (function look() {
    const rows = Array.from(document.querySelectorAll(".mine article"));
    const all = rows.map((row) => row.textContent).concat(box.value);
    window.most = Math.max(window.most, all.filter((text) => text.includes(words)).length);
    requestAnimationFrame(look);
  })();
}"""
WHEN_IT_ENDS = """async () => {
  const url = document.querySelector("[sse-connect]").getAttribute("sse-connect");
  const stream = (await fetch(url)).body.getReader();
  const read = () => stream.read().then((part) => {
    if (part.done) window.endedAt = Date.now(); else read();
  });
  read();
}"""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


@pytest.fixture(scope="module")
def own(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of our own: cards are lost here, and questions let through."""
    running = Server(demo, tmp_path_factory.mktemp("tablet"))
    yield running
    running.stop()


@pytest.fixture
def door(own: Server, new_context: Any) -> Door:
    return Door(own.url, new_context)


def box(page: Page) -> Locator:
    return page.get_by_label("内容")


def submit(page: Page) -> Locator:
    return page.locator("#submission").get_by_role("button", name="提交")


def send(page: Page, words: str) -> None:
    box(page).fill(words)
    submit(page).click()


def listed(page: Page, words: str) -> Locator:
    return page.locator(".mine article", has_text=words)


def live(page: Page) -> None:
    expect(page.locator("html[data-live=on]")).to_be_attached(timeout=SLOW)


def question(words: str) -> Question:
    return db.session.query(Question).filter_by(text=words).one()


def seat(number: int) -> Card:
    ongoing = db.session.query(Visit).filter_by(state=VisitState.ONGOING).one()
    return db.session.query(Card).filter_by(visit_id=ongoing.id, seat=number).one()


# Writing


def counted(text: str) -> int:
    try:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return length(said(text, 10_000))
    except RuleBroken:
        return 0


def test_the_page_counts_as_the_server_counts(door: Door) -> None:
    tablet, random = door.representative(1), Random(13)
    assigned = [ch for ch in map(chr, range(0x20, 0x3000)) if unicodedata.category(ch) != "Cn"]
    texts = [text for text, _ in CASES]
    for number in range(20_000 if PROOF else 2_000):
        signs = assigned if number % 4 == 0 else SIGNS
        texts.append("".join(random.choices(signs, k=random.randint(0, 24))))
    found = tablet.evaluate("texts => texts.map(window.letters)", texts)
    wrong = [
        (text, here, counted(text))
        for text, here in zip(texts, found, strict=True)
        if here != counted(text)
    ]
    assert not wrong, ascii(wrong[:5])
    box(tablet).fill("👨‍👩‍👧‍👦在路灯下！")
    expect(tablet.locator("[data-written]")).to_have_text("6")


def test_while_the_keyboard_composes_the_draft_is_kept_and_enter_sends_nothing(door: Door) -> None:
    tablet = door.representative(1)
    cdp = tablet.context.new_cdp_session(tablet)
    sent: list[str] = []
    tablet.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    box(tablet).click()
    for letters in ("l", "lu", "lu d", "lu deng"):
        cdp.send(
            "Input.imeSetComposition",
            {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)},
        )
        expect(tablet.locator("[data-written]")).to_have_text(str(len(letters)))
        assert box(tablet).input_value() == letters  # nothing writes into what is being composed
    draft = "() => JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).text"
    assert tablet.evaluate(draft) == "lu deng"
    cdp.send("Input.insertText", {"text": "路灯"})
    tablet.keyboard.press("Enter")
    tablet.keyboard.insert_text("什么时候亮？")
    expect(box(tablet)).to_have_value("路灯\n什么时候亮？")
    tablet.get_by_label("意见建议").focus()
    tablet.keyboard.press("Enter")
    tablet.reload()
    expect(box(tablet)).to_have_value("路灯\n什么时候亮？")
    assert not sent


def test_what_is_typed_before_the_scripts_are_there_is_kept_as_well(door: Door) -> None:
    tablet = door.representative(1)
    with without_scripts_yet(tablet, "/tablet"):
        box(tablet).fill("路灯什么时候亮？")
    expect(tablet.locator("[data-written]")).to_have_text("8")
    with without_scripts_yet(tablet, "/tablet"):
        expect(box(tablet)).to_have_value("")  # what is kept comes with the scripts
        tablet.get_by_text("意见建议", exact=True).click()
        box(tablet).fill("桥也坏了。")
    expect(box(tablet)).to_have_value("路灯什么时候亮？\n桥也坏了。")
    tablet.reload()
    expect(box(tablet)).to_have_value("路灯什么时候亮？\n桥也坏了。")
    expect(tablet.get_by_label("意见建议")).to_be_checked()


@pytest.mark.parametrize("size", [(1280, 430), (800, 700)], ids=str)
@pytest.mark.parametrize("letters", ["normal", "large"])
def test_box_and_button_stay_above_the_keyboard(
    door: Door, size: tuple[int, int], letters: str
) -> None:
    tablet = door.representative(2, size={"width": size[0], "height": size[1]})
    tablet.goto(f"/tablet?size={letters}")
    for kind in ("提问", "意见建议", "监督举报"):
        tablet.get_by_text(kind, exact=True).first.click()
        box(tablet).focus()
        tablet.wait_for_timeout(400)  # the page settles when the keyboard is up
        for part, least in ((box(tablet), 60), (submit(tablet), 48)):
            at = part.bounding_box()
            assert at is not None
            seen = min(at["y"] + at["height"], size[1]) - max(at["y"], 0)
            assert seen >= least, f"{kind}: {at}"
        above = tablet.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('button') !== null",
            [at["x"] + at["width"] / 2, at["y"] + at["height"] / 2],
        )
        assert above, "the button is covered"


# Store and forward, where the device itself is in the way


def test_a_device_that_keeps_nothing_says_so_and_loses_nothing(own: Server, door: Door) -> None:
    tablet, words = door.representative(3), "存不下的这一条还在不在？"
    live(tablet)
    tablet.evaluate("""() => {
      Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    }""")
    tablet.context.set_offline(True)
    send(tablet, words)
    expect(tablet.locator(".held")).to_contain_text("请不要关闭或刷新")
    tablet.get_by_role("button", name="再写一条").click()
    expect(listed(tablet, words)).to_contain_text("本机存不下")
    tablet.get_by_role("button", name="换人").click()
    expect(tablet.locator("#leave")).to_contain_text("只存在这一页里")
    tablet.locator("#leave").get_by_role("button", name="返回").click()
    tablet.context.set_offline(False)
    expect(listed(tablet, words)).to_contain_text(re.compile(r"第\s*\d+\s*号"), timeout=SLOW)
    expect(listed(tablet, words)).to_have_count(1)
    with own.inside():
        assert question(words).card_id == seat(3).id


def test_rubbish_on_the_device_breaks_nothing(door: Door) -> None:
    tablet, words = door.representative(3), "旁边的垃圾不碍事吧？"
    tablet.evaluate("""() => {
      ["{", "null", "7", '"x"', "{}", '{"id":"1"}', '{"id":"2","fields":{"text":"x"}}'].forEach(
        (value, place) => localStorage.setItem("kaimen.unsent." + place, value));
      localStorage.setItem("kaimen.unsent.3.old", '{"id":"old","at":1,"fields":{"text":"x"}}');
      Object.keys(localStorage).filter((key) => key.startsWith("kaimen.draft"))
        .forEach((key) => localStorage.setItem(key, "{"));
    }""")
    tablet.reload()
    send(tablet, words)
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)
    expect(tablet.locator("#unsent article")).to_have_count(0)
    with_none = door.open(TABLET)
    with_none.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })"
    )
    with_none.goto(f"/card#{digits(2, 4)}")
    with_none.get_by_role("button", name="进入").click()
    send(with_none, "什么都不让存的平板")
    expect(listed(with_none, "什么都不让存的平板")).to_contain_text("待审", timeout=SLOW)


def test_two_tabs_of_one_card_send_and_show_it_once(own: Server, door: Door) -> None:
    one, words = door.representative(4), "开了两个页面会不会变两条？"
    other = one.context.new_page()
    other.goto("/tablet")
    live(one)
    one.context.set_offline(True)
    send(one, words)
    one.get_by_role("button", name="再写一条").click()
    expect(listed(other, words)).to_contain_text("存在本机", timeout=SLOW)
    one.context.set_offline(False)
    for page in (one, other):
        expect(listed(page, words)).to_contain_text("待审", timeout=SLOW)
        expect(listed(page, words)).to_have_count(1)
    with own.inside():
        assert question(words).card_id == seat(4).id


def test_a_list_that_is_faster_than_the_receipt_shows_nothing_twice(door: Door) -> None:
    tablet, words = door.representative(5), "会不会有一瞬间出现两遍？"
    live(tablet)
    tablet.evaluate(MOST_AT_ONCE, words)

    def slow(route: Any) -> None:
        reply = route.fetch()
        tablet.wait_for_timeout(1500)
        route.fulfill(response=reply)

    tablet.route("**/submissions", slow)
    send(tablet, words)
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)
    expect(tablet.locator("#sent")).to_contain_text(re.compile("已收到，第"))
    tablet.wait_for_timeout(2000)
    assert tablet.evaluate("window.most") == 1


def test_what_comes_too_fast_waits_and_goes_out_by_itself(own: Server, door: Door) -> None:
    tablet, words = door.representative(23), "一口气写了很多，这一条还收不收？"
    live(tablet)
    tablet.route(
        "**/submissions",
        lambda route: route.fulfill(status=429, headers={"Retry-After": "3"}, body="太快了"),
        times=1,
    )
    send(tablet, words)
    expect(tablet.locator(".held")).to_contain_text("过一会儿自动发送")
    expect(tablet.locator("#strip")).to_contain_text("1 条待发送")
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)
    expect(box(tablet)).to_have_value("")
    with own.inside():
        assert question(words).card_id == seat(23).id


def test_what_is_refused_can_be_taken_back_and_changed(own: Server, door: Door) -> None:
    tablet, words = door.representative(23), "要改了再交的这一条"
    live(tablet)
    tablet.context.set_offline(True)
    send(tablet, words)
    tablet.get_by_role("button", name="再写一条").click()
    tablet.route(
        "**/submissions", lambda route: route.fulfill(status=409, body="没有办成。"), times=1
    )
    tablet.context.set_offline(False)
    expect(listed(tablet, words)).to_contain_text("没有办成", timeout=SLOW)
    tablet.reload()  # it is kept, with the reason
    expect(listed(tablet, words)).to_contain_text("没有办成")
    tablet.get_by_role("button", name="取回修改").click()
    expect(box(tablet)).to_have_value(words)
    expect(listed(tablet, words)).to_have_count(0)
    send(tablet, words + "，改过了")
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)


# Handing it on


def test_the_next_person_sees_nothing_of_the_last_and_nothing_is_lost(
    own: Server, door: Door
) -> None:
    tablet, sent, draft = door.representative(6), "没信号时写的", "写了一半的"
    live(tablet)
    tablet.goto("/mine")
    tablet.goto("/tablet")
    box(tablet).fill(draft)
    tablet.get_by_role("button", name="换人").click()
    ask = tablet.locator("#leave")
    expect(ask).to_contain_text("还有没提交的内容")
    shot(tablet, "tablet-leave")
    ask.get_by_role("button", name="返回").click()
    expect(box(tablet)).to_have_value(draft)
    tablet.route("**/submissions", lambda route: route.abort())
    send(tablet, sent)
    tablet.get_by_role("button", name="再写一条").click()
    box(tablet).fill(draft)
    tablet.get_by_role("button", name="换人").click()
    ask.get_by_role("button", name="不要了").click()
    expect(tablet.get_by_label("代表证号码")).to_be_visible(timeout=SLOW)
    expect(tablet.locator("#strip")).to_contain_text("1 条待发送")
    assert tablet.get_by_label("代表证号码").input_value() == ""
    shot(tablet, "tablet-next")
    for _ in range(3):
        tablet.go_back()
        for words in (sent, draft, "06 号代表"):
            assert words not in tablet.locator("body").inner_text()
    tablet.goto("/card")
    tablet.goto(f"/card#{digits(2, 7)}")  # scanned where the page stands open
    expect(tablet.get_by_label("代表证号码")).not_to_have_value("")
    tablet.get_by_role("button", name="进入").click()
    live(tablet)
    expect(box(tablet)).to_have_value("")
    assert sent not in tablet.content() and draft not in tablet.content()
    expect(tablet.locator("#strip")).to_contain_text("1 条待发送")
    tablet.unroute("**/submissions")
    expect(tablet.locator("[data-strip]")).to_be_hidden(timeout=SLOW)
    assert sent not in tablet.content()
    with own.inside():
        assert question(sent).card_id == seat(6).id
        assert not db.session.query(Question).filter_by(text=draft).count()


def test_handed_on_without_a_network_it_shows_nothing_until_there_is_one(door: Door) -> None:
    tablet, words = door.representative(6), "断网时换人"
    live(tablet)
    tablet.context.set_offline(True)
    send(tablet, words)
    tablet.get_by_role("button", name="换人").click()
    expect(tablet.locator("#left")).to_contain_text("已经换人")
    assert words not in tablet.content() and "06 号代表" not in tablet.content()
    again = tablet.context.new_page()
    again.route("**/logout?**", lambda route: route.abort())
    tablet.context.set_offline(False)
    again.goto("/tablet")  # as if it had been opened anew before the session was ended
    expect(again.get_by_label("代表证号码").or_(again.locator("#left"))).to_be_visible(timeout=SLOW)
    assert "06 号代表" not in again.locator("body").inner_text()
    expect(tablet.get_by_label("代表证号码")).to_be_visible(timeout=SLOW)


def test_a_lost_card_ends_its_page_and_the_new_one_sends_what_waited(
    own: Server, door: Door
) -> None:
    tablet, words = door.representative(8), "证丢了，写的还在不在？"
    live(tablet)
    tablet.route("**/submissions", lambda route: route.abort())
    send(tablet, words)
    expect(tablet.locator(".held")).to_contain_text("存在本机", timeout=SLOW)
    tablet.evaluate(WHEN_IT_ENDS)
    with own.inside():
        new = seat(8).replace("system")
    lost_at = tablet.evaluate("Date.now()")
    tablet.wait_for_function("() => window.endedAt")
    assert tablet.evaluate("window.endedAt") - lost_at < 5000
    expect(tablet.locator("#ended")).to_contain_text("登录已经结束", timeout=SLOW)
    expect(tablet.locator(".beside")).to_have_count(0)
    tablet.unroute("**/submissions")
    expect(tablet.locator(".held")).to_contain_text("挂失", timeout=SLOW)
    with own.inside():
        assert not db.session.query(Question).filter_by(text=words).count()
    tablet.get_by_role("link", name="重新进入").click()
    tablet.get_by_label("代表证号码").fill(new)
    tablet.get_by_role("button", name="进入").click()
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)
    with own.inside():
        assert question(words).card_id == seat(8).id


# What others ask


def test_the_list_stays_where_it_is_until_somebody_taps(own: Server, door: Door) -> None:
    tablet = door.representative(9)
    live(tablet)
    rows = tablet.locator("#asked article")
    before = rows.evaluate_all("rows => rows.map((row) => row.id)")
    last = rows.last
    known = int(str(last.get_attribute("data-asked")))
    last.get_by_role("button", name="附议").click()
    expect(last.get_by_role("button", name="已附议")).to_contain_text("1")
    with own.inside():
        one = db.session.get_one(Question, known)
        for number in range(10, 14):
            if one.card_id != seat(number).id:
                Support.give(seat(number), one)
        fresh = Question.ask(seat(20), "新来的这一条会不会挤到前面？", "fresh one")
        fresh.approve("system")
        first = db.session.get_one(Question, int(before[0].partition("-")[2]))
        first.refuse("system", "与走访无关")
    expect(tablet.locator("[data-fresh]")).to_have_text(
        re.compile("1 条新提问，点此显示"), timeout=SLOW
    )
    expect(last.locator("[data-count]")).to_have_text(re.compile("[45]"), timeout=SLOW)
    expect(rows.first).to_contain_text("不再等待回答")
    assert rows.evaluate_all("rows => rows.map((row) => row.id)") == before
    shot(tablet, "tablet-asked")
    tablet.locator("[data-fresh]").click()
    expect(rows.first).to_have_attribute("data-asked", str(known))  # the most supported
    expect(tablet.locator("#asked")).to_contain_text("新来的这一条")
    tablet.get_by_role("link", name="最新").click()
    expect(rows.first).to_contain_text("新来的这一条")
    tablet.locator(f"#asked-{known}").get_by_role("button", name="已附议").click()
    expect(tablet.locator(f"#asked-{known}").get_by_role("button", name="附议")).not_to_have_class(
        re.compile(r"\bon\b")
    )
    with own.inside():
        assert known not in Support.targets_of(seat(9).id)


def test_what_becomes_of_mine_is_read_out(own: Server, door: Door) -> None:
    tablet, words = door.representative(21), "读屏的人怎么知道轮到他了？"
    live(tablet)
    send(tablet, words)
    expect(listed(tablet, words)).to_contain_text("待审", timeout=SLOW)
    expect(tablet.get_by_role("status").filter(has_text="已收到，第")).to_be_visible()
    for act, word in ((Question.approve, "待答"), (Question.put_on_screen, "正在回答")):
        with own.inside():
            act(question(words), "system")
        expect(tablet.locator("#news")).to_have_text(re.compile(word), timeout=SLOW)
    with own.inside():
        question(words).take_down("system")


@pytest.mark.parametrize("letters", ["normal", "large"])
def test_axe_finds_nothing(door: Door, letters: str) -> None:
    tablet = door.representative(22, size=UPRIGHT)
    found = []
    for url in ("/tablet", "/mine", "/card"):
        tablet.goto(f"{url}?size={letters}")
        tablet.wait_for_timeout(300)
        if url == "/tablet":
            box(tablet).fill("一半")
            tablet.get_by_role("button", name="换人").click()
            found += Axe().run(tablet, options=WCAG).response["violations"]
            tablet.locator("#leave").get_by_role("button", name="返回").click()
        found += Axe().run(tablet, options=WCAG).response["violations"]
    assert not [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
