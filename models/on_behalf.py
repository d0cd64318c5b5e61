"""代录: what a helper enters for a representative who says it aloud or has written it on paper."""

from dataclasses import dataclass

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.account import Account
from models.labels import Labelled


class EnteredFrom(Labelled):
    SPOKEN = "spoken", "口头"
    PAPER = "paper", "纸质表"


class SlipKind(Labelled):
    """What a helper may enter. A report is given by the person alone."""

    QUESTION = "question", "提问"
    OPINION = "opinion", "意见建议"


@dataclass(frozen=True)
class Entered:
    """由谁代录，从哪里录来."""

    by: Account
    source: EnteredFrom


class OnBehalf:
    """代录的来源. Empty where the representative wrote it on the tablet."""

    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    entered_from: Mapped[EnteredFrom | None] = mapped_column(default=None)

    @declared_attr
    def entered_by(cls) -> Mapped[Account | None]:
        return relationship(Account)

    def entered(self, entry: Entered | None) -> dict[str, str]:
        """Note who entered it; returns what the audit says of it."""
        if entry is None:
            return {}
        self.entered_by, self.entered_from = entry.by, entry.source
        return {"entered_from": entry.source.value}
