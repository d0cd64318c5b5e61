"""What changed from version to version of a draft (修改对照), and whose comments it came from."""

from dataclasses import dataclass

from models.comment import Comment, Verdict
from models.draft import Draft
from models.draft_version import DraftParagraph, DraftVersion, Passage
from models.labels import Labelled
from models.merge import Piece, differences


class ChangeKind(Labelled):
    SAME = "same", "未改"
    CHANGED = "changed", "有改动"
    ADDED = "added", "新增"
    REMOVED = "removed", "删去"


@dataclass(frozen=True)
class Change:
    """一段 as it was and as it is. Of one that was removed, the comments that led to it are those
    that were adopted on it."""

    name: str
    paragraph: DraftParagraph
    before: Passage | None
    after: Passage | None

    @property
    def kind(self) -> ChangeKind:
        if self.before is None:
            return ChangeKind.ADDED
        if self.after is None:
            return ChangeKind.REMOVED
        same = self.before.whole == self.after.whole
        return ChangeKind.SAME if same else ChangeKind.CHANGED

    @property
    def pieces(self) -> list[Piece]:
        """Character by character: a few characters that stayed between two changes go with them,
        since a sentence in shreds cannot be read."""
        return _joined(differences(*self._sides))

    @property
    def _sides(self) -> tuple[str, str]:
        """Without the label, which its name tells, unless the label itself is another one."""
        if self.before and self.after and self.before.label != self.after.label:
            return self.before.whole, self.after.whole
        return self.before.text if self.before else "", self.after.text if self.after else ""

    @property
    def sources(self) -> list[Comment]:
        return list(self.after.sources) if self.after else []


SHRED = 2  # characters


def _joined(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        is_shred = piece.is_same and 0 < place < len(pieces) - 1 and len(piece.after) < SHRED
        if found and not found[-1].is_same and (not piece.is_same or is_shred):
            last = found.pop()
            piece = Piece(False, last.before + piece.before, last.after + piece.after)
        found.append(piece)
    return found


def changes(version: DraftVersion) -> list[Change]:
    """Paragraph by paragraph against the version before, those removed where they stood."""
    before = version.before
    old = {one.paragraph_id: (name, one) for name, one in before.named} if before else {}
    found = [
        Change(name, one.paragraph, old.get(one.paragraph_id, ("", None))[1], one)
        for name, one in version.named
    ]
    kept = {one.paragraph.id for one in found}
    place = 0
    for key, (name, gone) in old.items():
        if key in kept:
            place = next(n for n, one in enumerate(found) if one.paragraph.id == key) + 1
        else:
            found.insert(place, Change(name, gone.paragraph, gone, None))
            place += 1
    return found


def unreflected(draft: Draft) -> list[Comment]:
    """Adopted comments that no change says it came from, and whose paragraph still stands as it
    was: to be looked at before the answers are published."""
    latest = draft.versions[-1]
    changed = {
        one.paragraph.id
        for version in draft.versions[1:]
        for one in changes(version)
        if one.kind is not ChangeKind.SAME
    }
    return [
        comment
        for comment in draft.comments
        if comment.answer
        and comment.answer.verdict is not Verdict.DECLINED
        and not comment.became
        and (latest.number == 1 or comment.paragraph_id not in changed)
    ]
