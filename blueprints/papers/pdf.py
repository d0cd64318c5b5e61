"""PDF by the server: the paper as data for the engine, whose template is paper.typ."""

import json
import re
from pathlib import Path
from typing import Any

import typst

from blueprints.papers.document import Paper, plain
from blueprints.papers.faces import faces
from models import clock

TEMPLATE = Path(__file__).with_name("paper.typ")
NOTHING = Path(__file__).parent / "nowhere"  # the engine may read no file
OPENING, CLOSING = "“‘（《〈「『【〔", "”’）》〉」』】〕，。、；：？！"
BETWEEN = re.compile(f"(?<=[{OPENING}{CLOSING}])(?=[{OPENING}{CLOSING}])")
# Nothing to be seen, and no font has it; a lone surrogate is in no JSON.
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def write(paper: Paper) -> bytes:
    """The paper as PDF. Raises NoFaces where there is no Chinese font."""
    found = faces()
    found.refuse_without()
    inputs = {"paper": json.dumps(as_data(paper)), "faces": json.dumps(found.chosen)}
    compiler = typst.Compiler(TEMPLATE.read_bytes(), font_paths=found.fonts, sys_inputs=inputs)
    made = compiler.compile(format="pdf", timestamp=int(clock.now().timestamp()))
    assert isinstance(made, bytes)
    return made


def as_data(paper: Paper) -> Any:
    """As paper.typ reads it: all words in pieces."""
    data = _pieces(plain(paper))
    data["lines"] = [pieces(line) for line in paper.lines]
    if paper.head is not None:
        data["head"]["size"] = len(paper.head.mark)
    return data


KEPT = {"is", "face", "style"}


def _pieces(value: Any) -> Any:
    if isinstance(value, list):
        return [_pieces(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value["is"] == "run":
        return {"face": value["face"], "pieces": pieces(value["text"])}
    return {
        name: pieces(each) if isinstance(each, str) and name not in KEPT else _pieces(each)
        for name, each in value.items()
    }


def pieces(text: str) -> list[str]:
    """Cut between two marks, which the engine would else push together to one character."""
    fit = UNFIT.sub("", text.replace("\n", " "))
    return BETWEEN.split(fit) if fit else []
