"""Paper ballots (纸质票): handed out, collected, keyed in by two people, settled where they differ.

The sheets bear no name. After they are collected they are mixed and numbered on the pile; which
card had which sheet is written nowhere. What is keyed in lies sealed like every other ballot.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.ballot import (
    BallotWay,
    Marked,
    Voter,
    fit,
    packed,
    put_in,
    refuse_stranger,
    unpacked,
)
from models.ballot_key import Box
from models.base import Model, RuleBroken, db
from models.evaluation import Evaluation, EvaluationState
from models.labels import Labelled
from models.representative import Card


class Spoiled(Labelled):
    """无效票的情形."""

    BLANK = "blank", "空白"
    DOUBLE = "double", "同一项选了两个以上"
    ILLEGIBLE = "illegible", "涂改或无法辨认"
    NAMED = "named", "写了姓名或作了记号"


@dataclass(frozen=True)
class Keyed:
    """一遍录入: what somebody read on a sheet, or why it does not count."""

    marked: Marked
    spoiled: Spoiled | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "marked": packed(self.marked),
            "spoiled": self.spoiled.value if self.spoiled else None,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Keyed":
        return cls(unpacked(kept["marked"]), Spoiled(kept["spoiled"]) if kept["spoiled"] else None)


class PaperBallot(Model):
    """纸质票: one collected sheet, by its number on the pile."""

    __tablename__ = "paper_ballot"
    __table_args__ = (UniqueConstraint("evaluation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    number: Mapped[int]
    first_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    first_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    second_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    settled_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)

    evaluation: Mapped[Evaluation] = relationship()
    first_by: Mapped[Account] = relationship(foreign_keys=[first_by_id])
    second_by: Mapped[Account | None] = relationship(foreign_keys=[second_by_id])

    @classmethod
    def of(cls, evaluation: Evaluation) -> "dict[int, PaperBallot]":
        """Those keyed in, by their numbers."""
        found = select(cls).filter_by(evaluation_id=evaluation.id).order_by(cls.number)
        return {paper.number: paper for paper in db.session.scalars(found)}

    @classmethod
    def numbered(cls, evaluation: Evaluation, number: int) -> "PaperBallot | None":
        return db.session.scalar(select(cls).filter_by(evaluation_id=evaluation.id, number=number))

    @classmethod
    def next_for(cls, evaluation: Evaluation, by: Account) -> int | None:
        """The first sheet that this person has not keyed in and that still needs it."""
        papers = cls.of(evaluation)
        for number in range(1, (evaluation.collected or 0) + 1):
            paper = papers.get(number)
            if paper is None or (paper.second_sealed is None and paper.first_by_id != by.id):
                return number
        return None

    @property
    def name(self) -> str:
        return f"第 {self.number} 张"

    @property
    def is_settled(self) -> bool:
        return self.settled_sealed is not None

    @property
    def is_disputed(self) -> bool:
        """两遍录入不一致, and nobody has looked at the sheet again."""
        return self.second_sealed is not None and not self.is_settled

    def _read(self, sealed: bytes | None) -> Keyed:
        assert sealed is not None
        return Keyed.from_json(Box(self.evaluation_id).unseal(sealed))

    @property
    def first(self) -> Keyed:
        return self._read(self.first_sealed)

    @property
    def second(self) -> Keyed:
        return self._read(self.second_sealed)

    @property
    def content(self) -> Marked:
        return self._read(self.settled_sealed).marked

    @property
    def is_spoiled(self) -> bool:
        return self._read(self.settled_sealed).spoiled is not None

    def own(self, by: Account) -> Keyed | None:
        """What this person keyed in, while it may still be put right."""
        return self.first if self.first_by_id == by.id and self.second_sealed is None else None

    def settle(self, by: Account, keyed: Keyed) -> None:
        """核定 after a look at the sheet."""
        _refuse_unless_open(self.evaluation)
        if not self.is_disputed:
            raise RuleBroken(f"{self.name}没有要核定的差异")
        self._settle(by, _fit(self.evaluation, keyed))
        self.evaluation.changed("evaluation.settle_paper", by, sheet=self.number)

    def _settle(self, by: Account, keyed: Keyed) -> None:
        self.settled_by_id = by.id
        self.settled_sealed = Box(self.evaluation_id).seal(keyed.as_json())

    @classmethod
    def refuse_unfinished(cls, evaluation: Evaluation) -> "list[PaperBallot]":
        """All sheets; raises RuleBroken while one of them is not settled."""
        handed_out, papers = Voter.count(evaluation, BallotWay.PAPER), cls.of(evaluation)
        if handed_out and evaluation.collected is None:
            raise RuleBroken(f"发出的 {handed_out} 张纸质票还没有登记收回几张")
        waiting = [
            number
            for number in range(1, (evaluation.collected or 0) + 1)
            if number not in papers or not papers[number].is_settled
        ]
        if waiting:
            listed = "、".join(map(str, waiting[:10]))
            raise RuleBroken(f"纸质票第 {listed} 张还没有录完两遍或核定，不能结束")
        return list(papers.values())


def hand_out(evaluation: Evaluation, card: Card, by: Account) -> None:
    """发纸质票: this card votes on paper now, and on the tablet no more."""
    evaluation.lock()
    _refuse_unless_open(evaluation)
    refuse_stranger(evaluation, card)
    way = Voter.way_of(evaluation, card)
    if way is BallotWay.TABLET:
        raise RuleBroken(f"{card.name}已经在平板上交过，不能再发纸质票")
    if way is BallotWay.PAPER:
        raise RuleBroken(f"{card.name}已经领过纸质票")
    put_in(evaluation, card, BallotWay.PAPER)
    evaluation.changed("evaluation.hand_out_paper", by, card=card.id)


def collect(evaluation: Evaluation, by: Account, count: int, *, confirmed: bool = False) -> None:
    """登记收回. More than were handed out voids the whole round, once the counting is confirmed."""
    evaluation.lock()
    _refuse_unless_open(evaluation)
    handed_out = Voter.count(evaluation, BallotWay.PAPER)
    if count > handed_out:
        found = f"收回纸质票 {count} 张，多于发出的 {handed_out} 张"
        if not confirmed:
            raise RuleBroken(
                f"{found}。请重新清点；确实多出的，按规定整个测评作废，请勾选确认后再登记"
            )
        evaluation.void(by, f"{found}，按规定作废")
        return
    keyed = max(PaperBallot.of(evaluation), default=0)
    if count < keyed:
        raise RuleBroken(f"已经录到第 {keyed} 张，收回不能少于 {keyed} 张")
    evaluation.collected = count
    evaluation.changed("evaluation.collect_paper", by, collected=count, handed_out=handed_out)


def key_in(evaluation: Evaluation, number: int, by: Account, keyed: Keyed) -> PaperBallot:
    """录入一张: the second time by somebody else; where both read the same it is settled."""
    evaluation.lock()
    _refuse_unless_open(evaluation)
    if not 1 <= number <= (evaluation.collected or 0):
        raise RuleBroken(f"没有第 {number} 张：登记收回的是 {evaluation.collected or 0} 张")
    keyed = _fit(evaluation, keyed)
    sealed = Box(evaluation.id).seal(keyed.as_json())
    paper = PaperBallot.numbered(evaluation, number)
    if paper is None:
        paper = PaperBallot(evaluation=evaluation, number=number, first_by=by, first_sealed=sealed)
        db.session.add(paper)
        db.session.flush()
    elif paper.second_sealed is not None:
        raise RuleBroken(f"{paper.name}两遍都录过了")
    elif paper.first_by_id == by.id:
        paper.first_sealed = sealed
    else:
        paper.second_by, paper.second_sealed = by, sealed
        if paper.first == paper.second:
            paper._settle(by, keyed)
    evaluation.changed("evaluation.key_in_paper", by, sheet=number)
    return paper


def _fit(evaluation: Evaluation, keyed: Keyed) -> Keyed:
    """A spoiled sheet says nothing."""
    if keyed.spoiled is not None:
        return Keyed({}, keyed.spoiled)
    return Keyed(fit(evaluation, keyed.marked))


def _refuse_unless_open(evaluation: Evaluation) -> None:
    evaluation.refuse_unless(EvaluationState.OPEN)
