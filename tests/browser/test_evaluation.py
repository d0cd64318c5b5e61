"""A round from its opening to what follows, through the pages alone: six tablets, three sheets of
paper keyed in by two people, the bulletin on paper, and a matter of rectification on the board."""

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import shot
from tests.browser.people import Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")

UNITS = WATER, POWER = "县水务局", "县供电公司"  # in the order in which they are asked about
DIMENSIONS = ("履职情况", "办事流程公开", "服务方式转变", "规章制度执行")
BAD, GOOD = "不满意", "满意"
TABLETS = {1: BAD, 2: BAD, 3: BAD, 4: BAD, 5: GOOD, 6: "基本满意"}  # of the power company, by seat
PAPERS = (7, 8, 9)
REMARK = "抢修电话打了四十分钟才通。"
TITLE = "抢修电话和服务态度整改"


@pytest.fixture
def own(demo: Path, tmp_path: Path) -> Iterator[Server]:
    """The demo to itself: what is done here stays out of what other tests look at."""
    running = Server(demo, tmp_path / "served")
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


def begin(page: Page) -> str:
    """The round, prepared and opened; returns its address."""
    page.goto("/evaluations")
    page.get_by_label("期次").select_option(label="第二期")
    page.get_by_role("button", name="准备测评").click()
    for unit in UNITS:
        page.get_by_label(unit, exact=True).check()
    page.get_by_role("button", name="列入勾选的单位").click()
    page.get_by_role("button", name="开始测评").click()
    expect(page.get_by_role("button", name="结束测评并计票")).to_be_visible()
    return page.url.partition("#")[0]


def tick(page: Page, unit: str, level: str) -> None:
    """The same for each thing that is asked about a unit."""
    part = page.get_by_role("region", name=unit)
    for dimension in DIMENSIONS:
        asked = part.get_by_role("group", name=re.compile(dimension))
        asked.locator("label").filter(has_text=re.compile(rf"^\s*{level}\s*$")).click()


def vote(page: Page, address: str, level: str, remark: str = "") -> None:
    """One person at a tablet: unit by unit, read through, handed in."""
    page.goto(address.replace("/evaluations/", "/ballots/"))
    tick(page, WATER, GOOD)
    page.get_by_role("button", name="下一个").click()
    tick(page, POWER, level)
    if remark:
        page.get_by_role("region", name=POWER).get_by_label(re.compile("附言")).fill(remark)
    page.get_by_role("button", name="看一遍再交").click()
    page.get_by_role("button", name="交票").click()
    expect(page.get_by_text("测评已交，谢谢您。").first).to_be_visible()


def hand_out(page: Page, address: str) -> None:
    page.goto(address)
    for seat in PAPERS:
        page.locator("[name=card_id]").select_option(label=f"{seat:02} 号代表")
        page.get_by_role("button", name="发纸质票").click()
        expect(page.get_by_text(f"发出 {PAPERS.index(seat) + 1} 张").first).to_be_visible()
    page.get_by_label("收回（张）").fill(str(len(PAPERS)))
    page.get_by_role("button", name="登记收回").click()
    expect(page.get_by_role("link", name=re.compile("录入.*第 3 张"))).to_be_visible()


def key_in(page: Page, address: str, number: int, level: str) -> None:
    page.goto(f"{address}/papers/{number}")
    for unit in UNITS:
        tick(page, unit, level)
    page.get_by_role("button", name="录好这一张").click()
    expect(page).to_have_url(re.compile(rf"{address}"))


def test_from_the_opening_of_a_round_to_a_matter_on_the_board(
    own: Server, new_context: object
) -> None:
    door = Door(own.url, new_context)  # type: ignore[arg-type]
    organiser, recorder = door.staff("zhaomin"), door.staff("chenxin")
    supervisor = door.staff("liwenjing")
    troubles = [Troubles(each, door.url) for each in (organiser, recorder, supervisor)]
    address = begin(organiser)

    for seat, level in TABLETS.items():
        tablet = door.representative(seat)
        troubles.append(Troubles(tablet, door.url))
        vote(tablet, address, level, REMARK if seat == 1 else "")
        tablet.context.close()

    hand_out(organiser, address)
    for number in range(1, len(PAPERS) + 1):
        key_in(organiser, address, number, GOOD)
        key_in(recorder, address, number, BAD if number == 3 else GOOD)
    recorder.goto(f"{address}/papers/3/differences")  # read once more, against the sheet
    for unit in UNITS:
        tick(recorder, unit, GOOD)
    recorder.get_by_role("button", name="核定").click()

    organiser.goto(address)
    organiser.get_by_role("button", name="结束测评并计票").click()
    organiser.get_by_role("link", name="测评结果").click()
    figures = organiser.locator(".kpis")
    for label, number in (("收回", 9), ("有效", 9), ("无效", 0)):
        expect(figures.locator(".kpi").filter(has_text=label).first).to_contain_text(f"{number}张")
    shot(organiser, "evaluation-results")
    expect(organiser.locator("#units")).to_contain_text("44.4% 16 ÷ 36")  # 4 + 3 × 4 ticks of 36
    expect(organiser.get_by_text(REMARK)).to_be_visible()

    organiser.get_by_role("link", name="测评通报").click()
    expect(organiser.get_by_text("情况的通报")).to_be_visible()
    printed = organiser.pdf(prefer_css_page_size=True, print_background=True)
    with pdfplumber.open(io.BytesIO(printed)) as paper:
        words = "".join((sheet.extract_text() or "") for sheet in paper.pages)
    told = "".join(unicodedata.normalize("NFKC", words).split())  # a font's signs for the same
    assert "收回9张,其中有效9张、无效0张" in told and "(16÷36)" in told
    assert "抢修电话" not in told

    supervisor.goto("/")
    supervisor.get_by_role("link", name=re.compile("研究测评整改建议")).first.click()
    proposal = supervisor.locator("article").filter(has_text=POWER)
    expect(proposal).to_contain_text("44.4%，4 ÷ 9")
    proposal.get_by_text("受理，立为评议整改事项").click()
    proposal.get_by_label("标题").fill(TITLE)
    proposal.get_by_role("button", name="受理").click()
    expect(supervisor.get_by_role("link", name=re.compile(TITLE))).to_be_visible()
    supervisor.goto("/board?kind=rectification")
    card = supervisor.locator(".card").filter(has_text=TITLE)
    expect(card).to_contain_text("过 0/4 关")
    card.get_by_role("link").click()
    expect(supervisor.get_by_text("无记名测评，没有人可以评价")).to_be_visible()
    shot(supervisor, "evaluation-matter")
    assert [each for one in troubles for each in one] == []
