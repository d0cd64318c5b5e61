"""The minutes as Chromium prints them, measured with a PDF library against GB/T 9704-2012."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pdfplumber
import pytest
from flask import Flask
from playwright.sync_api import Browser, Route

from models import (
    AttendanceKind,
    AuthSession,
    DecisionRow,
    Meeting,
    MeetingKind,
    Role,
    begin_writing,
    clock,
    db,
)
from tests.browser.measure import (
    BOTTOM,
    INNER,
    LINES,
    MM,
    OUTER,
    TOP,
    WIDTH,
    body_of,
    lines_of,
    near,
)
from tests.conftest import person

ROOT = Path(__file__).parents[2]
HELD = datetime(2013, 6, 20, 15, tzinfo=clock.SHANGHAI)
SENTENCE = "代表反映施工便道扬尘较大，县交通运输局说明每日洒水不少于四次，会议要求责任到人。"


@pytest.fixture
def printed(app: Flask, browser: Browser) -> Iterator[Callable[..., list[Any]]]:
    """The pages of minutes with so many paragraphs."""
    opened: list[Any] = []

    def print_(paragraphs: int, scripts: bool = True) -> list[Any]:
        html = paper(app, paragraphs)

        def answer(route: Route) -> None:
            path = urlsplit(route.request.url).path
            if path == "/paper":
                route.fulfill(body=html, content_type="text/html; charset=utf-8")
            else:
                route.fulfill(path=ROOT / path.lstrip("/"))

        context = browser.new_context(java_script_enabled=scripts)
        context.route("**/*", answer)
        page = context.new_page()
        page.goto("http://kaimen.test/paper")
        pdf = page.pdf(prefer_css_page_size=True)
        context.close()
        opened.append(pdfplumber.open(io.BytesIO(pdf)))
        return list(opened[-1].pages)

    yield print_
    for each in opened:
        each.close()


def paper(app: Flask, paragraphs: int) -> str:
    with app.app_context(), clock.at(datetime(2013, 6, 24, 16)):
        begin_writing()
        by: Any = person(Role.RECORDER)
        head: Any = person(Role.OFFICE_HEAD)
        leader: Any = person(Role.LEADER)
        handler: Any = person(Role.HANDLER)
        meeting = Meeting.convene(
            by, kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=HELD,
            place="县政府三楼会议室", chair=leader,
        )  # fmt: skip
        meeting.add(by, AttendanceKind.PRESENT, name="王建军", unit="县交通运输局", title="局长")
        for number in range(4 * (paragraphs - 1)):
            meeting.add(by, AttendanceKind.OBSERVER, name=f"列席的人{number}", unit="县交通运输局")
        item = meeting.minutes.add_item(by)
        if paragraphs == 1:  # as short as minutes can be: the head alone takes half a page
            item.write(by, title="施工便道", reporter="", said="会议研究了洒水。", decisions=[])
        else:
            said = "\n".join([SENTENCE * 2] * paragraphs)
            row = DecisionRow("落实洒水。每日四次", handler.unit, date(2013, 7, 1))
            item.write(by, title="施工便道", reporter="", said=said, decisions=[row])
            meeting.minutes.copy_to(by, "县委办公室，各镇人民政府")
        meeting.minutes.submit(by)
        meeting.minutes.review(head)
        meeting.minutes.sign(leader)
        meeting.minutes.issue(head)
        db.session.commit()
        key = meeting.id
    client = app.test_client()
    with app.app_context():
        token = AuthSession.start(person(Role.RECORDER))
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client.get(f"/meetings/{key}/paper").text


@pytest.mark.parametrize(("paragraphs", "pages"), [(1, 1), (3, 2), (8, 3)])
def test_the_paper_has_the_geometry_of_the_standard(
    printed: Callable[..., list[Any]], paragraphs: int, pages: int
) -> None:
    found = printed(paragraphs)
    assert len(found) == pages
    for number, page in enumerate(found, 1):
        assert near(page.width * MM, 210, 0.5) and near(page.height * MM, 297, 0.5)
        odd = number % 2 == 1
        left = INNER if odd else OUTER
        lines = lines_of(page)
        foot, body = lines[-1], body_of(lines)
        assert foot.text == f"—{number}—"
        if odd:  # the outer side: right on odd pages, left on even ones, a character in
            assert near(foot.right, 210 - OUTER - 14 * MM)
        else:
            assert near(foot.left, OUTER + 14 * MM)
        assert near(foot.baseline, 297 - BOTTOM + 7 + 1.6, 1.5)
        assert min(line.left for line in body) >= left - 1
        assert max(line.right for line in body) <= left + WIDTH + 1
        assert max(len([c for c in line.chars if ord(c["text"][0]) > 255]) for line in body) <= 28
        assert len(body) <= LINES
        for line, other in zip(body, body[1:], strict=False):
            assert other.baseline - line.baseline > 9


def test_a_full_page_has_22_lines_of_28_characters(printed: Callable[..., list[Any]]) -> None:
    page = printed(12)[1]
    body = body_of(lines_of(page))
    assert len(body) == LINES
    full = [line for line in body if line.is_full]
    assert full, [len(line.chars) for line in body]
    assert all(
        near(line.left, OUTER, 0.5) and near(line.right, OUTER + WIDTH, 0.8) for line in full
    )
    # the first line's characters begin at the 版心's top
    assert near(body[0].baseline - 16 * 0.88 * MM - (28.5 - 16) / 2 * MM, TOP)


def test_the_mark_stands_72_mm_from_the_paper_s_edge(printed: Callable[..., list[Any]]) -> None:
    page = printed(1)[0]
    mark = lines_of(page)[0]
    assert mark.text.startswith("柞水县") or "常务会议" in mark.text
    assert mark.size == pytest.approx(34, abs=0.1)  # thirteen characters on one line
    assert near(mark.baseline - mark.size * 0.88 * MM, 72)
    middle = (mark.left + mark.right) / 2
    assert near(middle, INNER + WIDTH / 2)


@pytest.mark.parametrize("paragraphs", [1, 2, 3, 4, 8])
def test_the_colophon_stands_on_the_foot_of_the_last_page(
    printed: Callable[..., list[Any]], paragraphs: int
) -> None:
    pages = printed(paragraphs)
    last = pages[-1]
    small = [line for line in lines_of(last) if near(line.size, 14, 0.1)][:-1]
    assert paragraphs == 1 or small[0].text.startswith("抄送：")
    assert small[-1].text.endswith("印发")
    rules = [float(edge["bottom"]) * MM for edge in [*last.rects, *last.lines, *last.edges]]
    assert near(max(rules), 297 - BOTTOM)
    for page in pages[:-1]:
        assert not any("印发" in line.text for line in lines_of(page)[-2:])


def test_without_scripts_the_colophon_follows_the_text(
    printed: Callable[..., list[Any]],
) -> None:
    pages = printed(8, scripts=False)
    assert len(pages) == 3
    assert any(line.text.endswith("印发") for line in lines_of(pages[-1]))
