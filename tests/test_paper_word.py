"""The Word document: its styles, fields and tables; and, set by LibreOffice, its measures."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pdfplumber
import pytest
from docx import Document
from docx.oxml.ns import qn

from blueprints.papers import word
from blueprints.papers.document import Paper
from tests import paper_samples
from tests.browser.measure import lines_of
from tests.paper_judges import judge_letter, judge_minutes

SAMPLES = {
    **{f"minutes-{pages}": paper_samples.minutes(pages) for pages in (1, 2, 7, 60)},
    "letter": replace(paper_samples.letter(2), draft="送审稿"),
    "crowded": paper_samples.crowded(),
}


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them as LibreOffice sets them: started once, with a profile of its own."""
    folder = tmp_path_factory.mktemp("word")
    program = shutil.which("soffice")
    assert program, "no LibreOffice: run tests/system.sh"
    for name, paper in SAMPLES.items():
        (folder / f"{name}.docx").write_bytes(word.write(paper))
    files = [str(folder / f"{name}.docx") for name in SAMPLES]
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(folder), *files],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


@pytest.fixture
def pages(converted: Path, request: pytest.FixtureRequest) -> Iterator[list[Any]]:
    with pdfplumber.open(converted / f"{request.param}.pdf") as found:
        yield list(found.pages)


@pytest.mark.parametrize(
    "pages, expected",
    [(f"minutes-{count}", count) for count in (1, 2, 7, 60)],
    indirect=["pages"],
)
def test_the_documents_minutes_have_the_geometry_of_the_standard(
    pages: list[Any], expected: int
) -> None:
    judge_minutes(pages, expected, is_centred=True)


@pytest.mark.parametrize("pages", ["letter"], indirect=True)
def test_the_documents_letter_stands_between_its_red_lines(pages: list[Any]) -> None:
    assert len(pages) == 1
    judge_letter(pages[0])


@pytest.mark.parametrize("pages", ["crowded"], indirect=True)
def test_a_crowded_document_keeps_its_margins(pages: list[Any]) -> None:
    assert len(pages) > 3
    for page in pages:
        assert max(line.right for line in lines_of(page)) < 190


# ---- what Word and WPS find in it ----------------------------------------------------------------


def opened(paper: Paper) -> Any:
    return Document(io.BytesIO(word.write(paper)))


def test_each_kind_of_line_has_its_style() -> None:
    document = opened(paper_samples.minutes(2))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    for name in ("发文机关标志", "发文字号", "Title", "Heading 1", "公文正文", "公文名单"):
        assert name in styles, styles
    for key, face in (
        ("Normal", "仿宋_GB2312"),
        ("Title", "方正小标宋简体"),
        ("Heading 1", "黑体"),
    ):
        fonts = document.styles[key].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii")) == face
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"][1:3] == [
        "二、关于施工便道",
        "三、关于施工便道",
    ]


def test_the_grid_and_the_mirrored_margins_are_in_the_section() -> None:
    document = opened(paper_samples.minutes(2))
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars" and grid.get(qn("w:linePitch")) == "579"
    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(length.mm) for length in margins] == [37, 35, 28, 26]
    assert document.settings.element.find(qn("w:mirrorMargins")) is not None


def test_pages_are_numbered_by_fields_on_the_outer_side() -> None:
    section = opened(paper_samples.minutes(2)).sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer._element.xml
        assert " PAGE " in xml and f'<w:jc w:val="{side}"/>' in xml
    assert opened(paper_samples.minutes(2)).settings.odd_and_even_pages_header_footer


def test_a_letters_first_page_has_its_lines_and_no_number() -> None:
    section = opened(paper_samples.letter(1)).sections[0]
    assert section.different_first_page_header_footer
    assert "柞水县人民政府办公室" in section.first_page_header.paragraphs[0].text
    assert "PAGE" not in section.first_page_footer._element.xml


@pytest.mark.parametrize("paper", [paper_samples.minutes(1), paper_samples.letter(1)])
def test_a_draft_says_so_on_its_first_page_alone(paper: Paper) -> None:
    section = opened(replace(paper, draft="送审稿")).sections[0]
    assert "送审稿" in [line.text for line in section.first_page_header.paragraphs]
    assert "送审稿" not in section.header._element.xml


def test_tables_are_tables_whose_head_is_repeated() -> None:
    table = opened(paper_samples.ledger(3)).tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["编号", "督办事项", "来源"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert len(table.rows) == 4


def test_what_people_write_stays_text_and_no_document_is_broken_by_it() -> None:
    bad = "<w:p>&amp; “#” \x00\x07\ud800\ufffe{{ 7*7 }}"
    paper = paper_samples.minutes(1, title=bad)
    assert "<w:p>&amp; “#” {{ 7*7 }}" in [
        p.text.replace("\n", "") for p in opened(paper).paragraphs
    ]


def test_the_document_tells_nothing_of_whoever_made_it() -> None:
    document = opened(paper_samples.minutes(1))
    about = document.core_properties
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    with ZipFile(io.BytesIO(word.write(paper_samples.minutes(1)))) as whole:
        assert b"python-docx" not in b"".join(whole.read(name) for name in whole.namelist())
