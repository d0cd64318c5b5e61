"""The lot (抽签): from a published list and two numbers to a result that anybody can check.

Nothing here asks a database or a clock, and nothing is left to chance: SHA-256 and whole numbers
only, so that a hand, a spreadsheet or another program comes to the same result. What is done is
written down for the public in `STEPS`; docs/decisions/0021-the-draw.md says why.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

BETWEEN = "|"

STEPS = (
    "名单：参加抽签的报名，每人一行，写作“编号|镇（街道）|职业界别”，编号四位，按编号从小到大排列，"
    "行与行之间一个换行符，最后一行后面没有换行符，用 UTF-8 编码。名单校验值是它的 SHA-256。",
    "种子：把“暗码|公开号码|名单校验值”连成一串（竖线是半角），求 SHA-256，得到种子。"
    "本页的 SHA-256 都写成 64 位小写十六进制数。",
    "排队：镇的次序看“种子|镇”的 SHA-256，同镇的职业看“种子|镇|职业”的 SHA-256，"
    "同镇同职业的人看“种子|编号”的 SHA-256，都是小的在前，把全部 N 人排成一队。",
    "起点：求“种子|起点”的 SHA-256，看作一个十六进制整数，除以 N 的余数是起点 r，"
    "r 在 0 与 N-1 之间。",
    "抽取：从 r 数起，队里每过一人就加上名额 Q；每次加到或超过 N，抽中这个人，减去 N，再往下数。"
    "数完一队，正好抽中 Q 人。人数不多于名额时，全部抽中。",
    "候补：没有抽中的，按“种子|编号”的 SHA-256 从小到大排成候补次序。有人不能来，"
    "由同镇候补中次序最前的递补；同镇没有候补了，由全部候补中次序最前的递补。",
)
WHY = (
    "暗码在报名开始前由系统随机生成并封存，同时公布它的校验值，事后不能换；"
    "公开号码的来源也在报名开始前写明，号码要到名单公布之后才产生。"
    "定名单的人不知道公开号码，产生公开号码的人不知道暗码，所以谁也不能左右结果。",
    "每个人被抽中的机会相等，都是 Q÷N；每个镇抽中的人数，与按人数应得的份额相差不到 1 人，"
    "同镇的每个职业也是这样。",
)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Entrant:
    """参加抽签的一个报名: all that the lot knows of somebody."""

    number: int
    town: str
    walk: str

    @property
    def name(self) -> str:
        return f"{self.number:04}"

    @property
    def line(self) -> str:
        return BETWEEN.join((self.name, self.town, self.walk))


def listing(entrants: Iterable[Entrant]) -> str:
    """名单, as it is published and fingerprinted."""
    return "\n".join(one.line for one in sorted(entrants, key=lambda one: one.number))


def entrants_of(text: str) -> list[Entrant]:
    parts = (line.split(BETWEEN) for line in text.split("\n") if line)
    return [Entrant(int(number), town, walk) for number, town, walk in parts]


@dataclass(frozen=True)
class Share:
    """A town, or a walk of life within it: how many applied, and how many were drawn."""

    town: str
    walk: str  # "" for the whole town
    entrants: int
    drawn: int

    def due(self, places: int, of: int) -> str:
        """应得份额, to two places and rounded down: 3.75."""
        hundredths = min(places, of) * self.entrants * 100 // of
        return f"{hundredths // 100}.{hundredths % 100:02}"


@dataclass(frozen=True)
class Lot:
    """一次抽签."""

    text: str  # the list
    places: int
    code: str
    public_number: str

    @cached_property
    def entrants(self) -> list[Entrant]:
        return entrants_of(self.text)

    @property
    def digest(self) -> str:
        return sha256(self.text)

    @cached_property
    def seed(self) -> str:
        return sha256(BETWEEN.join((self.code, self.public_number, self.digest)))

    def rank(self, *words: str) -> str:
        return sha256(BETWEEN.join((self.seed, *words)))

    @cached_property
    def queue(self) -> list[Entrant]:
        towns = {one.town: self.rank(one.town) for one in self.entrants}
        walks = {(one.town, one.walk): self.rank(one.town, one.walk) for one in self.entrants}
        ranks = {one.number: self.rank(one.name) for one in self.entrants}
        return sorted(
            self.entrants,
            key=lambda one: (towns[one.town], walks[one.town, one.walk], ranks[one.number]),
        )

    @property
    def start(self) -> int:
        return int(self.rank("起点"), 16) % len(self.entrants)

    @cached_property
    def drawn(self) -> list[Entrant]:
        """In the order of the queue."""
        if len(self.entrants) <= self.places:
            return self.queue
        counted, found = self.start, []
        for one in self.queue:
            counted += self.places
            if counted >= len(self.entrants):
                counted -= len(self.entrants)
                found.append(one)
        return found

    @cached_property
    def substitutes(self) -> list[Entrant]:
        """候补, in their order."""
        left = set(self.entrants) - set(self.drawn)
        return sorted(left, key=lambda one: self.rank(one.name))

    def shares(self, *, by_walk: bool) -> list[Share]:
        """Of each town, or of each walk of life in each town; in the order of their names."""

        def key(one: Entrant) -> tuple[str, str]:
            return one.town, one.walk if by_walk else ""

        applied, drawn = Counter(map(key, self.entrants)), Counter(map(key, self.drawn))
        return [Share(*place, applied[place], drawn[place]) for place in sorted(applied)]

    def walks(self) -> list[Share]:
        """Of each walk of life over all towns."""
        applied = Counter(one.walk for one in self.entrants)
        drawn = Counter(one.walk for one in self.drawn)
        return [Share("", walk, applied[walk], drawn[walk]) for walk in sorted(applied)]


def next_of(substitutes: Sequence[Entrant], town: str) -> Entrant | None:
    """递补: the first of the same town, or else the first of all."""
    same = (one for one in substitutes if one.town == town)
    return next(same, next(iter(substitutes), None))
