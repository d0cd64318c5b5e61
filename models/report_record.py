"""Reading and writing the record of one report: what was done last, and what it amounts to."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.orm import attributes

from models import clock, secret
from models.account import Account
from models.labels import Labelled
from models.reply import Level
from models.report_entry import ReportEntry, ReportEntryKind, Step

E = ReportEntryKind
READING = timedelta(hours=1)  # then opening it again is a new 查阅


class ReportState(Labelled):
    RECEIVED = "received", "已收到"  # no two investigators could be named yet
    INVESTIGATING = "investigating", "正在核查"
    ANSWERED = "answered", "已反馈"
    CLOSED = "closed", "已办结"


class ReportRecord:
    """本件记录, as the report itself reads and writes it."""

    if TYPE_CHECKING:
        entries: Any
        round: Any
        state: Any

        def readable_by(self, account: Account) -> bool: ...

        def _require_team(self, by: Account) -> None: ...

    @property
    def outcome(self) -> ReportEntry | None:
        return self._last(E.OUTCOME)

    @property
    def rating(self) -> ReportEntry | None:
        return self._last(E.RATE)

    @property
    def memo(self) -> ReportEntry | None:
        """专报 of this round, the latest."""
        return self._last(E.MEMO)

    @property
    def proposal(self) -> ReportEntry | None:
        """提请办结, awaiting its second person."""
        return self._last(E.PROPOSE_CLOSING)

    @property
    def was_handed_over(self) -> bool:
        return self._last(E.HANDOVER) is not None

    @property
    def times_dissatisfied(self) -> int:
        rated = (entry for entry in self.entries if entry.kind is E.RATE)
        return sum(1 for entry in rated if entry.told["level"] == Level.DISSATISFIED)

    @property
    def is_disputed(self) -> bool:
        return self.times_dissatisfied >= 2 and self._last(E.SIGN_OFF) is None

    @property
    def may_rate(self) -> bool:
        return self.state is ReportState.ANSWERED and self.rating is None

    @property
    def is_whole(self) -> bool:
        """Whether the record is as it was written: each entry carries the hash of all before."""
        previous = ""
        for entry in self.entries:
            if entry.hash != entry.computed_hash(previous):
                return False
            previous = entry.hash
        return True

    def opened(self, by: Account) -> None:
        """查阅: the reporter sees when, and by which role. Once an hour is often enough."""
        self._require_team(by)
        if not self.is_open_to(by):
            self._did(E.OPEN, by, "")

    def is_open_to(self, account: Account) -> bool:
        """Whether this person has opened it or worked on it within the hour."""
        since = clock.now() - READING
        own = (entry for entry in self.entries if entry.account_id == account.id)
        return any(entry.at > since for entry in own)

    @property
    def steps(self) -> list[Step]:
        """What its reporter is told of it."""
        told = (entry.step for entry in self.entries)
        return [step for step in told if step is not None]

    def _last(self, kind: ReportEntryKind) -> ReportEntry | None:
        """The latest entry of this kind in the present round."""
        entries = (entry for entry in reversed(self.entries) if entry.round == self.round)
        return next((entry for entry in entries if entry.kind is kind), None)

    def _did(self, kind: ReportEntryKind, by: Account | None, text: str, **told: Any) -> None:
        leader_id = told.pop("leader_id", None)
        told |= {"text": text, "at": clock.now().isoformat()}
        previous = self.entries[-1].hash if self.entries else ""
        entry = ReportEntry(
            number=len(self.entries) + 1,
            round=self.round,
            kind=kind,
            account_id=by.id if by else None,
            leader_id=leader_id,
            sealed=secret.seal(told),
        )
        entry.hash = entry.computed_hash(previous)
        self.entries.append(entry)
        if kind is not E.OPEN and inspect(self).persistent:
            attributes.flag_modified(self, "round")  # every act but reading raises the version
