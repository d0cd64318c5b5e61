"""Like questions: precision and recall on the labelled pairs, and what one suggestion costs."""

import random
import time
from dataclasses import dataclass
from pathlib import Path

from bench.meters import summary
from models.similar import LEAST, VERY, Known, gist

PAIRS = Path(__file__).parent.parent / "tests" / "similar_pairs.tsv"
PARTS = {
    "development": "words and threshold were chosen on it",
    "heldout": "nothing was chosen on it",
}
EARLIER = 2_000  # questions of earlier visits


@dataclass(frozen=True)
class Pair:
    """Two questions, and whether the same answer would serve both."""

    part: str
    same: bool
    one: str
    other: str


@dataclass(frozen=True)
class Scores:
    """How many pairs were suggested rightly and wrongly, and how many should have been."""

    right: int
    wrong: int
    same: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / self.same

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.2f} ({self.right} of {self.right + self.wrong}), "
            f"recall {self.recall:.2f} ({self.right} of {self.same})"
        )


def labelled_pairs() -> list[Pair]:
    rows = (line.split("\t") for line in PAIRS.read_text("utf-8").splitlines())
    return [Pair(part, label == "same", one, other) for part, label, one, other in rows]


def measured(part: str, least: float = LEAST) -> Scores:
    """On one part; the worth of words comes from all its texts, as from a visit's questions."""
    pairs = [pair for pair in labelled_pairs() if pair.part == part]
    texts = dict.fromkeys(text for pair in pairs for text in (pair.one, pair.other))
    known = Known((text, text) for text in texts)
    found = [
        pair.same for pair in pairs if known.likeness(gist(pair.one), gist(pair.other)) >= least
    ]
    return Scores(sum(found), found.count(False), sum(pair.same for pair in pairs))


def earlier_questions(count: int) -> list[str]:
    """Texts of a sentence or two, each different."""
    sentences = [text for pair in labelled_pairs() for text in (pair.one, pair.other)]
    mixed = random.Random(2013)
    return [f"{mixed.choice(sentences)}{mixed.choice(sentences)}{at}" for at in range(count)]


def main(_arguments: list[str]) -> None:
    for part, what in PARTS.items():
        print(f"{part} ({what})")
        for words, least in (("有些像 or 很像", LEAST), ("很像 alone", VERY)):
            print(f"  {words}: {measured(part, least)}")
    began = time.perf_counter()
    known = Known(enumerate(earlier_questions(EARLIER)))
    read = (time.perf_counter() - began) * 1000
    took = []
    for pair in labelled_pairs():
        began = time.perf_counter()
        known.like(gist(pair.one), LEAST)
        took.append((time.perf_counter() - began) * 1000)
    print(
        f"{EARLIER} earlier questions: read once in {read:.0f} ms; a suggestion {summary(took)} ms"
    )
