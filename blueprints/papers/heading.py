"""标题: 2号小标宋, of more than one line where it is long. By the standard the lines end with whole
words and stand in the shape of a trapezium or a lozenge: none holds one character alone."""

from functools import partial

LONGEST = 20  # characters of 22 pt in the 版心
CLOSING = "，。、；：？！）》”’」』〕"  # begins no line
OPENING = "（《“‘「『〔"  # ends none
# where a line of an official title is broken, before the place or behind it
ENDS = (
    "的",
    "和",
    "与",
    "及",
    "单位",
    "代表",
    "政府",
    "人民",
    "工作",
    "情况",
    "问题",
    "事项",
    "建设",
    "》",
)
BEGINS = (
    "关于",
    "现场",
    "座谈会",
    "会议",
    "常务",
    "专题",
    "县长",
    "纪要",
    "督办",
    "问答",
    "情况",
    "落实",
    "意见采纳",
)
FORBIDDEN = 100.0
WORTH = 3  # characters that a line may be longer or shorter to end with a word


def lines(title: str) -> tuple[str, ...]:
    """The title in as few lines as hold it, about alike."""
    done: list[str] = []
    rest = title
    while len(rest) > LONGEST:
        many = -(-len(rest) // LONGEST)
        even = len(rest) / many
        least = max(1, len(rest) - LONGEST * (many - 1))
        cost = partial(_cost, rest, even)
        place = min(range(least, LONGEST + 1), key=cost)
        if cost(place) >= FORBIDDEN:  # one line more, then
            place = min(range(1, LONGEST + 1), key=cost)
        done.append(rest[:place])
        rest = rest[place:]
    return (*done, rest)


def _cost(text: str, even: float, place: int) -> float:
    before, after = text[:place], text[place:]
    if (
        after[0] in CLOSING
        or before[-1] in OPENING
        or (before[-1] + after[0]).isalnum()
        and (before[-1].isascii() and after[0].isascii())
    ):
        return FORBIDDEN
    return abs(place - even) - WORTH * (before.endswith(ENDS) + after.startswith(BEGINS))
