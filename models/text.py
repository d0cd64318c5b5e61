"""What people write: cleaned, counted as people count, never silently cut."""

import unicodedata

from models.base import RuleBroken

LONGEST = 300  # characters of a question, opinion or report, as the writer counts them


def length(text: str) -> int:
    """Characters as people see them: combining marks do not count."""
    return sum(1 for ch in text if not unicodedata.combining(ch))


def said(text: str, longest: int, missing: str = "请写下内容") -> str:
    """The text without control characters and outer blanks. Raises RuleBroken when nothing is
    left or when it is too long."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (ch for ch in lines if ch == "\n" or unicodedata.category(ch) not in {"Cc", "Cs"})
    text = "".join(kept).strip()
    if not text:
        raise RuleBroken(missing)
    if length(text) > longest:
        raise RuleBroken(f"写了 {length(text)} 字，最多 {longest} 字，请分成两条")
    return text
