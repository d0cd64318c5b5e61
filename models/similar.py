"""Like questions (相似提问): found by what they are about, what they ask for and where.

Suggestions for a person to judge; nothing is ever merged here.
"""

import heapq
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from models.similar_words import FILLERS, REQUESTS, TOPICS

Key = TypeVar("Key")

TOPIC, PAIR, LETTER = 3.0, 1.0, 0.3  # worth of a known topic, of two characters, of one
CONTAINED = 0.3  # how much it counts that the shorter text lies within the longer
OTHER_REQUEST, HALF_SAID, UNSAID = 0.1, 0.4, 0.5  # requests differ, one has none, both have none
OTHER_TOPIC, OTHER_PLACE = 0.3, 0.4
SAME_WORDING = 90  # of 100: the same words but for a slip of the finger
CANDIDATES = 40  # with most in common; only these are compared in full

# a village, town or estate by name; these characters before it name none
PLACE = re.compile(r"([\u4e00-\u9fff]{2})(?:镇|村|社区|小区)")
NAMELESS = set("我们你他咱这那哪各每本全一二三两四五六七八九十几个条的在到从是有和里外进不去回城乡农集老")


def _meanings(table: str, prefix: str) -> dict[str, str]:
    lines = [line.split() for line in table.strip().splitlines()]
    return {word: prefix + words[0] for words in lines for word in words}


ABOUT, WANTS = "about:", "wants:"
WORDS = dict.fromkeys(FILLERS.split(), "") | _meanings(REQUESTS, WANTS) | _meanings(TOPICS, ABOUT)
LONGEST_WORD = max(map(len, WORDS))


@dataclass(frozen=True)
class Gist:
    """要点: a text's topics and remaining characters, its requests, and the places it names."""

    words: str  # without marks and fillers
    about: frozenset[str]
    wants: frozenset[str]
    places: frozenset[str]


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
    wants = frozenset(one for one in meanings if one.startswith(WANTS))
    topics = {one for one in meanings if one.startswith(ABOUT)}
    places = {name for name in PLACE.findall(text) if not NAMELESS & set(name)}
    return Gist(words, frozenset(topics.union(*map(_grams, runs))), wants, frozenset(places))


def _pieces(text: str) -> Iterator[str]:
    """Known words, and what stands between them character by character."""
    place = 0
    while place < len(text):
        longest = min(LONGEST_WORD, len(text) - place)
        ends = range(place + longest, place + 1, -1)
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
        for key, text in texts:
            self.add(key, text)

    def __len__(self) -> int:
        return len(self.gists)

    def add(self, key: Key, text: str) -> None:
        self.gists[key] = gist(text)
        for word in self.gists[key].about:
            self._holders[word].append(key)

    def weight(self, word: str) -> float:
        kind = TOPIC if word.startswith(ABOUT) else PAIR if len(word) > 1 else LETTER
        holders = len(self._holders[word]) if word in self._holders else 0
        return kind * math.log(1 + (len(self) + 1) / (holders + 1))

    def likeness(self, one: Gist, other: Gist) -> float:
        """From 0 to 1: whether the same answer would serve both, as far as words can tell."""
        if one.places and other.places and not one.places & other.places:
            return OTHER_PLACE * self._agreement(one, other)
        if fuzz.ratio(one.words, other.words) >= SAME_WORDING:
            return 1.0
        return self._agreement(one, other)

    def like(self, text: str, least: float) -> list[tuple[Key, float]]:
        """The known texts that are as like as `least`, the likest first."""
        sought = gist(text)
        shared: Counter[Key] = Counter()
        for word in sought.about:
            weight = self.weight(word)
            for key in self._holders.get(word, ()):
                shared[key] += weight  # type: ignore[assignment]
        candidates = heapq.nlargest(CANDIDATES, shared, key=shared.__getitem__)
        found = [(key, self.likeness(sought, self.gists[key])) for key in candidates]
        return sorted((each for each in found if each[1] >= least), key=lambda each: -each[1])

    def _agreement(self, one: Gist, other: Gist) -> float:
        common, mine, its = map(self._total, (one.about & other.about, one.about, other.about))
        if not common:
            return 0.0
        within = common / min(mine, its)
        subject = CONTAINED * within + (1 - CONTAINED) * 2 * common / (mine + its)
        return subject * _same_request(one, other) * _same_topic(one, other)

    def _total(self, words: Iterable[str]) -> float:
        return sum(map(self.weight, words))


def _same_request(one: Gist, other: Gist) -> float:
    if not one.wants and not other.wants:
        return UNSAID
    if not one.wants or not other.wants:
        return HALF_SAID
    agreeing = len(one.wants & other.wants) / min(len(one.wants), len(other.wants))
    return OTHER_REQUEST + (1 - OTHER_REQUEST) * agreeing


def _same_topic(one: Gist, other: Gist) -> float:
    mine, its = ({word for word in each.about if word.startswith(ABOUT)} for each in (one, other))
    return OTHER_TOPIC if mine and its and not mine & its else 1.0
