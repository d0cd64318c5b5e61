"""A ballot as a form sends it: from a tablet, or from whoever keys in a sheet of paper.

`l_3_7` is the level of dimension 7 for unit 3, `c_3` how its work became known, `r_3` the remark.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from blueprints.intake import clean
from models import (
    AppraisalChannel,
    AppraisalLevel,
    Appraised,
    Dimension,
    Evaluation,
    Keyed,
    Marks,
    RuleBroken,
    Spoiled,
)
from models.ballot import REMARK, Marked, fit
from models.text import length, visible

# what the pages offer
CHOICES: dict[str, Any] = {
    "options": list(AppraisalLevel),
    "ways": list(AppraisalChannel),
    "longest": REMARK,
}


class Marking:
    """填好的选票, and what is wrong with it. It shows itself again as it was sent."""

    def __init__(self, evaluation: Evaluation, sent: Mapping[str, str] | None = None) -> None:
        self.evaluation = evaluation
        self.sent = {name: clean(text) for name, text in (sent or {}).items()}
        self.problem = ""
        self.spoiled = next((one for one in Spoiled if one.value == self.sent.get("spoiled")), None)
        self.doubtful: frozenset[str] = frozenset()  # names of what two people read differently

    @classmethod
    def showing(cls, evaluation: Evaluation, keyed: Keyed | None) -> "Marking":
        """What somebody has keyed in before."""
        marking = cls(evaluation)
        if keyed is not None:
            marking.sent = named(keyed.marked)
            marking.spoiled = keyed.spoiled
        return marking

    @classmethod
    def compared(cls, evaluation: Evaluation, first: Keyed, second: Keyed) -> "Marking":
        """What both read alike stands there; what they did not is left open."""
        marking = cls(evaluation)
        one, other = named(first.marked), named(second.marked)
        names = {name for name in {*one, *other} if one.get(name) != other.get(name)}
        if first.spoiled is not second.spoiled:
            names = {"spoiled"}
        marking.doubtful = frozenset(names)
        read = {**other, **one}  # of a spoiled sheet nothing
        marking.sent = {name: text for name, text in read.items() if name not in names}
        marking.spoiled = first.spoiled if first.spoiled is second.spoiled else None
        return marking

    def level(self, one: Appraised, dimension: Dimension) -> str:
        return self.sent.get(f"l_{one.id}_{dimension.id}", "")

    def channel(self, one: Appraised) -> str:
        return self.sent.get(f"c_{one.id}", "")

    def remark(self, one: Appraised) -> str:
        return self.sent.get(f"r_{one.id}", "")

    def doubts(self, *parts: object) -> bool:
        return "_".join(map(str, parts)) in self.doubtful

    @property
    def marked(self) -> Marked:
        return {one.id: self._marks(one) for one in self.evaluation.appraised}

    @property
    def keyed(self) -> Keyed:
        return Keyed({} if self.spoiled else self.marked, self.spoiled)

    def is_fit(self) -> bool:
        """Whether it can be handed in; `problem` says why not."""
        long = [one for one in self.evaluation.appraised if self._is_long(one)]
        if self.spoiled is None and long:
            self.problem = f"{long[0].name}的附言超过 {REMARK} 字，请缩短"
        elif self.spoiled is None:
            self.problem = _refusal(self)
        return not self.problem

    def _is_long(self, one: Appraised) -> bool:
        return length(visible(self.remark(one)).strip()) > REMARK

    def _marks(self, one: Appraised) -> Marks:
        levels = {
            dimension.id: AppraisalLevel(self.level(one, dimension))
            for dimension in self.evaluation.dimensions
            if self.level(one, dimension) in _values(AppraisalLevel)
        }
        channel = self.channel(one)
        known = AppraisalChannel(channel) if channel in _values(AppraisalChannel) else None
        return Marks(levels, known, visible(self.remark(one)).strip())


def named(marked: Marked) -> dict[str, str]:
    """The names and values of the inputs that say this."""
    found: dict[str, str] = {}
    for key, marks in marked.items():
        found.update({f"l_{key}_{one}": level.value for one, level in marks.levels.items()})
        if marks.channel:
            found[f"c_{key}"] = marks.channel.value
        if marks.remark:
            found[f"r_{key}"] = marks.remark
    return found


def _values(kind: Iterable[str]) -> set[str]:
    return {str(one) for one in kind}


def _refusal(marking: Marking) -> str:
    """Why the round would not take it."""
    try:
        fit(marking.evaluation, marking.marked)
    except RuleBroken as refusal:
        return str(refusal)
    return ""
