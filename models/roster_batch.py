"""The import of a roster (名册导入): checked as a whole, then taken over as a whole, or not."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock, secret
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.counter import one_at_a_time
from models.form_batch import Cell, Fault
from models.representative import AgeGroup, Representative, Sex
from models.telephone import mark_of, telephone_of

COLUMNS = ("姓名", "性别", "年龄段", "镇（街道）", "村（社区）", "职业界别", "户籍", "联系电话")
NAME, SEX, AGE, TOWN, PLACE, WALK, ORIGIN, TELEPHONE = COLUMNS
RESIDENT, NEWCOMER = "本县", "外来人员"
MOST_ROWS = 12_000
TOLD = ("sex", "age_group", "town", "place", "walk", "is_resident")  # where rows may differ
LABELS = dict(zip(TOLD, (SEX, AGE, TOWN, PLACE, WALK, ORIGIN), strict=True))

DAY_LIKE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{4}年")
NAMELESS = re.compile(r"[\d=+@<>|]")


def plain(text: str) -> str:
    """Full-width digits and letters as usual ones, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Person:
    """名册上的一行, read."""

    row: int
    fields: dict[str, Any]
    telephone: str
    known_id: int | None = None
    known: str = ""  # who the roster says it is
    differs: tuple[str, ...] = ()  # columns in which the roster says otherwise
    namesake: str = ""  # somebody of this name and town, with another number or none


class RosterCheck:
    """试读: every cell of every row, so that all that is wrong is told at once."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.people: list[Person] = []
        self.rows: dict[tuple[str, ...], int] = {}
        self.by_mark: dict[tuple[str, str], Representative] = {}
        self.by_name: dict[tuple[str, str], Representative] = {}
        for person in db.session.scalars(select(Representative).order_by(Representative.id.desc())):
            self.by_mark[person.name, person.telephone_mark] = person
            self.by_name[person.name, person.town] = person

    def take(self, row: int, cells: Mapping[str, Cell]) -> None:
        readers: dict[str, Any] = {
            NAME: _name, SEX: _sex, AGE: _age, TOWN: lambda text: _words(text, TOWN, 40),
            PLACE: lambda text: _words(text, PLACE, 60, needed=False),
            WALK: lambda text: _words(text, WALK, 40), ORIGIN: _origin, TELEPHONE: telephone_of,
        }  # fmt: skip
        before = len(self.faults)
        found = {
            column: self._read(row, cells[column], column, reader)
            for column, reader in readers.items()
        }
        if len(self.faults) > before:
            return
        fields = {
            "name": found[NAME], "sex": found[SEX], "age_group": found[AGE], "town": found[TOWN],
            "place": found[PLACE], "walk": found[WALK], "is_resident": found[ORIGIN],
        }  # fmt: skip
        telephone = found[TELEPHONE]
        who = (found[NAME], telephone or f"{found[TOWN]}{found[PLACE]}", found[SEX].value)
        first = self.rows.setdefault(who, row)
        if first != row:
            self._fail(row, cells[NAME], NAME, f"与第 {first} 行是同一个人")
            return
        self.people.append(self._recognised(Person(row, fields, telephone)))

    def _recognised(self, one: Person) -> Person:
        name, town = one.fields["name"], one.fields["town"]
        mark = mark_of(one.telephone)
        known = self.by_mark.get((name, mark)) if mark else None
        alike = self.by_name.get((name, town))
        if known is None and not mark and alike is not None and _same_home(alike, one.fields):
            known = alike
        if known is None:
            told = f"{town}{alike.place}，{alike.walk}" if alike is not None else ""
            return Person(one.row, one.fields, one.telephone, namesake=told)
        differs = tuple(LABELS[key] for key in TOLD if getattr(known, key) != one.fields[key])
        told = f"{known.town}{known.place}，{known.walk}"
        return Person(one.row, one.fields, one.telephone, known.id, told, differs)

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


def _same_home(known: Representative, fields: Mapping[str, Any]) -> bool:
    """Without a number, only the same village and sex and age make a namesake the same person."""
    keys = ("place", "sex", "age_group")
    return bool(fields["place"]) and all(getattr(known, key) == fields[key] for key in keys)


def _name(text: str) -> str:
    name = plain(text)
    if not name:
        raise RuleBroken("没有填姓名")
    if DAY_LIKE.fullmatch(name) or NAMELESS.search(name):
        raise RuleBroken(f"「{name[:20]}」不像姓名")
    if not 2 <= len(name) <= 40:
        raise RuleBroken("姓名为 2 至 40 个字")
    return name


def _sex(text: str) -> Sex:
    found = {sex.label: sex for sex in Sex} | {f"{sex.label}性": sex for sex in Sex}
    if plain(text) not in found:
        raise RuleBroken("性别只能填「男」或「女」")
    return found[plain(text)]


def _age(text: str) -> AgeGroup:
    """Its label, however the dash was written; or the age itself."""
    words = re.sub(r"[-—－~～至到－–]+", "–", plain(text)).removesuffix("岁")
    labels = {group.label.removesuffix("岁"): group for group in AgeGroup}
    if words in labels:
        return labels[words]
    if DAY_LIKE.fullmatch(plain(text)):
        raise RuleBroken("是日期，请填年龄段，如 46–60岁")
    if words.isascii() and words.isdecimal() and 18 <= int(words[:4]) <= 110:
        age = int(words[:4])
        limits = ((30, AgeGroup.YOUNG), (45, AgeGroup.MIDDLE), (60, AgeGroup.OLDER))
        return next((group for limit, group in limits if age <= limit), AgeGroup.SENIOR)
    names = "、".join(group.label for group in AgeGroup)
    raise RuleBroken(f"年龄段填 {names} 之一，或填 18 至 110 的周岁")


def _words(text: str, column: str, longest: int, *, needed: bool = True) -> str:
    words = plain(text)
    if needed and not words:
        raise RuleBroken(f"没有填{column}")
    if len(words) > longest:
        raise RuleBroken(f"最多 {longest} 个字")
    if words and (words.isdecimal() or DAY_LIKE.fullmatch(words)):
        raise RuleBroken(f"「{words[:20]}」不像{column}")
    return words


def _origin(text: str) -> bool:
    words = plain(text)
    if words in {"", RESIDENT, "本县户籍", "是"}:
        return True
    if words in {NEWCOMER, "外来", "外县", "外地"}:
        return False
    raise RuleBroken(f"户籍只能填「{RESIDENT}」或「{NEWCOMER}」")


class RosterBatch(Model):
    """名册导入批次: a workbook that was checked and waits for the person's word."""

    __tablename__ = "roster_batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    lines_sealed: Mapped[str] = mapped_column(Text)  # emptied when they are imported
    checked_at: Mapped[datetime]
    imported_at: Mapped[datetime | None] = mapped_column(default=None)
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)

    by: Mapped[Account] = relationship()

    @classmethod
    def check(
        cls, rows: Iterable[tuple[int, Mapping[str, Cell]]], by: Account, name: str, content: bytes
    ) -> "tuple[RosterBatch | None, Sequence[Fault]]":
        """试读. Kept only when every row is right; else what is wrong, row by row."""
        checked = RosterCheck()
        for row, cells in rows:
            checked.take(row, cells)
        if checked.faults:
            return None, checked.faults
        if not checked.people:
            raise RuleBroken("表里没有要导入的行")
        db.session.execute(delete(cls).filter_by(by_id=by.id, imported_at=None))
        batch = cls(
            by=by,
            name=name[-120:],
            sha256=hashlib.sha256(content).hexdigest(),
            lines_sealed=secret.seal([_kept(one) for one in checked.people]),
            checked_at=clock.now(),
            known=sum(one.known_id is not None for one in checked.people),
        )
        batch.added = len(checked.people) - batch.known
        db.session.add(batch)
        db.session.flush()
        return batch, ()

    @property
    def people(self) -> list[Person]:
        """Its rows, as they were read."""
        return [_read(kept) for kept in secret.unseal(self.lines_sealed)]

    def import_all(self, by: Account) -> None:
        """导入: all rows in one transaction. Done a second time, it changes nothing."""
        one_at_a_time("roster_batch")
        db.session.refresh(self)
        if self.imported_at is not None:
            return
        if self.by_id != by.id:
            raise RuleBroken("请由试读这份名册的人导入")
        new = [one for one in self.people if one.known_id is None]
        since = {  # entered by somebody else after the dry run
            (name, mark)
            for name, mark in db.session.execute(
                select(Representative.name, Representative.telephone_mark)
            )
            if mark
        }
        rows = [one for one in map(_row, new) if (one["name"], one["telephone_mark"]) not in since]
        if rows:
            db.session.execute(insert(Representative), rows)
        self.known += self.added - len(rows)
        self.added, self.imported_at = len(rows), clock.now()
        self.lines_sealed = secret.seal([])
        told = {"added": self.added, "known": self.known, "sha256": self.sha256}
        record("representative.import", "roster", by, **told)


def _row(one: Person) -> dict[str, Any]:
    sealed = secret.seal(one.telephone) if one.telephone else ""
    telephone = {"telephone_sealed": sealed, "telephone_mark": mark_of(one.telephone)}
    return {**one.fields, **telephone, "version": 1}


def _kept(one: Person) -> list[Any]:
    fields = {**one.fields, "sex": one.fields["sex"].value}
    fields["age_group"] = one.fields["age_group"].value
    return [one.row, fields, one.telephone, one.known_id, one.known, one.differs, one.namesake]


def _read(kept: list[Any]) -> Person:
    row, fields, telephone, known_id, known, differs, namesake = kept
    fields = {**fields, "sex": Sex(fields["sex"]), "age_group": AgeGroup(fields["age_group"])}
    return Person(row, fields, telephone, known_id, known, tuple(differs), namesake)
