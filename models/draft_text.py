"""The text of a draft (征求意见稿): cut into paragraphs, each with its label and a name."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from models.base import RuleBroken
from models.text import length, tidy
from models.visit import in_words

LONGEST, MOST = 2000, 200  # characters of a paragraph, paragraphs of a draft
NUMBER = "〇零一二三四五六七八九十百"
LABEL = re.compile(
    rf"(第[{NUMBER}\d]+[编章节条款]"
    rf"|[{NUMBER}]+、"
    rf"|[（(][{NUMBER}\d]+[）)]"
    r"|\d{1,3}(?:、|[.．](?!\d)))\s*"
)


class Cut(NamedTuple):
    """一段: 第三条 or （二） apart from what it says; a paragraph without a number has no label."""

    label: str
    text: str

    @property
    def whole(self) -> str:
        return f"{self.label}　{self.text}" if self.label and self.text else self.label + self.text


def cut(text: str) -> list[Cut]:
    """A pasted text in paragraphs. Raises RuleBroken where there is none, or too much."""
    found: list[Cut] = []
    for line in tidy(text).split("\n"):
        one = cut_one(line)
        if found and not found[-1].text and not one.label:  # 第一条, and its words in the next line
            one = Cut(found.pop().label, one.text)
        found.append(one)
    if not any(one.text or one.label for one in found):
        raise RuleBroken("请把征求意见稿的全文粘贴进来")
    if len(found) > MOST:
        raise RuleBroken(f"共 {len(found)} 段，最多 {MOST} 段，请分成几个稿子征求意见")
    for number, one in enumerate(found, 1):
        if length(one.text) > LONGEST:
            name = one.label or f"第 {number} 段"
            raise RuleBroken(f"{name}有 {length(one.text)} 字，一段最多 {LONGEST} 字，请分段")
    return found


def cut_one(line: str) -> Cut:
    """A single paragraph, without its label."""
    label = LABEL.match(line)
    return Cut(label[1], line[label.end() :].strip()) if label else Cut("", line)


def names(labels: Iterable[str]) -> list[str]:
    """What paragraphs with these labels are called: 第三条, 第三条（二）, 第三条第二款, 第 4 段."""
    found: list[str] = []
    head, item, clause = "", "", 1
    for number, label in enumerate(labels, 1):
        if label.startswith("第"):
            head, item, clause = (label if label[-1] in "条款" else ""), "", 1
            found.append(label)
        elif label.endswith("、") and not label[0].isdigit():
            head, item, clause = label.rstrip("、"), "", 1
            found.append(head)
        elif label.startswith(("（", "(")):
            item = label.replace("(", "（").replace(")", "）")
            found.append(head + item)
        elif label:
            found.append(f"{head}{item}第{label.rstrip('.．、')}点")
        elif head.startswith("第"):
            clause += 1
            found.append(f"{head}第{in_words(clause)}款")
        else:
            found.append(f"第 {number} 段")
    return found
