"""Numbering (层次序数): 一、（一）1.（1） by the standard of official papers. People write it or
leave it out; what is shown and printed is counted anew."""

import re
from dataclasses import dataclass

from models.visit import in_words

WRITTEN = (
    (3, re.compile(r"\s*[1-9]\d?\s*[.．、](?!\d)\s*")),
    (4, re.compile(r"\s*[（(]\s*[1-9]\d?\s*[)）]\s*")),
    (1, re.compile(r"\s*[一二三四五六七八九十]{1,3}、\s*")),
    (2, re.compile(r"\s*[（(]\s*[一二三四五六七八九十]{1,3}\s*[)）]\s*")),
)


@dataclass(frozen=True)
class Paragraph:
    """一段, with its number where it has one."""

    number: str
    words: str


def number(level: int, count: int) -> str:
    """The number of the `count`th thing on a level: 一、 then （一） then 1. then （1）."""
    forms = (f"{in_words(count)}、", f"（{in_words(count)}）", f"{count}.", f"（{count}）")
    return forms[level - 1]


def split(paragraph: str) -> tuple[int | None, str]:
    """The level that a written number means, and the words behind it."""
    for level, form in WRITTEN:
        match = form.match(paragraph)
        if match and match.end() < len(paragraph):
            return level, paragraph[match.end() :]
    return None, paragraph


def numbered(text: str, *, heads: bool = False) -> list[Paragraph]:
    """The paragraphs of a text below a heading. With `heads` the first one leads the others, which
    are counted even if nobody wrote a number before them."""
    counts, shown = {3: 0, 4: 0}, []
    for place, paragraph in enumerate(line for line in text.split("\n") if line.strip()):
        level, words = split(paragraph)
        if heads and place == 0:
            shown.append(Paragraph("", words))
            continue
        if level in {1, 2} or (level is None and heads):
            level = 3  # above it there are only items and decisions
        if level is None:
            shown.append(Paragraph("", words.strip()))
            counts = {3: 0, 4: 0}
            continue
        counts[level] += 1
        if level == 3:
            counts[4] = 0
        shown.append(Paragraph(number(level, counts[level]), words.strip()))
    return shown
