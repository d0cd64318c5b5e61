"""代录 on a tablet, the paper form as it comes out of the printer, and the dry run of an import."""

import io
import re
from pathlib import Path

import pdfplumber
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from models.form_number import FormNumber
from tests.browser.chromium import SHOTS, shot
from tests.browser.people import TABLET, UPRIGHT, Door, Troubles

pytestmark = pytest.mark.xdist_group("browser")

FLAWS = Path(__file__).with_name("flaws.js").read_text()
NUMBER = re.compile(r"\d{3}-\d{3}-\d{3}-\d")
A4 = (595, 842)  # points
MARGIN = 25  # what a printer may leave white


def well_made(page: Page, name: str) -> None:
    shot(page, f"entering-{name}")
    assert page.evaluate(FLAWS) == []
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


@pytest.mark.parametrize("size", [TABLET, UPRIGHT], ids=["across", "upright"])
def test_a_helper_enters_one_thing_after_another(door: Door, size: dict[str, int]) -> None:
    page = door.staff("zhaomin", size)
    troubles = Troubles(page, door.url)
    page.goto("/entering")
    well_made(page, f"entry-{size['width']}")
    page.get_by_label("按号找代表").fill("7")
    expect(page.locator(".people label:visible")).to_have_count(1)
    page.get_by_text("意见建议", exact=True).click()
    wanted = [f"{words}（{size['width']}）" for words in ("公示栏的字太小", "班车末班太早")]
    for words in wanted:
        page.get_by_label("内容").fill(words)
        page.get_by_role("button", name="登记").dblclick()
        expect(page.locator(".q").first).to_contain_text(words)
        expect(page.get_by_label("内容")).to_have_value("")
        expect(page.locator("[name=card_id]:checked + label")).to_contain_text("07")
    assert page.locator(".q").filter(has_text=wanted[1]).count() == 1
    page.goto("/entering?size=large")
    well_made(page, f"entry-{size['width']}-large")
    assert list(troubles) == []


def test_without_a_network_nothing_typed_is_lost(door: Door) -> None:
    page = door.staff("zhaomin", TABLET)
    page.goto("/entering")
    page.locator(".people label").first.click()
    page.get_by_label("内容").fill("网断了也要留住")
    page.context.set_offline(True)
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#notice")).not_to_be_empty()
    expect(page.get_by_label("内容")).to_have_value("网断了也要留住")
    page.context.set_offline(False)
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".q").first).to_contain_text("网断了也要留住")


def test_the_form_is_printed_on_a4_and_comes_back_as_a_workbook(door: Door) -> None:
    page = door.staff("zhaomin")
    troubles = Troubles(page, door.url)
    page.goto("/entering/forms")
    well_made(page, "forms")
    page.get_by_label("备用表几张").fill("3")
    page.get_by_role("button", name="生成打印页").click()
    expect(page.locator(".slip").first).to_be_visible()
    shot(page, "entering-sheets")
    slips = page.locator(".slip").count()
    cut = "els => els.filter(el => el.scrollHeight > el.clientHeight + 1).length"
    page.emulate_media(media="print")
    assert page.locator(".slip").evaluate_all(cut) == 0
    content = page.pdf(prefer_css_page_size=True, print_background=False)
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / "printed-forms.pdf").write_bytes(content)
    numbers: list[str] = []
    with pdfplumber.open(io.BytesIO(content)) as paper:
        for sheet in paper.pages:
            assert (round(sheet.width), round(sheet.height)) == A4
            found = NUMBER.findall(sheet.extract_text())
            assert 1 <= len(found) <= 2
            numbers += found
            seen = [*sheet.chars, *sheet.lines]
            assert min(one["x0"] for one in seen) > MARGIN
            assert max(one["x1"] for one in seen) < sheet.width - MARGIN
            assert max(one["bottom"] for one in seen) < sheet.height - MARGIN
            assert {tuple(one["non_stroking_color"] or (0,)) for one in sheet.chars} <= {
                (0,), (0, 0, 0),
            }  # fmt: skip
    assert len(set(numbers)) == len(numbers) == slips
    assert all(str(FormNumber.read(number)) == number for number in numbers)

    page.emulate_media(media="screen")
    page.goto("/entering/forms")
    with page.expect_download() as started:
        page.get_by_role("link", name="下载模板").click()
    book = load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    for column, value in enumerate((numbers[0], "", "提问", "1", "自来水什么时候通？"), 1):
        book.active.cell(3, column, value)
    book.active.cell(4, 1, numbers[1])
    file = io.BytesIO()
    book.save(file)
    chosen = {"name": "收回.xlsx", "mimeType": "application/vnd.ms-excel"}
    page.get_by_label("填好的 Excel 表").set_input_files({**chosen, "buffer": file.getvalue()})
    page.get_by_role("button", name="试读").click()
    expect(page.locator("section[role=alert]")).to_contain_text("E4 内容")
    well_made(page, "faults")
    book.active.delete_rows(4)
    file = io.BytesIO()
    book.save(file)
    page.get_by_label("填好的 Excel 表").set_input_files({**chosen, "buffer": file.getvalue()})
    page.get_by_role("button", name="试读").click()
    expect(page.get_by_text("试读通过：1 行")).to_be_visible()
    well_made(page, "dry-run")
    page.get_by_role("button", name="确认导入 1 条").click()
    expect(page.get_by_text("新登记 1 条")).to_be_visible()
    troubles[:] = [line for line in troubles if "422" not in line]  # the faults
    assert list(troubles) == []
