"""The server's PDF, measured against GB/T 9704-2012; and what people write is never obeyed."""

import io
import os
from collections.abc import Callable, Iterator
from typing import Any

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprints.papers import faces, pdf
from blueprints.papers.document import (
    Colophon,
    Head,
    Heading,
    Paper,
    Roll,
    Row,
    Run,
    Table,
    Text,
    cell,
    numbered,
    runs,
)
from tests import paper_samples
from tests.browser.measure import OUTER, WIDTH, body_of, lines_of, near
from tests.paper_judges import edge, judge_letter, judge_minutes

Printed = Callable[[Paper], list[Any]]
COUNT = 400 if os.environ.get("KAIMEN_PROOF") else 25


@pytest.fixture
def printed() -> Iterator[Printed]:
    """Its pages."""
    opened: list[Any] = []

    def print_(paper: Paper) -> list[Any]:
        opened.append(pdfplumber.open(io.BytesIO(pdf.write(paper))))
        return list(opened[-1].pages)

    yield print_
    for each in opened:
        each.close()


@pytest.mark.parametrize("pages", [1, 2, 7, 60])
def test_the_servers_minutes_have_the_geometry_of_the_standard(
    printed: Printed, pages: int
) -> None:
    judge_minutes(printed(paper_samples.minutes(pages)), pages)


@pytest.mark.parametrize("matters", [1, 3])
def test_the_servers_letter_stands_between_its_red_lines(printed: Printed, matters: int) -> None:
    pages = printed(paper_samples.letter(matters))
    assert len(pages) == 1
    judge_letter(pages[0])
    assert "—" not in lines_of(pages[0])[-1].text  # no number on the first page


def test_a_longer_letter_goes_on_inside_the_ordinary_margins(printed: Printed) -> None:
    first, second = printed(paper_samples.letter(10))
    judge_letter(first)
    assert lines_of(second)[-1].text == "—2—"
    assert "签收回执" in second.extract_text()


def test_nothing_makes_the_page_smaller_or_leaves_it(printed: Printed) -> None:
    pages = printed(paper_samples.crowded())
    assert len(pages) > 3
    for page in pages:
        assert near(page.width * 25.4 / 72, 210, 0.1)
        for line in lines_of(page):
            assert edge(line) < 210 - OUTER + 3, line.text
        assert max(line.right - line.left for line in lines_of(page)) < WIDTH + 3
    assert any(near(line.size, 16, 0.01) for line in body_of(lines_of(pages[-1])))


# Everything that means something to the engine, and words between.
MARKUP = "#$*_@\\`~=+-/<>[]{}()\"'.,:;!?&%^|01aZ两河村路口（）“”，。〔〕"


def everywhere(text: str) -> Paper:
    """A paper that says it in each of its places."""
    return Paper(
        name="x",
        title=text,
        head=Head("标志", text, text, text),
        blocks=numbered(
            [
                Text((Run(text), *runs("甲"))),
                Heading(1, text),
                Heading(2, text, runs(text)),
                Roll(text, text),
                Table((78, 78), (Row((cell(text), cell(text, head=True))),)),
            ]
        ),
        colophon=Colophon(text, text, text),
        draft=text,
    )


@settings(
    max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(MARKUP, min_size=1, max_size=18))
def test_what_people_write_is_printed_and_never_obeyed(text: str) -> None:
    with pdfplumber.open(io.BytesIO(pdf.write(everywhere(text)))) as found:
        said = "".join(char["text"] for page in found.pages for char in page.chars)
    assert said.replace(" ", "").count(text.replace(" ", "")) >= 12


@pytest.mark.parametrize(
    "text",
    [
        '#import "/etc/passwd"',
        '#read("/etc/passwd")',
        "$ x $ *粗* _斜_ @引用 <标签> // 注释",
        "\\u{41} \\ #sys.inputs",
        "= 标题\n- 列表\n+ 编号",
        "\x00\x07\ud800没有的字符\ufffe",
    ],
)
def test_commands_of_the_engine_are_words_on_paper(text: str) -> None:
    with pdfplumber.open(io.BytesIO(pdf.write(everywhere(text)))) as found:
        said = "".join(char["text"] for page in found.pages for char in page.chars)
    kept = "".join(ch for ch in text if ch.isprintable() and not ch.isspace())
    assert kept in said.replace(" ", "") and "root:" not in said


def test_without_a_chinese_font_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Nothing:
        def families(self) -> list[str]:
            return ["DejaVu Sans"]

    monkeypatch.setattr(faces, "_found", faces.Faces(Nothing()))  # type: ignore[arg-type]
    with pytest.raises(faces.NoFaces, match="fonts-noto-cjk"):
        pdf.write(paper_samples.minutes(1))


def test_the_shipped_faces_alone_set_every_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without any Chinese font."""
    alone = faces.Faces(faces.fonts_of(system=False))
    monkeypatch.setattr(faces, "_found", alone)
    assert alone.missing == ["小标宋", "仿宋", "楷体", "黑体"]
    with pdfplumber.open(io.BytesIO(pdf.write(paper_samples.minutes(2)))) as found:
        used = {char["fontname"].partition("+")[2] for page in found.pages for char in page.chars}
        judge_minutes(list(found.pages), 2)
    assert used == {"NotoSerifSC-Regular", "NotoSansSC-Regular"}


def test_a_face_of_the_standard_is_taken_when_the_server_has_it() -> None:
    class County:
        def families(self) -> list[str]:
            return ["FangSong", "SimHei", "SimSun", "Noto Serif SC", "Noto Sans SC"]

    found = faces.Faces(County())  # type: ignore[arg-type]
    assert found.missing == ["小标宋", "楷体"]
    assert found.stack("fang")[0] == "FangSong" and found.stack("hei")[0] == "SimHei"
    assert found.stack("song")[0] == "Noto Serif SC"
    assert found.chosen["digits"] == ["SimSun", "FangSong", "Noto Serif SC", "Noto Sans SC"]
