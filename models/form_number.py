"""Numbers of printed forms (表号): which visit, which seat, which slip, and a check digit."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from models.audit import record
from models.base import RuleBroken, db
from models.counter import Counter, next_number
from models.representative import Card
from models.visit import Visit

NAMESPACE = UUID("5b0d2f2e-6f0c-4c7b-9d54-6c1f0a9f3c11")
LENGTH, SHORTEST = 10, 8  # spreadsheets drop the zeros in front, at most two of visit 001
SPARE = 0  # the seat of a form that was printed for nobody in particular
LARGEST = 999
MOST = 600  # slips of one printing

# Damm's quasigroup: each wrong digit and each swap of neighbours leads to another row. Zeros in
# front change nothing, so a number that lost them still checks.
DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def remainder(digits: str) -> str:
    """The check digit that belongs behind `digits`; "0" when it stands there already."""
    row = "0"
    for digit in digits:
        row = DAMM[int(row)][int(digit)]
    return row


@dataclass(frozen=True)
class FormNumber:
    """表号: 002-007-001-5 is the first slip of seat 7 on the second visit."""

    visit: int
    seat: int
    running: int

    @classmethod
    def read(cls, text: str) -> "FormNumber":
        """What a person copied from a form. Raises RuleBroken when it cannot be one."""
        digits = re.sub(r"[\s\-–—−_.]", "", unicodedata.normalize("NFKC", text))
        if not re.fullmatch(f"[0-9]{{{SHORTEST},{LENGTH}}}", digits):
            raise RuleBroken(f"表号是 {LENGTH} 位数字，请对照原表填写")
        digits = digits.zfill(LENGTH)
        if remainder(digits) != "0":
            raise RuleBroken("表号的校验位不对，有一位抄错了，请对照原表核对")
        return cls(int(digits[:3]), int(digits[3:6]), int(digits[6:9]))

    @property
    def digits(self) -> str:
        body = f"{self.visit:03}{self.seat:03}{self.running:03}"
        return body + remainder(body)

    def __str__(self) -> str:
        digits = self.digits
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]}-{digits[9]}"

    def refuse_unless_of(self, visit: Visit) -> None:
        """Raises RuleBroken for a form of another visit, and for one that was never printed."""
        if self.visit != visit.number:
            raise RuleBroken(f"表号 {self} 是第 {self.visit} 期的表，不是{visit.name}的")
        printed = db.session.get(Counter, _series(visit, self.seat))
        if not 1 <= self.running <= (printed.last if printed else 0):
            raise RuleBroken(f"表号 {self} 没有印过，请对照原表核对")

    def client_id(self, visit: Visit) -> str:
        """The identity of what stands on the form: however often it comes, it is one."""
        return str(uuid5(NAMESPACE, f"{visit.id}:{self.digits}"))


@dataclass(frozen=True)
class Slip:
    """一张表: for a card, or a spare one."""

    number: FormNumber
    card: Card | None


def _series(visit: Visit, seat: int) -> str:
    return f"form:{visit.id}:{seat}"


def print_forms(visit: Visit, cards: Sequence[Card], each: int, spare: int, by: Any) -> list[Slip]:
    """印纸质表, in seat order, the spare ones last. No number is ever printed twice."""
    wanted: list[tuple[Card | None, int]] = [(card, each) for card in cards] + [(None, spare)]
    if sum(copies for _, copies in wanted) > MOST:
        raise RuleBroken(f"一次最多印 {MOST} 张，请分几次印")
    slips = [
        Slip(_next(visit, card.seat if card else SPARE), card)
        for card, copies in wanted
        for _ in range(copies)
    ]
    if not slips:
        raise RuleBroken("请填写要印的张数")
    record("form.print", visit.subject, by, slips=len(slips), **visit.mark)
    return slips


def _next(visit: Visit, seat: int) -> FormNumber:
    running = next_number(_series(visit, seat))
    if running > LARGEST or seat > LARGEST or visit.number > LARGEST:
        raise RuleBroken(f"表号用完了：每个代表号最多 {LARGEST} 张")
    return FormNumber(visit.number, seat, running)
