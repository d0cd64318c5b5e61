"""代录: what a helper enters for a representative who says it aloud or has written it on paper."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from models.account import Account
from models.labels import Labelled

if TYPE_CHECKING:
    from models.representative import Card


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

    @property
    def told(self) -> dict[str, str]:
        """What the audit says of it."""
        return {"entered_from": self.source.value}


def columns_of(entry: Entered | None) -> dict[str, Any]:
    """Who entered it, for a row of `OnBehalf`."""
    by_id, source = (entry.by.id, entry.source) if entry else (None, None)
    return {"entered_by_id": by_id, "entered_from": source}


class OnBehalf:
    """代录的来源. Empty where the representative wrote it on the tablet."""

    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    entered_from: Mapped[EnteredFrom | None] = mapped_column(default=None)

    if TYPE_CHECKING:

        @property
        def askers(self) -> "list[Card]": ...

    @declared_attr
    def entered_by(cls) -> Mapped[Account | None]:
        return relationship(Account)

    @property
    def author(self) -> str:
        """Who said it, by number; empty where it was written on a secret ballot."""
        return self.askers[0].name if self.askers else ""
