"""DOCX: the paper for whoever goes on with it in WPS or Word, in real styles, fields and tables."""

import io
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from blueprints.papers.document import Paper, Style
from blueprints.papers.word_blocks import body_of
from blueprints.papers.word_page import set_page
from blueprints.papers.word_styles import define
from blueprints.papers.word_xml import UNFIT
from models import clock


def write(paper: Paper) -> bytes:
    """The paper as a Word document."""
    document = Document()
    define(document)
    set_page(document, paper)
    body: Any = document.element.body
    last = body.find(qn("w:sectPr"))
    for element in body_of(paper):
        last.addprevious(element)
    about, now = document.core_properties, clock.now()
    about.title, about.author, about.comments = UNFIT.sub("", paper.title), "", ""
    about.created = about.modified = now.replace(tzinfo=None)
    about.category = "信函格式" if paper.style is Style.LETTER else "公文格式"
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
