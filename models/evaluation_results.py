"""What a closed round says (测评结果): numbers of ballots, counts and rates, remarks.

Nothing is told of fewer than FEWEST people: neither of a round, nor of a unit, nor of those who
came to know a unit in one way. What is left out cannot be had by subtraction either: channels that
few used are put together until they are enough, and sums leave out what is not told.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select

from models.ballot import Ballot, Remark
from models.base import RuleBroken, db
from models.evaluation import FEWEST, Appraised, Channel, Dimension, Evaluation, EvaluationState
from models.evaluation import Level as L

SATISFIED_POINTS, BASICALLY_POINTS = 100, 70  # of the score; 不满意 has none
SMALL = 10  # ballots below which a rate is marked: one person more or less moves it by a tenth


@dataclass(frozen=True)
class Counts:
    """票数 of each level. A rate is None where there is nothing to divide by."""

    satisfied: int = 0
    basically: int = 0
    dissatisfied: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, levels: Iterable[L]) -> "Counts":
        found = Counter(levels)
        return cls(*(found[level] for level in L))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(self[level] + other[level] for level in L))

    def __getitem__(self, level: L) -> int:
        return int(getattr(self, level.value))

    @property
    def total(self) -> int:
        return sum(self[level] for level in L)

    @property
    def informed(self) -> int:
        """所有 − 不了解, by which every rate is divided."""
        return self.total - self.unknown

    @property
    def satisfied_rate(self) -> float | None:
        """满意率."""
        return self._share(self.satisfied)

    @property
    def basically_rate(self) -> float | None:
        """基本满意率."""
        return self._share(self.basically)

    @property
    def at_least_basically_rate(self) -> float | None:
        """基本满意以上率."""
        return self._share(self.satisfied + self.basically)

    @property
    def dissatisfied_rate(self) -> float | None:
        """不满意率."""
        return self._share(self.dissatisfied)

    @property
    def score(self) -> float | None:
        """得分."""
        points = SATISFIED_POINTS * self.satisfied + BASICALLY_POINTS * self.basically
        return points / self.informed if self.informed else None

    @property
    def is_small(self) -> bool:
        return self.informed < SMALL

    def _share(self, number: int) -> float | None:
        return number / self.informed if self.informed else None


@dataclass(frozen=True)
class Group:
    """一种或几种评议方式 that are told together; none: it was not said."""

    channels: tuple[Channel | None, ...]
    counts: Counts  # over all dimensions
    ballots: int

    @property
    def is_small(self) -> bool:
        return self.ballots < SMALL

    @property
    def label(self) -> str:
        return "、".join(one.label if one else "未注明" for one in self.channels)


@dataclass(frozen=True)
class UnitResult:
    """一个单位的结果. Without counts where fewer than FEWEST appraised it (`is_told`)."""

    appraised: Appraised
    ballots: int  # how many appraised it; the rest left it blank
    dimensions: Sequence[tuple[Dimension, Counts | None]] = ()
    channels: Sequence[Group] = ()  # over all dimensions; empty where it would tell too much
    remarks: Sequence[Remark] = field(default_factory=tuple)

    @property
    def is_told(self) -> bool:
        return self.ballots >= FEWEST

    @property
    def is_small(self) -> bool:
        return self.ballots < SMALL

    @cached_property
    def counts(self) -> Counts:
        """Over all dimensions: ticks, of which a ballot has up to one for each."""
        return summed(counts for _, counts in self.dimensions if counts)


@dataclass(frozen=True)
class EvaluationResults:
    """测评结果."""

    evaluation: Evaluation
    issued: int
    returned: int
    valid: int
    units: Sequence[UnitResult]

    @classmethod
    def of(cls, evaluation: Evaluation) -> "EvaluationResults":
        """Raises RuleBroken for a round that is not closed, void, or sealed for having too few."""
        refuse_untold(evaluation)
        ballots: dict[int, list[Ballot]] = {one.id: [] for one in evaluation.appraised}
        kept = select(Ballot).filter_by(evaluation_id=evaluation.id).order_by(Ballot.id)
        for ballot in db.session.scalars(kept):
            ballots[ballot.appraised_id].append(ballot)
        remarks: dict[int, list[Remark]] = {one.id: [] for one in evaluation.appraised}
        written = select(Remark).filter_by(evaluation_id=evaluation.id).order_by(Remark.id)
        for remark in db.session.scalars(written):  # random ids: shuffled, and always alike
            remarks[remark.appraised_id].append(remark)
        return cls(
            evaluation,
            evaluation.issued or 0,
            evaluation.returned or 0,
            evaluation.valid or 0,
            [
                _of_unit(one, evaluation.dimensions, ballots[one.id], remarks[one.id])
                for one in evaluation.appraised
            ],
        )

    @property
    def invalid(self) -> int:
        return self.returned - self.valid

    @property
    def told(self) -> list[UnitResult]:
        return [unit for unit in self.units if unit.is_told]

    @cached_property
    def counts(self) -> Counts:
        """Over all units that are told and all dimensions."""
        return summed(unit.counts for unit in self.told)

    @cached_property
    def dimensions(self) -> list[tuple[Dimension, Counts]]:
        """Over all units that are told."""
        return [
            (
                dimension,
                summed(
                    counts
                    for unit in self.told
                    for one, counts in unit.dimensions
                    if one is dimension and counts
                ),
            )
            for dimension in self.evaluation.dimensions
        ]

    @cached_property
    def channels(self) -> list[Group]:
        """Over all units whose channels are told, where every channel stands by itself: one that
        is put together with others in one unit must not be had by subtraction."""
        found: dict[tuple[Channel | None, ...], list[Group]] = {}
        for group in (group for unit in self.told for group in unit.channels):
            found.setdefault(group.channels, []).append(group)
        return [
            Group(
                channels,
                summed(group.counts for group in found[channels]),
                sum(group.ballots for group in found[channels]),
            )
            for channels in sorted(found, key=_place)
        ]


def refuse_untold(evaluation: Evaluation) -> None:
    if evaluation.state is EvaluationState.VOID:
        raise RuleBroken("这次测评已经作废，没有结果")
    if evaluation.state is not EvaluationState.CLOSED:
        raise RuleBroken("测评结束以后才有结果")
    if evaluation.is_sealed:
        raise RuleBroken(
            f"有效票只有 {evaluation.valid} 张，不足 {FEWEST} 张，结果封存，不公布也不再开启"
        )


def summed(every: Iterable[Counts]) -> Counts:
    return sum(every, start=Counts())


def _of_unit(
    one: Appraised,
    dimensions: Sequence[Dimension],
    ballots: Sequence[Ballot],
    remarks: Sequence[Remark],
) -> UnitResult:
    if len(ballots) < FEWEST:
        return UnitResult(one, len(ballots))
    counted = [(each, Counts.of(_ticked(ballots, each))) for each in dimensions]
    told = [(each, counts if counts.total >= FEWEST else None) for each, counts in counted]
    return UnitResult(one, len(ballots), told, groups_of(ballots, told), remarks)


def _ticked(ballots: Iterable[Ballot], dimension: Dimension) -> Iterable[L]:
    key = str(dimension.id)
    return (L(ballot.levels[key]) for ballot in ballots if key in ballot.levels)


def groups_of(
    ballots: Sequence[Ballot], told: Sequence[tuple[Dimension, Counts | None]]
) -> list[Group]:
    """By channel; the least used ones are put together until each group is of FEWEST or more."""
    by_channel: dict[Channel | None, list[Ballot]] = {}
    for ballot in ballots:
        by_channel.setdefault(ballot.channel, []).append(ballot)
    parts = [((channel,), own) for channel, own in by_channel.items()]
    groups: list[tuple[tuple[Channel | None, ...], list[Ballot]]] = sorted(
        parts, key=lambda part: (len(part[1]), _place(part[0]))
    )
    while len(groups) > 1 and len(groups[0][1]) < FEWEST:
        (one, few), (other, more), *rest = groups
        joined = tuple(sorted((*one, *other), key=lambda channel: _place((channel,))))
        groups = sorted([(joined, few + more), *rest], key=lambda part: len(part[1]))
    dimensions = [dimension for dimension, counts in told if counts]
    return [
        Group(
            channels,
            summed(Counts.of(_ticked(own, dimension)) for dimension in dimensions),
            len(own),
        )
        for channels, own in sorted(groups, key=lambda part: _place(part[0]))
    ]


def _place(channels: tuple[Channel | None, ...]) -> tuple[int, ...]:
    order: list[Channel | None] = [*Channel, None]
    return tuple(order.index(one) for one in channels)
