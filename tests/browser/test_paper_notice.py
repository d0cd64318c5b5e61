"""The notice's paper, printed by Chromium and measured: 信函格式, GB/T 9704-2012, 10.1."""

import io
import re

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import SHOTS, shot
from tests.browser.measure import bands, box, masks, near
from tests.browser.people import Door

pytestmark = pytest.mark.xdist_group("browser")


def printed(page: Page, number: int) -> pdfplumber.PDF:
    """The paper of 柞政督〔2013〕n号, as the printer gets it."""
    page.goto("/notices")
    page.get_by_role("link", name=f"柞政督〔2013〕{number}号").click()
    page.get_by_role("link", name="看印样").click()
    expect(page.locator(".letter-no")).to_have_text(f"柞政督〔2013〕{number}号")
    shot(page, f"paper-notice-{number}")
    content = page.pdf(prefer_css_page_size=True, print_background=True)
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / f"printed-notice-{number}.pdf").write_bytes(content)
    return pdfplumber.open(io.BytesIO(content))


@pytest.mark.parametrize(("number", "matters"), [(2, 1), (4, 2), (1, 3)])
def test_the_paper_keeps_the_measures_of_the_standard(
    door: Door, number: int, matters: int
) -> None:
    page = door.staff("liwenjing")
    with printed(page, number) as paper:
        assert len(paper.pages) == 1
        [sheet] = paper.pages
        assert len(re.findall("督办编号", sheet.extract_text())) == matters
        assert near(float(sheet.width) / 72 * 25.4, 210)
        assert near(float(sheet.height) / 72 * 25.4, 297)
        red, black = masks(sheet)
        mark = box(red, 20, 43)
        assert near(mark[1], 30), f"标志 {mark}"
        assert near((mark[0] + mark[2]) / 2, 105)
        lines = [(top, bottom) for top, bottom in bands(red) if bottom - top < 1.5]
        assert len(lines) == 4, lines
        thick, thin, low_thin, low_thick = lines
        assert thick[1] - thick[0] > thin[1] - thin[0]  # 上粗下细
        assert low_thick[1] - low_thick[0] > low_thin[1] - low_thin[0]  # 上细下粗
        assert near(thick[0] - mark[3], 4), (mark, thick)
        assert near(low_thick[1], 297 - 20)
        for line in (thick, low_thick):
            left, _, right, _ = box(red, line[0], line[1])
            assert near(left, 20) and near(right, 190)
        left, top, right, bottom = box(black)
        assert near(left, 28) and near(right, 184), (left, right)
        assert near(top - thin[1], 4.9) and bottom < low_thin[0]


def test_a_longer_notice_goes_on_to_a_second_page_without_shrinking(door: Door) -> None:
    page = door.staff("fengguoqing")
    with printed(page, 3) as paper:
        assert len(paper.pages) == 2
        first, second = paper.pages
        red, black = masks(first)
        assert near(box(red, 20, 43)[1], 30) and near(box(red)[3], 277)
        assert near(box(black)[0], 28) and near(box(black)[2], 184)
        assert box(black)[3] < box(red)[3]
        red, black = masks(second)
        assert red.getbbox() is None
        left, top, right, _ = box(black)
        assert near(left, 28) and near(right, 184) and top >= 36
        assert "签收回执" in second.extract_text()


def test_the_preview_is_the_paper(door: Door) -> None:
    page = door.staff("liwenjing")
    printed(page, 1).close()
    sheet = page.locator(".letter").bounding_box()
    rule = page.locator(".letter-end .letter-rule").bounding_box()
    assert sheet and rule
    inch = 96 / 25.4
    assert near(sheet["width"] / inch, 210)
    assert near((rule["y"] + rule["height"] - sheet["y"]) / inch, 277)
    assert near((rule["x"] - sheet["x"]) / inch, 20)
