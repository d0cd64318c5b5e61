"""Like questions (相似提问): found by what they are about, what they ask for and where.

Suggestions for a person to judge; nothing is ever merged here.
"""

import heapq
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from rapidfuzz import fuzz

Key = TypeVar("Key")

# Chosen on the development part of tests/similar_pairs.tsv, as were the words.
TOPICAL = 0.8  # of a likeness comes from known topics, the rest from the other characters
PAIR, LETTER, CIRCUMSTANCE = 1.0, 0.3, 0.15  # worth of two characters, of one, of whom and when
OTHER_TOPIC, OTHER_PLACE = 0.3, 0.4
OTHER_REQUEST, HALF_SAID, UNSAID = 0.05, 0.5, 0.6  # they differ, one has none, neither has any
SAME_WORDING = 90  # of 100: the same words but for a slip of the finger
CANDIDATES = 40  # with most in common; only these are compared in full
LEAST, VERY = 0.4, 0.5  # from here on 有些像, from here on 很像

# a village, town or estate by name; these characters before it name none
PLACE = re.compile(r"([\u4e00-\u9fff]{2})(?:镇|村|社区|小区)")
NAMELESS = set(
    "我们你他咱这那哪各每本全一二三两四五六七八九十几个条的在到从是有和里外进不去回城乡农集老"
)
ABOUT, WHEN, WANTS, NOTHING = "about", "when", "wants", "nothing"


def _read(table: str) -> dict[str, str]:
    """Of each word its meaning: what kind it is of and the first word of its line, or nothing."""
    meanings, kind = {}, NOTHING
    for line in table.splitlines():
        words = line.split()
        if line.startswith("["):
            kind = line.strip("[]")
        elif words and not line.startswith("#"):
            meaning = "" if kind == NOTHING else f"{kind}:{words[0]}"
            meanings.update(dict.fromkeys(words, meaning))
    return meanings


WORDS = _read(Path(__file__).with_name("similar_words.txt").read_text("utf-8"))
LENGTHS: dict[str, list[int]] = {}  # of the words that begin with a character, the longest first
for _first in {word[0] for word in WORDS}:
    LENGTHS[_first] = sorted({len(word) for word in WORDS if word[0] == _first}, reverse=True)


@dataclass(frozen=True)
class Gist:
    """要点: what a text is about and asks for, which places it names, and what else it says."""

    words: str  # without marks and fillers
    about: frozenset[str]
    wants: frozenset[str]
    places: frozenset[str]
    rest: frozenset[str]  # single characters and pairs of what no table knows

    @property
    def topics(self) -> frozenset[str]:
        """Without mere circumstances."""
        return frozenset(word for word in self.about if word.startswith(ABOUT))


def normalised(text: str) -> str:
    """Full-width and half-width, capitals and small letters are the same."""
    return unicodedata.normalize("NFKC", text).lower()


def gist(text: str) -> Gist:
    """Reads the known words of a text, the longest first, and the pairs of what remains."""
    text = normalised(text)
    meanings: set[str] = set()
    runs, words = [""], ""
    for piece in _pieces(text):
        meaning = WORDS.get(piece)
        if meaning is None and piece.isalnum():
            runs[-1] += piece
        else:
            runs.append("")
        if meaning or runs[-1]:
            words += piece
        meanings.add(meaning or "")
    places = {name for name in PLACE.findall(text) if not NAMELESS & set(name)}
    return Gist(
        words=words,
        about=frozenset(one for one in meanings if one.startswith((ABOUT, WHEN))),
        wants=frozenset(one for one in meanings if one.startswith(WANTS)),
        places=frozenset(places),
        rest=frozenset().union(*map(_grams, runs)),
    )


def _pieces(text: str) -> Iterator[str]:
    """Known words, and what stands between them character by character."""
    place = 0
    while place < len(text):
        ends = (place + length for length in LENGTHS.get(text[place], ()))
        piece = next((text[place:end] for end in ends if text[place:end] in WORDS), text[place])
        yield piece
        place += len(piece)


def _grams(run: str) -> set[str]:
    return {run[at : at + size] for size in (1, 2) for at in range(len(run) - size + 1)}


class Known(Generic[Key]):
    """已知提问: texts by their keys, each read once. A word is worth the more, the rarer it is
    among them."""

    def __init__(self, texts: Iterable[tuple[Key, str]] = ()) -> None:
        self.gists: dict[Key, Gist] = {}
        self._holders: defaultdict[str, list[Key]] = defaultdict(list)
        self._worths: dict[str, float] = {}
        self._totals: dict[frozenset[str], float] = {}
        for key, text in texts:
            self.add(key, text)

    def __len__(self) -> int:
        return len(self.gists)

    def add(self, key: Key, text: str) -> None:
        self.gists[key] = one = gist(text)
        for word in one.about | one.rest:
            self._holders[word].append(key)
        self._worths.clear()  # each text changes what every word is worth
        self._totals.clear()

    def like(self, sought: Gist, least: float) -> list[tuple[Key, float]]:
        """The known texts that are as like as `least`, the likest first."""
        shared: dict[Key, float] = defaultdict(float)
        for word in sought.about | sought.rest:
            worth = self._worth(word)
            for key in self._holders.get(word, ()):
                shared[key] += worth
        candidates = heapq.nlargest(CANDIDATES, shared, key=shared.__getitem__)
        found = [(key, self.likeness(sought, self.gists[key])) for key in candidates]
        return sorted((each for each in found if each[1] >= least), key=lambda each: -each[1])

    def likeness(self, one: Gist, other: Gist) -> float:
        """From 0 to 1: whether the same answer would serve both, as far as words can tell."""
        elsewhere = one.places and other.places and not one.places & other.places
        if not elsewhere and fuzz.ratio(one.words, other.words) >= SAME_WORDING:
            return 1.0
        place = OTHER_PLACE if elsewhere else 1.0
        return self._same_subject(one, other) * _same_request(one, other) * place

    def _same_subject(self, one: Gist, other: Gist) -> float:
        rest = self._common(one.rest, other.rest)
        if not one.topics or not other.topics:
            return TOPICAL * rest
        subject = TOPICAL * self._common(one.about, other.about) + (1 - TOPICAL) * rest
        return subject if one.topics & other.topics else OTHER_TOPIC * subject

    def _common(self, one: frozenset[str], other: frozenset[str]) -> float:
        """Dice's coefficient, every word with its worth."""
        total = self._total(one) + self._total(other)
        return 2 * sum(map(self._worth, one & other)) / total if total else 0.0

    def _total(self, words: frozenset[str]) -> float:
        total = self._totals.get(words)
        if total is None:
            total = self._totals[words] = sum(map(self._worth, words))
        return total

    def _worth(self, word: str) -> float:
        worth = self._worths.get(word)
        if worth is None:
            kind = CIRCUMSTANCE if word.startswith(WHEN) else LETTER if len(word) == 1 else PAIR
            held = len(self._holders.get(word, ()))
            worth = self._worths[word] = kind * math.log(1 + (len(self) + 1) / (held + 1))
        return worth


def _same_request(one: Gist, other: Gist) -> float:
    if not one.wants and not other.wants:
        return UNSAID
    if not one.wants or not other.wants:
        return HALF_SAID
    agreeing = len(one.wants & other.wants) / min(len(one.wants), len(other.wants))
    return OTHER_REQUEST + (1 - OTHER_REQUEST) * agreeing
