"""What people write: cleaned, counted as people count, never silently cut.

static/js/letters.js does the same in the browser; tests/letters.json holds both to it.
"""

import re
import unicodedata
from collections.abc import Sequence

from models.base import RuleBroken

LONGEST = 300  # characters of a question, opinion or report, as the writer counts them
THICKEST = 16  # code points that one character may pile up; the next one counts anew

JOINER, NON_JOINER = "\u200d", "\u200c"
# Not of category M, and still part of what stands before: skin tones, tags, half-width voicing.
CLINGING = ((0x1F3FB, 0x1F3FF), (0xE0020, 0xE007F), (0xFF9E, 0xFF9F), (0x200C, 0x200D))
# What a joiner ties to the picture before it.
PICTURES = (
    *((0x2190, 0x21FF), (0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF)),
    *((0x1F000, 0x1F1E5), (0x1F200, 0x1F3FA), (0x1F400, 0x1FAFF)),
)
FLAGS = ((0x1F1E6, 0x1F1FF),)
LEADING, VOWEL, TRAILING = ((0x1100, 0x115F),), ((0x1160, 0x11A7),), ((0x11A8, 0x11FF),)
SYLLABLES = ((0xAC00, 0xD7A3),)
# Letters that stand alone and are seen, which is all that most people write: ASCII, Chinese
# characters, full-width marks. They are counted as they come.
PLAIN = re.compile("[\n -~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e\u2018-\u201d\u2014\u2026\u00b7]*")
# Marks that turn the direction of writing, blanks without width: nobody sees them.
UNSEEN = {"Cc", "Cf", "Cs"}
SEEN = {"\n", JOINER, NON_JOINER, *map(chr, range(0xE0020, 0xE0080))}


def _in(ch: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= ord(ch) <= last for first, last in ranges)


def _clings(ch: str) -> bool:
    return unicodedata.category(ch)[0] == "M" or _in(ch, CLINGING)


def _is_hangul_pair(before: str, ch: str) -> bool:
    """Whether two Korean letters stand in one syllable."""
    if _in(ch, TRAILING):
        return _in(before, VOWEL + TRAILING + SYLLABLES)
    if _in(ch, VOWEL):
        closed = _in(before, SYLLABLES) and (ord(before) - 0xAC00) % 28
        return _in(before, LEADING + VOWEL + SYLLABLES) and not closed
    return _in(before, LEADING) and _in(ch, LEADING + SYLLABLES)


def length(text: str) -> int:
    """Characters as people see them: marks, skin tones and what a joiner ties together belong to
    the character before, two flag letters are one flag."""
    if PLAIN.fullmatch(text):
        return len(text)
    count, thick, flags, picture, before = 0, 0, 0, False, "\n"
    for ch in text:
        if "\n" in (before, ch) or thick >= THICKEST:
            joined = False
        elif _in(ch, PICTURES):
            joined = before == JOINER and picture
        elif _in(ch, FLAGS):
            joined = flags % 2 == 1
        else:
            joined = _clings(ch) or _is_hangul_pair(before, ch)
        count, thick = (count, thick + 1) if joined else (count + 1, 1)
        flags = flags + 1 if _in(ch, FLAGS) else 0
        picture = _in(ch, PICTURES) or (picture and joined and _clings(ch))
        before = ch
    return count


def visible(text: str) -> str:
    """The text without what nobody sees; line ends are one character, tabs are blanks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if PLAIN.fullmatch(lines):
        return lines
    kept = (ch for ch in lines if ch in SEEN or unicodedata.category(ch) not in UNSEEN)
    return "".join(kept)


def tidy(text: str) -> str:
    """Paragraphs as they come from a keyboard, from Word or from WPS: without the blanks that
    indent them, without empty ones, and without signs that only one font knows."""
    broken = re.sub("[\x0b\x0c\u2028\u2029]", "\n", text).replace("\u00a0", " ")
    kept = "".join(ch for ch in visible(broken) if unicodedata.category(ch) != "Co")
    lines = (line.strip() for line in kept.split("\n"))
    return "\n".join(line for line in lines if line)


def said(text: str, longest: int, missing: str = "请写下内容") -> str:
    """The text without what nobody sees and without outer blanks. Raises RuleBroken when nothing
    is left or when it is too long."""
    text = visible(text).strip()
    if not text:
        raise RuleBroken(missing)
    if length(text) > longest:
        raise RuleBroken(f"写了 {length(text)} 字，最多 {longest} 字，请分成两条")
    return text
