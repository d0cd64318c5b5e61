"""What a unit shall put right after a report (整改): written afresh, so that nothing leads back."""

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from models.account import Account
from models.base import RuleBroken, db
from models.rectification import Rectification
from models.report_contents import Contents
from models.report_entry import ReportEntryKind
from models.report_record import ReportState
from models.report_work import ReportWork
from models.roles import Role
from models.unit import Unit

E = ReportEntryKind
COPIED = 10  # characters in a row that also stand in the report are no new text
TELLING = frozenset({E.FINDING, E.HANDOVER, E.WRITTEN_RESULT, E.MEMO, E.OUTCOME, E.RATE})


class ReportRectify(ReportWork):
    """由举报引起的整改."""

    if TYPE_CHECKING:

        @property
        def contents(self) -> Contents: ...

        def means(self, account: Account) -> bool: ...

    def rectify(self, by: Account, lead: Unit, title: str, requirement: str) -> None:
        """提出整改建议, with words of its own. Which one it is, the record alone knows."""
        self._work(by, ReportState.ANSWERED)
        self._refuse_handlers_meant(lead)
        self._refuse_copies(f"{title}\n{requirement}")
        proposal = Rectification.propose(lead, title, requirement)
        text = f"{proposal.title}：{proposal.requirement}"
        self._did(E.RECTIFY, by, text, rectification=str(proposal.id))

    @property
    def rectifications(self) -> list[Rectification]:
        """What was proposed, and what became of it."""
        rectified = [entry for entry in self.entries if entry.kind is E.RECTIFY]
        keys = [uuid.UUID(entry.told["rectification"]) for entry in rectified]
        found = db.session.scalars(select(Rectification).where(Rectification.id.in_(keys)))
        return sorted(found, key=lambda one: keys.index(one.id)) if keys else []

    def _refuse_handlers_meant(self, lead: Unit) -> None:
        handlers = select(Account).filter_by(role=Role.HANDLER, unit_id=lead.id, disabled_at=None)
        if any(self.means(one) for one in db.session.scalars(handlers)):
            raise RuleBroken(f"{lead.name}的经办人就是被反映的人，应当回避，请改交它的主管单位")

    def _refuse_copies(self, text: str) -> None:
        person = _bare(self.contents.person)
        if len(person) > 1 and person in _bare(text):
            raise RuleBroken("整改建议里不能写被反映的人")
        told = [entry.text for entry in self.entries if entry.kind in TELLING]
        known = [_bare(each) for each in (self.contents.text, *told)]
        words = _bare(text)
        for start in range(len(words) - COPIED + 1):
            part = words[start : start + COPIED]
            if any(part in each for each in known):
                raise RuleBroken(f"整改建议要另写，不能照抄举报件里的话（「{part}」）")


def _bare(text: str) -> str:
    return "".join(ch for ch in text if ch.isalnum())
