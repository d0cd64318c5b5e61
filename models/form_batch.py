"""The import of collected paper forms: checked as a whole, then entered as a whole, or not."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.counter import one_at_a_time
from models.entering import MODELS, Given, enter, given, label_of, reached, refuse_unless_open
from models.form_number import SPARE, FormNumber
from models.on_behalf import Entered, EnteredFrom, SlipKind
from models.representative import Card
from models.text import LONGEST, said
from models.visit import Stop, Visit

COLUMNS = ("表号", "代表号", "类别", "参观点", "内容")
FORM, SEAT, KIND, STOP, TEXT = COLUMNS
KINDS = {kind.label: kind for kind in SlipKind} | {"意见": SlipKind.OPINION}


@dataclass(frozen=True)
class Cell:
    """What stands in one cell, or why it cannot be read."""

    place: str  # B7
    text: str
    fault: str = ""


@dataclass(frozen=True)
class Fault:
    """一处错误: row and column as the spreadsheet names them."""

    row: int
    column: str
    words: str


@dataclass(frozen=True)
class Line:
    """一张表上写的."""

    row: int
    form: FormNumber
    card: Card
    kind: SlipKind
    stop: Stop
    text: str
    known: Given | None = None

    @property
    def differs(self) -> bool:
        """Whether other words came under this number before: those are kept."""
        return self.known is not None and self.known.text != self.text


class Check:
    """试读: every cell of every row, so that all that is wrong is told at once."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.cards = {card.seat: card for card in visit.cards}
        self.stops = {_plain(stop.name): stop for stop in reached(visit)}
        self.stops |= {str(stop.position): stop for stop in reached(visit)}
        self.rows_of: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.lines: list[Line] = []

    def take(self, row: int, cells: Mapping[str, Cell]) -> None:
        readers = {FORM: self._form, KIND: self._kind, STOP: self._stop, TEXT: self._text}
        found: dict[str, Any] = {}
        before = len(self.faults)
        for column, reader in readers.items():
            found[column] = self._read(row, cells[column], column, reader)
        form = found[FORM]
        if form is not None:
            self._once(row, cells[FORM], form)
            found[SEAT] = self._read(row, cells[SEAT], SEAT, lambda text: self._card(text, form))
        elif cells[SEAT].fault:
            self._fail(row, cells[SEAT], SEAT, cells[SEAT].fault)
        if len(self.faults) > before:
            return
        known = given(form.client_id(self.visit))
        line = Line(row, form, found[SEAT], found[KIND], found[STOP], found[TEXT], known)
        if known is not None and (
            known.card_id != line.card.id or not isinstance(known, MODELS[line.kind])
        ):
            words = f"这张表已经登记为{known.author}的{label_of(known)}，与这一行不符"
            self._fail(row, cells[FORM], FORM, words)
        else:
            self.lines.append(line)

    def _read(self, row: int, cell: Cell, column: str, reader: Any) -> Any:
        try:
            if cell.fault:
                raise RuleBroken(cell.fault)
            return reader(cell.text)
        except RuleBroken as refusal:
            self._fail(row, cell, column, str(refusal))
            return None

    def _fail(self, row: int, cell: Cell, column: str, words: str) -> None:
        self.faults.append(Fault(row, f"{cell.place} {column}", words))

    def _once(self, row: int, cell: Cell, form: FormNumber) -> None:
        first = self.rows_of.setdefault(form.digits, row)
        if first != row:
            self._fail(row, cell, FORM, f"与第 {first} 行是同一张表，一张表只写一件事")

    def _form(self, text: str) -> FormNumber:
        if not text:
            raise RuleBroken("没有填表号")
        form = FormNumber.read(text)
        form.refuse_unless_of(self.visit)
        return form

    def _card(self, text: str, form: FormNumber) -> Card:
        """A form printed for a card says whose it is; on a spare one the seat was written."""
        digits = _plain(text).removesuffix("号代表").removesuffix("号")
        if digits and not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):
            raise RuleBroken("代表号是数字，如 07")
        if not digits and form.seat == SPARE:
            raise RuleBroken("这是备用表，请填写代表号")
        seat = int(digits) if digits else form.seat
        if form.seat not in {SPARE, seat}:
            raise RuleBroken(f"表号上是 {form.seat:02} 号代表，这里写的是 {seat:02} 号")
        if seat not in self.cards:
            raise RuleBroken(f"{self.visit.name}没有 {seat:02} 号代表")
        return self.cards[seat]

    def _kind(self, text: str) -> SlipKind:
        if _plain(text) == "监督举报":
            raise RuleBroken("举报不能由别人录入，请本人用平板提交，或按信件交专办人员")
        if _plain(text) not in KINDS:
            raise RuleBroken("类别只能填「提问」或「意见建议」")
        return KINDS[_plain(text)]

    def _stop(self, text: str) -> Stop:
        words = _plain(text).removeprefix("第").removesuffix("站")
        stop = self.stops.get(_plain(text)) or self.stops.get(words)
        if stop is None:
            names = "、".join(stop.name for stop in reached(self.visit)) or "还没有到任何一站"
            raise RuleBroken(f"参观点要填到过的站名或站次（{names}）")
        return stop

    def _text(self, text: str) -> str:
        return said(text, LONGEST, "没有填内容")


class FormBatch(Model):
    """导入批次: a workbook that was checked and waits for the person's word."""

    __tablename__ = "form_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    occasion: Mapped[str] = mapped_column(String(40))  # a rehearsal's forms stay in it
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # emptied when they are imported
    checked_at: Mapped[datetime]
    imported_at: Mapped[datetime | None] = mapped_column(default=None)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)

    visit: Mapped[Visit] = relationship()
    by: Mapped[Account] = relationship()

    @classmethod
    def check(
        cls,
        visit: Visit,
        rows: Iterable[tuple[int, Mapping[str, Cell]]],
        by: Account,
        name: str,
        content: bytes,
    ) -> tuple["FormBatch | None", Sequence[Fault]]:
        """试读. Kept only when every row is right; else what is wrong, row by row."""
        refuse_unless_open(visit, EnteredFrom.PAPER)
        checked = Check(visit)
        for row, cells in rows:
            checked.take(row, cells)
        if checked.faults:
            return None, checked.faults
        if not checked.lines:
            raise RuleBroken("表里没有要导入的行")
        older = delete(cls).filter_by(visit_id=visit.id, by_id=by.id, imported_at=None)
        db.session.execute(older)
        batch = cls(
            visit=visit,
            occasion=visit.occasion,
            by=by,
            name=name[-120:],
            sha256=hashlib.sha256(content).hexdigest(),
            lines=[_kept(line) for line in checked.lines],
            checked_at=clock.now(),
        )
        db.session.add(batch)
        db.session.flush()
        return batch, ()

    @property
    def read(self) -> list[Line]:
        """Its lines, each with what is there already under its number now."""
        return [self._line(kept) for kept in self.lines]

    def import_all(self, by: Account) -> None:
        """导入: all lines in one transaction. Done a second time, it changes nothing."""
        one_at_a_time(f"form_batch:{self.id}")
        db.session.refresh(self)
        if self.imported_at is not None:
            return
        if self.by_id != by.id:
            raise RuleBroken("请由试读这份表的人导入")
        self.visit.refuse_unless_now(self.occasion)
        for line in self.read:
            if line.known is None:
                self._enter(line, by)
                self.added += 1
            else:
                self.known += 1
        self.imported_at, self.lines = clock.now(), []
        told = {"added": self.added, "known": self.known, "sha256": self.sha256}
        record("form.import", self.visit.subject, by, **told, **self.visit.mark)

    def _enter(self, line: Line, by: Account) -> None:
        entered = Entered(by, EnteredFrom.PAPER)
        identity = line.form.client_id(self.visit)
        try:
            enter(line.card, line.kind, line.text, identity, line.stop, entered)
        except RuleBroken as refusal:
            raise RuleBroken(f"第 {line.row} 行：{refusal}。整份表都没有导入") from None

    def _line(self, kept: dict[str, Any]) -> Line:
        form = FormNumber.read(kept["form"])
        return Line(
            kept["row"],
            form,
            db.session.get_one(Card, kept["card"]),
            SlipKind(kept["kind"]),
            db.session.get_one(Stop, kept["stop"]),
            kept["text"],
            given(form.client_id(self.visit)),
        )


def _kept(line: Line) -> dict[str, Any]:
    return {
        "row": line.row,
        "form": line.form.digits,
        "card": line.card.id,
        "kind": line.kind.value,
        "stop": line.stop.id,
        "text": line.text,
    }


def _plain(text: str) -> str:
    """Full-width digits and letters as usual ones, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())
