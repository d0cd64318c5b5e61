"""The papers in one walk: a talk of today's visit, its minutes, their decisions as matters,
notices to a unit, its answer, and the figures that the leader reads."""

import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pdfplumber
import pytest
from playwright.sync_api import Locator, Page, expect

from models import clock
from tests.browser.chromium import shot
from tests.browser.measure import (
    A4,
    CHARACTERS,
    INNER,
    LINES,
    MM,
    OUTER,
    WIDTH,
    body_of,
    box,
    lines_of,
    masks,
    near,
)
from tests.browser.people import Door, Troubles

pytestmark = pytest.mark.xdist_group("browser")

UNIT, HANDLER = "县环境保护局", "qinyun"
ITEM = "关于石料场扬尘和噪声"
SAID = (
    "代表反映，石料场夜间生产，扬尘和噪声影响村民休息。县环境保护局说明，除尘设备已经安装，"
    "夜间生产没有批准。会议认为，企业生产不能以群众休息为代价，应当说停就停、说改就改。"
)
DECISIONS = (
    "停止石料场夜间生产。由县环境保护局发文责令企业夜间停产，并公布举报电话。",
    "核实除尘设备运行情况。由县环境保护局逐台核查，结果在村务公开栏张贴。",
)
TITLES = tuple(words.partition("。")[0] for words in DECISIONS)
NUMBERED = re.compile(r"柞政督〔(\d{4})〕(\d+)号")


class Cast:
    """Everybody in front of a desk of their own; what their consoles said is kept."""

    def __init__(self, door: Door) -> None:
        self.recorder = door.staff("chenxin")
        self.head = door.staff("fengguoqing")
        self.supervisor = door.staff("liwenjing")
        self.handler = door.staff(HANDLER)
        self.leader = door.staff("guozhiyuan")
        five = (self.recorder, self.head, self.supervisor, self.handler, self.leader)
        self.troubles = [Troubles(page, door.url) for page in five]


@pytest.fixture
def cast(door: Door) -> Iterator[Cast]:
    people = Cast(door)
    yield people
    said = [one for troubles in people.troubles for one in troubles]
    assert not said, said


def press(page: Page, name: str, within: Locator | None = None) -> None:
    (within or page).get_by_role("button", name=name).first.click()


def go(page: Page, *names: str) -> None:
    """Along links, as a person finds the way."""
    for name in names:
        link = page.get_by_role("link", name=name).first
        more = page.locator(".more > summary")
        page.wait_for_load_state()
        expect(link.or_(more).first).to_be_visible()
        if not link.is_visible():  # folded away at the end of the menu
            more.click()
        link.click()


def figures(leader: Page) -> dict[str, int]:
    """What the briefing of today's visit says."""
    go(leader, "情况简报")
    leader.get_by_label("期次").get_by_role("link", name="第二期").click()
    expect(leader.locator("h1")).to_contain_text("第二期")
    noticed = leader.locator(".kpi", has_text="发出督办通知").locator("b").inner_text()
    text = leader.locator("main").inner_text()
    matters = re.search(r"立为督办事项的\s*(\d+) 件", text)
    rows = leader.locator(".bars.long li", has_text=UNIT).locator(".n").all_inner_texts()
    assert matters
    return {
        "noticed": int(noticed),
        "matters": int(matters[1]),
        "unit": sum(int(row.split()[0]) for row in rows),
    }


def pages_of(page: Page) -> tuple[Any, list[Any]]:
    """As the printer gets them."""
    paper = pdfplumber.open(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))
    return paper, list(paper.pages)


def plain(text: str) -> str:
    """Without line ends, and with characters where the PDF names their radicals."""
    return unicodedata.normalize("NFKC", text).replace("\u2ea0", "民").replace("\n", "")


def write_minutes(recorder: Page) -> None:
    """Convene, attendance, one item with a quotation and two decisions."""
    go(recorder, "会议纪要")
    row = recorder.locator("li.q", has_text="第二期").filter(has_text="座谈会")
    press(recorder, "记纪要", row)
    expect(recorder.locator("h1")).to_contain_text("第二期")
    if not recorder.get_by_label("主持人姓名").input_value():
        recorder.get_by_label("主持人姓名").fill("郭志远")
        press(recorder, "保存概况")
    seat = recorder.locator(".people li", has_text="群众代表").first
    who = seat.locator("span").first.inner_text()
    press(recorder, "改为请假", seat)
    absent = recorder.locator(".people").last.locator("li")
    expect(absent).to_have_count(1)
    expect(absent).to_contain_text(who)
    recorder.locator("summary", has_text="登记一个人").click()
    for label, value in (("单位", UNIT), ("职务", "局长"), ("姓名", "程远山")):
        recorder.get_by_label(label, exact=True).fill(value)
    press(recorder, "登记", recorder.locator("details", has_text="登记一个人"))
    expect(recorder.locator(".people").first).to_contain_text("县环境保护局局长程远山")
    expect(recorder.get_by_role("button", name="送核稿")).to_be_disabled()

    go(recorder, "起草")
    press(recorder, "加一项议题")
    recorder.get_by_label("第一项标题").fill(ITEM)
    recorder.get_by_label("会议意见由谁说明").fill(f"{UNIT}局长程远山")
    recorder.get_by_label("讨论情况和会议意见").fill(f"{SAID}\n{SAID}")
    quotes = recorder.locator(".quotes article", has_text="第")
    press(recorder, "引用到第一项", quotes.first)  # what is typed is saved before
    expect(quotes.first).to_contain_text("已引用")
    expect(recorder.get_by_label("发言人").first).to_have_value(re.compile("号代表"))
    expect(recorder.get_by_label("第一项标题")).to_have_value(ITEM)
    for place, words in enumerate(DECISIONS, 1):
        press(recorder, "加一条议定事项")
        row = recorder.locator("form[id^=decision-]").nth(place - 1)
        row.get_by_label(f"议定事项{place}").fill(words)
        row.get_by_label("责任单位").fill(UNIT)
        row.get_by_label("完成时限").fill(f"{clock.today() + timedelta(days=10 + place)}")
    expect(recorder.locator("#checks")).to_contain_text("该写的都写了")
    expect(recorder.locator("#saved")).to_contain_text("已保存")
    shot(recorder, "papers-1-item")
    go(recorder, "看全文")
    press(recorder, "送核稿")
    expect(recorder.locator(".way [aria-current]")).to_have_text("核稿")
    expect(recorder.get_by_role("button", name="送核稿")).to_have_count(0)


def open_talk(page: Page) -> None:
    go(page, "会议纪要")
    page.locator("tr", has_text="第二期").filter(has_text="县政府三楼").or_(
        page.locator("tr", has_text="座谈会").filter(has_not_text="现场座谈会")
    ).get_by_role("link").first.click()


def check_and_sign(head: Page, leader: Page) -> None:
    """By the office head, then by who presided."""
    open_talk(head)
    press(head, "核稿通过，送签发")
    expect(head.locator(".way [aria-current]")).to_have_text("签发")
    expect(head.get_by_role("button", name="签发", exact=True)).to_have_count(0)
    open_talk(leader)
    press(leader, "签发")
    expect(leader.locator(".way [aria-current]")).to_have_text("印发")


def issue_minutes(head: Page) -> None:
    """Once, however often it is sent."""
    head.reload()
    button = head.get_by_role("button", name="印发", exact=True)
    again = {
        "csrf_token": head.locator("#act [name=csrf_token]").input_value(),
        "version": button.get_attribute("value") or "",
    }
    target = button.get_attribute("formaction") or ""
    button.dblclick()
    expect(head.locator("main")).to_contain_text("2 条事项已转督办")
    assert head.request.post(target, form=again, headers={"Referer": head.url}).status == 409
    head.reload()
    matters = head.locator("[id^=item-] .deeds a")
    expect(matters).to_have_count(2)
    assert len(set(matters.all_inner_texts())) == 2
    shot(head, "papers-2-issued")


def assert_minutes_keep_the_measures(head: Page) -> None:
    go(head, "打印")
    note = head.locator("[data-faces]")
    expect(note).to_contain_text("本机缺少仿宋、小标宋")
    expect(head.locator(".number")).to_have_text(re.compile("第[1-9][0-9]*号"))
    paper, pages = pages_of(head)
    with paper:
        assert len(pages) > 1
        mark = lines_of(pages[0])[0]
        assert plain(mark.text) == "柞水县人民政府座谈会纪要"
        assert near(mark.baseline - mark.size * 0.88 * MM, 72)
        for number, sheet in enumerate(pages, 1):
            left = INNER if number % 2 else OUTER
            body = body_of(lines_of(sheet))
            assert len(body) <= LINES
            for line in body:
                assert left - 1 <= line.left and line.right <= left + WIDTH + 1
                assert sum(ord(c["text"][0]) > 255 for c in line.chars) <= CHARACTERS
            assert "本机缺少" not in plain(sheet.extract_text())
        text = plain("".join(sheet.extract_text() for sheet in pages))
        assert all(title in text for title in TITLES) and "程远山" in text


def assign(supervisor: Page, title: str) -> None:
    """交办, on the matter's own page: found on the board, its minutes one click away."""
    go(supervisor, "督办看板", title)
    expect(supervisor.locator(".steps [aria-current]")).to_contain_text("待交办")
    act = supervisor.locator("details.act").filter(
        has=supervisor.locator("summary", has_text=re.compile("^交办$"))
    )
    press(supervisor, "交办", act)
    expect(supervisor.locator(".steps [aria-current]")).to_contain_text("待签收")
    expect(supervisor.locator(".steps .past")).to_contain_text("已交办")
    supervisor.locator(".chain").get_by_role("link", name="座谈会纪要》").click()
    expect(supervisor.locator("h1")).to_contain_text("座谈会纪要")
    row = supervisor.locator(".deeds tr", has_text=title)
    row.get_by_role("link").click()
    expect(supervisor.locator("h1")).to_have_text(title)


def draft_notice(supervisor: Page, title: str) -> str:
    """From the matter's page to the desk of the office head; the address of the draft."""
    go(supervisor, "督办看板", title, "拟督办通知")
    chosen = supervisor.locator(".boxes input:checked")
    expect(chosen).to_have_count(1)
    supervisor.get_by_label("督办要求").fill(f"请立即{title}，并把进展告诉村民。")
    press(supervisor, "存为草稿")
    expect(supervisor.locator("main .note.good")).to_have_count(1)
    expect(supervisor.locator("main")).to_contain_text("座谈会纪要》第")
    press(supervisor, "送办公室领导签发")
    expect(supervisor.locator("main")).to_contain_text("等办公室领导签发")
    return supervisor.url


def issue_notice(head: Page, address: str) -> int:
    """Its number."""
    head.goto(address)
    press(head, "签发")
    expect(head.locator("h1")).to_have_text(NUMBERED)
    found = NUMBERED.search(head.locator("h1").inner_text())
    assert found and int(found[1]) == clock.today().year
    return int(found[2])


def issue_notices(cast: Cast) -> str:
    """Two, the second of them sent back first: the numbers follow one another all the same."""
    first, second = (draft_notice(cast.supervisor, title) for title in TITLES)
    cast.head.goto(second)
    cast.head.locator("summary", has_text="退回修改").click()
    cast.head.get_by_label("理由").fill("请写明由谁张贴。")
    press(cast.head, "退回起草人")
    expect(cast.head.locator("main")).to_contain_text("请写明由谁张贴")
    number = issue_notice(cast.head, first)
    cast.supervisor.goto(second)
    press(cast.supervisor, "送办公室领导签发")
    expect(cast.supervisor.locator("main")).to_contain_text("等办公室领导签发")
    assert issue_notice(cast.head, second) == number + 1
    return first


def assert_notice_keeps_the_measures(head: Page, address: str) -> None:
    head.goto(address)
    go(head, "看印样，打印")
    expect(head.locator("[data-faces]")).to_contain_text("本机缺少仿宋、小标宋")
    shot(head, "papers-3-notice")
    paper, pages = pages_of(head)
    with paper:
        [sheet] = pages
        assert "本机缺少" not in plain(sheet.extract_text())
        red, black = masks(sheet)
        mark, marks = box(red, 20, 43), box(red)
        assert near(mark[1], 30) and near(marks[0], 20) and near(marks[2], 190)
        assert near(marks[3], A4[1] - 20)
        left, _, right, bottom = box(black)
        assert near(left, 28) and near(right, 184) and bottom < marks[3]


def test_from_a_talk_to_a_notice_that_is_answered(cast: Cast) -> None:
    before = figures(cast.leader)

    write_minutes(cast.recorder)
    check_and_sign(cast.head, cast.leader)
    issue_minutes(cast.head)
    assert_minutes_keep_the_measures(cast.head)

    for title in TITLES:
        assign(cast.supervisor, title)
    address = issue_notices(cast)
    assert_notice_keeps_the_measures(cast.head, address)

    handler = cast.handler
    go(handler, "督办通知")
    name = cast.head.locator(".letter-no").inner_text()
    go(handler, name)
    press(handler, "签收")
    expect(handler.locator("main")).to_contain_text("已签收")
    handler.get_by_label("办理情况").fill("已发文停产，昨夜到场查看，没有开工。")
    press(handler, "回复督查室")
    expect(handler.locator("main")).to_contain_text("单位回复")
    shot(handler, "papers-4-answered")
    go(cast.supervisor, "督办看板", TITLES[0])
    expect(cast.supervisor.locator(".chain")).to_contain_text("昨夜到场查看")

    after = figures(cast.leader)
    assert after == {
        "noticed": before["noticed"] + 1,
        "matters": before["matters"] + 2,
        "unit": before["unit"] + 2,
    }
    shot(cast.leader, "papers-5-briefing")
    cast.leader.locator(".kpi", has_text="发出督办通知").get_by_role("link").click()
    expect(cast.leader.locator("table")).to_contain_text(name)
    cast.leader.go_back()
    cast.leader.locator(".bars.long").get_by_role("link", name=UNIT).click()
    expect(cast.leader.locator(".board")).to_contain_text(TITLES[0])


def test_the_briefing_prints_on_two_pages_with_the_head_of_the_day(door: Door) -> None:
    leader = door.staff("guozhiyuan")
    for visit in (1, 2):
        leader.goto(f"/briefing/{visit}")
        paper, pages = pages_of(leader)
        with paper:
            assert 1 <= len(pages) <= 2
            text = plain("".join(sheet.extract_text() for sheet in pages))
            assert "链头校验值" in text and "县交通运输局" in text


def test_a_face_that_is_there_is_not_missed(door: Door) -> None:
    page = door.staff("fengguoqing")

    def with_faces(route: Any) -> None:
        sheet = route.fetch()
        there = sheet.text().replace(" FangSong,", ' "Noto Sans Mono CJK SC",')
        route.fulfill(response=sheet, body=there)

    page.route("**/css/papers.css*", with_faces)
    go(page, "督办通知", "柞政督〔2013〕1号", "看印样")
    note = page.locator("[data-faces]")
    expect(note).to_contain_text("本机缺少小标宋、黑体字体")
    expect(note).to_be_visible()
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
