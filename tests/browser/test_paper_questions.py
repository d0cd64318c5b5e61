"""The queue and the record of answers as Chromium prints them, and like questions on the sheet."""

import io
import logging
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.measure import lines_of, near
from tests.browser.people import TABLET, Door, Troubles
from tests.browser.server import Server

pytestmark = pytest.mark.xdist_group("browser")
logging.getLogger("pdfminer").setLevel(logging.ERROR)  # of fonts without a bounding box

FLAWS = Path(__file__).with_name("flaws.js").read_text()
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
MM = 25.4 / 72
SIDE, HEAD, FOOT = 18, 18, 17  # margins
VOLTAGE = "西川村晚上电压低，电饭锅带不起来，变压器什么时候换？"
METERS = "请问水表几个月才来抄一次，水费糊涂账能不能改成一个月抄一回？"


@pytest.fixture(scope="module")
def county(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of its own: here is asked what others must not count."""
    running = Server(demo, tmp_path_factory.mktemp("papers"))
    yield running
    running.stop()
    assert "Traceback" not in running.log, running.log


@pytest.fixture
def desk(county: Server, new_context: Any) -> Page:
    return Door(county.url, new_context).staff("zhaomin")


def printed(page: Page, url: str) -> list[Any]:
    """The pages as they come out of the printer, nothing chosen but the page's own size."""
    page.goto(url)
    content = page.pdf(prefer_css_page_size=True)
    with pdfplumber.open(io.BytesIO(content)) as paper:
        for sheet in paper.pages:
            assert sheet.chars  # read now: the file is closed below
        return list(paper.pages)


def plain(text: str) -> str:
    """Without blanks; of look-alikes that a font draws with one glyph, the usual one."""
    text = unicodedata.normalize("NFKC", text)
    return text.translate(str.maketrans("⻚⻓⻅⻋⻔戶", "页长见车门户", " \n"))


def text_of(sheet: Any) -> str:
    return plain(sheet.extract_text() or "")


def rows_of(sheets: list[Any]) -> list[list[str | None]]:
    """The rows of all tables; None where a cell reaches over from the left."""
    return [
        [plain(cell) if cell is not None else None for cell in row]
        for sheet in sheets
        for table in sheet.extract_tables()
        for row in table
    ]


def judge_geometry(sheets: list[Any], head: str) -> None:
    """A4, its margins free, head and foot on every page, and nothing shrunk to fit."""
    for number, sheet in enumerate(sheets, 1):
        assert abs(sheet.width * MM - 210) < 0.5 and abs(sheet.height * MM - 297) < 0.5
        body = [char for char in sheet.chars if char["text"].strip()]
        assert min(char["x0"] for char in body) * MM > SIDE - 0.5
        assert max(char["x1"] for char in body) * MM < 210 - SIDE + 0.5
        assert min(char["top"] for char in body) * MM > HEAD - 2
        words = text_of(sheet)
        assert head in words
        assert words.endswith(f"第{number}页,共{len(sheets)}页")
        assert any(abs(char["size"] - 10.5) < 0.05 for char in body)


def judge_record(sheets: list[Any], head: str) -> None:
    """In the 版心, the table's head and the number on every page, and nothing shrunk to fit."""
    for number, sheet in enumerate(sheets, 1):
        left = 28 if number % 2 else 26
        lines = lines_of(sheet)
        assert lines[-1].text == f"—{number}—"
        table = [line for line in lines if near(line.size, 10.5, 0.01)]
        assert table and min(line.left for line in table) > left
        assert max(line.right for line in table) < left + 156
        words = text_of(sheet)
        assert head in words and "编号提问答复和承诺去向" in words


@pytest.mark.parametrize("size", ["normal", "large"])
def test_the_record_is_printed_with_head_and_number_on_every_page(desk: Page, size: str) -> None:
    desk.goto(f"/visits/1/record/staff?size={size}")
    sheets = printed(desk, "/visits/1/record/staff")
    assert len(sheets) > 2
    judge_record(sheets, "第一期问答纪要(内部版)2013年6月20日")
    cells = str(rows_of(sheets))
    assert "法院依法独立办案" in cells and "2013年8月15日前办结" in cells
    whole = "".join(map(text_of, sheets))
    assert "本件为内部版,含没有采用的提问和原因" in whole
    assert "下载Word" not in whole and "返回" not in whole


def test_no_line_of_the_record_is_torn_apart(desk: Page) -> None:
    """Each row ends on the page on which it began: as many cells with a number as questions."""
    rows = rows_of(printed(desk, "/visits/1/record/staff"))
    numbers = [row[0] for row in rows if (row[0] or "").isdigit()]
    assert numbers == sorted(numbers)
    assert len(numbers) > 20 and len(set(numbers)) == len(numbers)
    assert not [row for row in rows if row[0] == ""]  # the rest of a row that began elsewhere


def test_the_public_record_says_nothing_of_what_was_refused(desk: Page) -> None:
    sheets = printed(desk, "/visits/1/record")
    judge_record(sheets, "第一期问答纪要(公开版)")
    cells = str(rows_of(sheets))
    assert "2013年8月15日前办结" in cells
    for hidden in ("法院依法独立办案", "未采用", "号代表"):
        assert hidden not in cells


def test_the_queue_on_paper_keeps_each_question_with_its_room(desk: Page) -> None:
    sheets = printed(desk, "/console/visits/2/queue")
    judge_geometry(sheets, "第二期待答清单")
    for sheet in sheets:
        words = text_of(sheet)
        before = words.partition("还没有审核的提问")[0]
        questions = before.count("号代表")
        assert questions == before.count("答复人单位") > 0
    assert desk.locator(".qa-room").count() == 6
    assert all(box["height"] > 100 for box in boxes(desk, ".qa-room"))  # 34 mm


def boxes(page: Page, selector: str) -> list[Any]:
    return [one.bounding_box() for one in page.locator(selector).all()]


@pytest.mark.parametrize("size", ["normal", "large"])
def test_papers_and_like_questions_are_well_made(
    county: Server, new_context: Any, size: str
) -> None:
    door = Door(county.url, new_context)
    like = asked(door, VOLTAGE)
    page = door.staff("zhaomin")
    troubles = Troubles(page, county.url)
    papers = ["/console/visits/2/queue", "/visits/1/record", "/board/ledger"]
    for url in [*papers, "/visits/1", "/console", like]:
        page.goto(f"{url}?size={size}")
        if url not in papers[1:]:  # official papers have one size, that of the standard
            assert page.locator("html[data-size=large]").count() == (size == "large")
        assert page.evaluate(FLAWS) == [], url
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], url
    assert troubles == []


def asked(door: Door, text: str) -> str:
    """Ask it in the room; the address of its sheet."""
    tablet = door.representative(9, size=TABLET)
    tablet.get_by_label("内容").fill(text)
    tablet.get_by_role("button", name="提交").click()
    expect(tablet.get_by_text("已收到").first).to_be_visible()
    tablet.close()
    desk = door.staff("zhaomin")
    desk.goto("/console/questions")
    url = desk.locator(".q", has_text=text).last.locator("a.no").get_attribute("href")
    desk.close()
    assert url
    return url


def test_citing_and_picking_leave_what_is_being_typed(county: Server, new_context: Any) -> None:
    door = Door(county.url, new_context)
    url = asked(door, VOLTAGE)
    desk = door.staff("zhaomin")
    desk.goto(url)
    desk.get_by_role("button", name="通过").click()
    desk.goto(url)
    words = desk.locator("textarea[name=words]")
    words.fill("正在记的话")
    link = desk.get_by_role("link", name="引入答复").first
    link.click()
    expect(words).to_be_focused()
    cited = words.input_value()
    assert cited.startswith("正在记的话\n第一期第 06 号已有答复。") and "2013年8月15日前" in cited
    link.click()
    assert words.input_value() == cited  # not twice
    assert desk.url.endswith(url)


def test_a_like_question_is_picked_for_merging_and_merged_by_hand(
    county: Server, new_context: Any
) -> None:
    door = Door(county.url, new_context)
    url = asked(door, METERS)
    desk = door.staff("zhaomin")
    desk.goto("/console")
    mark = desk.locator(".q", has_text=METERS).get_by_text("可能与")
    expect(mark).to_contain_text("第 24 号")
    desk.goto(url)
    desk.get_by_label("不采用的原因").fill("先写在这里")
    desk.get_by_role("link", name="选它并入").first.click()
    chosen = desk.locator("select[name=into] option:checked")
    expect(chosen).to_contain_text("第 24 号")
    expect(desk.get_by_label("不采用的原因")).to_have_value("先写在这里")
    desk.get_by_role("button", name="并入", exact=True).click()
    desk.goto(url)
    expect(desk.get_by_text("已并入第 24 号").first).to_be_visible()
