"""What GB/T 9704-2012 asks of a printed paper, measured: the same for whatever printed it."""

from typing import Any

from tests.browser.measure import (
    BOTTOM,
    CHARACTERS,
    INNER,
    LINES,
    MM,
    OUTER,
    TOP,
    WIDTH,
    Line,
    bands,
    body_of,
    box,
    lines_of,
    masks,
    near,
)

# At a line's end such a mark takes half its width, or hangs in the margin, by the printer.
CLOSING = "”’）》〉」』】〕，。、；：？！"
PAGE = {"—", "-", " "}


def edge(line: Line) -> float:
    """How far its ink reaches to the right."""
    last = next(char for char in reversed(line.chars) if char["text"] not in CLOSING)
    return float(last["x1"]) * MM


def judge_page(page: Any, number: int) -> list[Line]:
    """Its size, its margins, its number; returns the lines of its text."""
    assert near(page.width * MM, 210, 0.5) and near(page.height * MM, 297, 0.5)
    is_odd = number % 2 == 1
    left = INNER if is_odd else OUTER
    lines = lines_of(page)
    foot, body = lines[-1], body_of(lines)
    assert foot.text == f"—{number}—"
    if is_odd:  # the outer side: right on odd pages, left on even ones, a character in
        assert near(foot.right, 210 - OUTER - 14 * MM)
    else:
        assert near(foot.left, OUTER + 14 * MM)
    assert near(foot.baseline, 297 - BOTTOM + 7 + 1.6, 1.5)
    assert min(line.left for line in body) >= left - 1
    assert max(edge(line) for line in body) <= left + WIDTH + 1
    assert len(body) <= LINES
    for line, other in zip(body, body[1:], strict=False):
        assert other.baseline - line.baseline > 9.9
    assert max(_cells(line) for line in body) <= CHARACTERS
    return body


def _cells(line: Line) -> int:
    """Characters on the grid, without a mark that hangs at the end."""
    chinese = [char for char in line.chars if ord(char["text"][0]) > 255]
    return len(chinese) - (bool(chinese) and chinese[-1]["text"] in CLOSING)


def judge_full_page(page: Any, number: int) -> None:
    """22 lines of 28 characters, also where 楷体 or 黑体 stands among them."""
    body = judge_page(page, number)
    assert len(body) == LINES, [line.text for line in body]
    left = INNER if number % 2 else OUTER
    full = [line for line in body if len(line.chars) == CHARACTERS]
    assert all(near(line.left, left, 0.6) and near(edge(line), left + WIDTH, 1) for line in full)
    for words in ("洒水", "台账"):  # in 黑体, in 楷体
        assert any(words in line.text for line in full), [line.text for line in body]
    # the first line's characters begin at the 版心's top
    assert near(body[0].baseline - 16 * 0.88 * MM - (28.98 - 16) / 2 * MM, TOP, 1.1)


def judge_head(page: Any, letters: int) -> None:
    """标志 35 mm below the top of the 版心 and in its middle, the red line as wide as the 版心."""
    mark = lines_of(page)[0]
    assert len(mark.text) == letters
    assert near(mark.baseline - mark.size * 0.88 * MM, TOP + 35)
    assert near((mark.left + mark.right) / 2, INNER + WIDTH / 2)
    red, _ = masks(page)
    left, top, right, bottom = box(red, 95, 150)
    assert near(left, INNER) and near(right, INNER + WIDTH)
    assert bottom - top < 1 and near(top, TOP + 96.6, 1.5)


def judge_colophon(pages: list[Any], is_centred: bool = False) -> None:
    """版记 on the foot of the last page, its last line on the last line of the 版心."""
    last = pages[-1]
    small = [line for line in lines_of(last) if near(line.size, 14, 0.1)][:-1]
    assert small[0].text.startswith("抄送：") and small[-1].text.endswith("印发")
    _, black = masks(last)
    rules = [(top, low) for top, low in bands(black) if low - top < 0.8 and 230 < top < 264]
    assert near(rules[-1][1], 297 - BOTTOM), rules
    assert len(rules) == 3
    edges = box(black, *rules[-1])
    left = (210 - WIDTH) / 2 if is_centred else OUTER if len(pages) % 2 == 0 else INNER
    assert near(edges[0], left) and near(edges[2], left + WIDTH)
    for page in pages[:-1]:
        assert not any("印发" in line.text for line in lines_of(page)[-2:])


def judge_minutes(pages: list[Any], expected: int, is_centred: bool = False) -> None:
    """The whole of `paper_samples.minutes`."""
    assert len(pages) == expected
    judge_head(pages[0], letters=13)
    for number, page in enumerate(pages, 1):
        if 1 < number < expected:
            judge_full_page(page, number)
        else:
            judge_page(page, number)
        page.close()
    judge_colophon(pages, is_centred)


def judge_letter(sheet: Any) -> None:
    """信函格式: 标志 30 mm below the edge, red double lines 170 mm wide, the number below them."""
    red, black = masks(sheet)
    mark = box(red, 20, 43)
    assert near(mark[1], 30), f"标志 {mark}"
    assert near((mark[0] + mark[2]) / 2, 105)
    lines = [(top, bottom) for top, bottom in bands(red) if bottom - top < 2.2]
    upper, lower = lines[0], lines[-1]
    assert near(upper[0] - mark[3], 4, 1.2), (mark, upper)
    assert near(lower[1], 297 - 20)
    for line in (upper, lower):
        left, _, right, _ = box(red, *line)
        assert near(left, 20) and near(right, 190)
    left, _, right, bottom = box(black, 45, 277)
    assert near(left, 28, 1.2) and near(right, 184, 1.2), (left, right)
    assert bottom < lower[0]
