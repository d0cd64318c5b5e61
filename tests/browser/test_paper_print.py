"""Papers of 1, 2, 7 and 60 pages as Chromium prints them, measured like those of the server."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pdfplumber
import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from blueprints.papers import html
from blueprints.papers.document import Paper, Text, runs
from tests import paper_samples
from tests.browser.measure import OUTER, body_of, lines_of, near, usual
from tests.conftest import on_sqlite
from tests.paper_judges import edge, judge_colophon, judge_letter, judge_minutes

Opened = Callable[[Paper], Page]
Printed = Callable[[Paper], list[Any]]
INCH = 96 / 25.4


@pytest.fixture
def opened(app: Flask, browser: Browser) -> Iterator[Opened]:
    """A paper's own file, in a window."""
    pages: list[Page] = []

    def open_(paper: Paper) -> Page:
        with app.app_context():
            content = html.write(paper)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        pages.append(page)
        page.route(
            "**/*",
            lambda route: route.fulfill(body=content, content_type="text/html; charset=utf-8"),
        )
        page.goto("http://kaimen.test/paper")
        return page

    yield open_
    for page in pages:
        page.close()


@pytest.fixture
def printed(opened: Opened) -> Iterator[Printed]:
    papers: list[Any] = []

    def print_(paper: Paper) -> list[Any]:
        content = opened(paper).pdf(prefer_css_page_size=True)
        papers.append(pdfplumber.open(io.BytesIO(content)))
        return list(papers[-1].pages)

    yield print_
    for each in papers:
        each.close()


@on_sqlite  # no record is read
@pytest.mark.parametrize("pages", [1, 2, 7, 60])
def test_the_browsers_minutes_have_the_geometry_of_the_standard(
    printed: Printed, pages: int
) -> None:
    judge_minutes(printed(paper_samples.minutes(pages)), pages)


@on_sqlite
def test_a_paragraph_that_goes_over_to_the_last_sheet_has_the_colophon_below_it(
    printed: Printed,
) -> None:
    one = Text(runs("沿线各镇人民政府会同县交通运输局落实洒水" * 14))
    pages = printed(paper_samples.minutes(2, blocks=(one, one)))
    assert len(pages) == 2
    judge_colophon(pages)


@on_sqlite
def test_the_browsers_letter_stands_between_its_red_lines(printed: Printed) -> None:
    [sheet] = printed(paper_samples.letter(3))
    judge_letter(sheet)


@on_sqlite
def test_nothing_makes_the_browser_shrink_the_paper(printed: Printed) -> None:
    pages = printed(paper_samples.crowded())
    assert len(pages) > 3
    for page in pages:
        for line in lines_of(page):
            assert edge(line) < 210 - OUTER + 3, line.text
    sizes = {line.size for page in pages for line in body_of(lines_of(page))}
    assert sizes and all(near(size, 16, 0.01) for size in sizes)


@on_sqlite
@pytest.mark.parametrize("pages", [1, 2, 7])
def test_the_preview_shows_the_sheets_that_are_printed(opened: Opened, pages: int) -> None:
    page = opened(paper_samples.minutes(pages))
    sheets = [sheet.bounding_box() for sheet in page.locator(".sheet").all()]
    assert len(sheets) == pages
    for sheet in sheets:
        assert sheet and near(sheet["width"] / INCH, 210) and near(sheet["height"] / INCH, 297)
    last, colophon = sheets[-1], page.locator(".colophon").bounding_box()
    assert last and colophon
    assert near((colophon["y"] + colophon["height"] - last["y"]) / INCH, 262)
    side = 28 if pages % 2 else 26
    assert near((colophon["x"] - last["x"]) / INCH, side)
    assert page.locator(".sheet span").all_inner_texts() == [f"— {n + 1} —" for n in range(pages)]
    assert page.evaluate("document.documentElement.scrollWidth") == 1366  # the sheets scroll alone


@on_sqlite
def test_a_table_has_its_head_on_every_sheet_as_in_print(opened: Opened, printed: Printed) -> None:
    page = opened(paper_samples.ledger(60))
    count = page.locator(".sheet").count()
    assert count > 2 and page.locator(".again").count() == count - 1
    sheets = printed(paper_samples.ledger(60))
    assert len(sheets) == count
    assert all("督办事项" in sheet.extract_text() for sheet in sheets)
    for sheet in sheets:  # no row is torn: as many numbers as titles
        text = usual(sheet.extract_text())
        assert text.count("督2013-") == text.count("路口斜杆扶正加固")
