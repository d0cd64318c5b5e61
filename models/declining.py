"""Not taking up (不予受理): what was said and becomes no matter, and why."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from models import clock
from models.base import RuleBroken
from models.text import said

LONGEST_REASON = 500


def reason_of(text: str) -> str:
    """The reason as the representative will read it. Raises RuleBroken where there is none."""
    return said(text, LONGEST_REASON, "请写明不予受理的理由，代表会看到")


class Declinable:
    """不予受理的来件. The reason stays on record when it is taken up after all, and is no longer
    shown: it is followed in its matter then."""

    if TYPE_CHECKING:
        matter_id: Any
        name: Any

        @property
        def awaits_taking(self) -> bool: ...
        def _changed(self, action: str, by: Any, **detail: Any) -> None: ...

    declined_at: Mapped[datetime | None] = mapped_column(default=None)
    declined_reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_declined(self) -> bool:
        return self.declined_at is not None and self.matter_id is None

    def decline(self, by: Any, reason: str) -> None:
        """不予受理: whoever asked it reads the reason."""
        if self.is_declined:
            raise RuleBroken(f"{self.name}已经不予受理；要改的，请改为受理")
        if not self.awaits_taking:
            raise RuleBroken(f"{self.name}不在等待受理，不能不予受理")
        reason = reason_of(reason)
        self.declined_at, self.declined_reason = clock.now(), reason
        self._changed("question.decline", by, reason=reason)
