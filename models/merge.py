"""Merging (合并): two texts that were written on one, paragraph by paragraph; and their differences
marked character by character, since Chinese has no blanks between words."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple


class Change(NamedTuple):
    """The base's paragraphs from `start` to `end` became others."""

    start: int
    end: int
    words: tuple[str, ...]

    def collides_with(self, other: "Change") -> bool:
        """Whether both touch one paragraph. Two that only add something at one place do not."""
        return self != other and self.start < other.end and other.start < self.end


class Piece(NamedTuple):
    """A stretch that is the same in both texts, or stands in one of them only."""

    is_same: bool
    before: str
    after: str


def paragraphs(text: str) -> list[str]:
    return text.split("\n") if text else []


def merge(base: str, theirs: str, mine: str) -> str | None:
    """What both wrote, or None where they changed the same paragraph differently."""
    was = paragraphs(base)
    others, own = _changes(was, paragraphs(theirs)), _changes(was, paragraphs(mine))
    if any(one.collides_with(other) for one in own for other in others):
        return None
    merged, place = [], 0
    for change in _in_order(others, own):
        merged += [*was[place : change.start], *change.words]
        place = max(place, change.end)
    return "\n".join(merged + was[place:])


def _changes(base: Sequence[str], text: Sequence[str]) -> list[Change]:
    matcher = SequenceMatcher(None, base, text, autojunk=False)
    found = (code for code in matcher.get_opcodes() if code[0] != "equal")
    return [Change(start, end, tuple(text[i:j])) for _, start, end, i, j in found]


def _in_order(others: list[Change], own: list[Change]) -> list[Change]:
    """What both added at one place stands there once, the other's first."""
    joined = list(others)
    for change in own:
        if change in others:
            continue
        same = next((c for c in joined if c[:2] == change[:2] == (c.start, c.start)), None)
        if same is None:
            joined.append(change)
        else:
            added = tuple(words for words in change.words if words not in same.words)
            joined[joined.index(same)] = same._replace(words=same.words + added)
    return sorted(joined, key=lambda change: change[:2])


def differences(before: str, after: str) -> list[Piece]:
    """Both texts in pieces, whole paragraphs compared first: a long text takes no long time."""
    old, new = paragraphs(before), paragraphs(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "\n".join(old[i:j]), "\n".join(new[k:m])
        if pieces:  # the line end that divides it from what stands before
            left, right = ("\n" + left if j > i else ""), ("\n" + right if m > k else "")
        if kind == "replace":
            pieces += _within(left, right)
        else:
            pieces.append(Piece(kind == "equal", left, right))
    return pieces


def _within(before: str, after: str) -> list[Piece]:
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [Piece(kind == "equal", before[i:j], after[k:m]) for kind, i, j, k, m in codes]
