"""The way of minutes (办文程序): 起草, 核稿, 签发, 印发, and back; who may take which step."""

from datetime import date
from typing import TYPE_CHECKING, Any

from models import clock
from models.account import Account
from models.base import RuleBroken, db
from models.counter import next_number
from models.labels import Labelled
from models.matter import Matter
from models.roles import Permission
from models.text import said
from models.topic import publish


class MinutesState(Labelled):
    DRAFTING = "drafting", "起草"
    SUBMITTED = "submitted", "核稿"
    REVIEWED = "reviewed", "待签发"
    SIGNED = "signed", "待印发"
    ISSUED = "issued", "已印发"


S = MinutesState


def _may_draft(by: Any) -> bool:
    """The house itself may, too: what loads the demo, and tests."""
    return isinstance(by, str) or bool(by.may(Permission.MEETING_WRITE))


class MinutesSteps:
    """办文程序 of a `Minutes`."""

    if TYPE_CHECKING:
        meeting: Any
        state: Any
        name: Any
        number: Any
        series: Any
        year: Any
        digest: Any
        statements: Any
        decisions: Any
        pledges: Any
        drafted_by_id: Any
        submitted_by_id: Any
        submitted_by: Any
        submitted_at: Any
        reviewed_by: Any
        reviewed_at: Any
        signed_by: Any
        signed_name: Any
        signed_on: Any
        signed_at: Any
        keyed_by: Any
        issued_by: Any
        issued_at: Any
        returned_by: Any
        returned_at: Any
        return_reason: Any

        def refuse_while_missing(self, why: str) -> None: ...
        def changed(self, action: str, by: Any, **detail: Any) -> None: ...

    # ---- 起草 -------------------------------------------------------------------------------

    def refuse_unless_writable(self, by: Any) -> None:
        """The draft is the recorder's; while it is checked, its text is whose who checks it."""
        if self.state is S.ISSUED:
            raise RuleBroken(f"纪要{self.name}已经印发，不能再改")
        if self.state in {S.REVIEWED, S.SIGNED}:
            raise RuleBroken(f"纪要{self.state.label}，退回之前不能再改")
        if self.state is S.SUBMITTED and self.reviewer_refused(by):
            raise RuleBroken("纪要已送核稿，退回之前不能再改")
        if self.state is S.DRAFTING and not _may_draft(by):
            raise RuleBroken("纪要由文秘或组织员起草")

    def is_writable_by(self, by: Any) -> bool:
        if self.state is S.SUBMITTED:
            return not self.reviewer_refused(by)
        return self.state is S.DRAFTING and _may_draft(by)

    def submit(self, by: Account) -> None:
        """送核稿; representatives are asked to read their words."""
        self._only_in(S.DRAFTING, "送核稿")
        if not _may_draft(by):
            raise RuleBroken("纪要由文秘或组织员送核稿")
        self.refuse_while_missing("不能送核稿")
        self.state = S.SUBMITTED
        self.submitted_by, self.submitted_at = by, clock.now()
        self.changed("minutes.submit", by, text=self.digest)
        self._tell_speakers()

    # ---- 核稿 -------------------------------------------------------------------------------

    def reviewer_refused(self, by: Any) -> str:
        """Why somebody may not check it; nothing when they may."""
        if not isinstance(by, Account) or not by.may(Permission.MEETING_ISSUE):
            return "纪要由办公室领导核稿"
        if by.id in {self.drafted_by_id, self.submitted_by_id}:
            return "起草的人不能核自己的稿，请另一位办公室领导核稿"
        return ""

    def refuse_unless_reviewable(self, by: Any) -> None:
        self._only_in(S.SUBMITTED, "核稿")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why)

    def review(self, by: Account) -> None:
        """核稿通过: on to who presided."""
        self.refuse_unless_reviewable(by)
        self.refuse_while_missing("不能送签发")
        self.state, self.return_reason = S.REVIEWED, ""
        self.reviewed_by, self.reviewed_at = by, clock.now()
        self.changed("minutes.review", by, text=self.digest)
        self._tell_speakers()

    def refuse_unless_reviewed_by_speakers(self) -> None:
        if self.state is not S.SUBMITTED:
            raise RuleBroken("纪要不在核稿中，发言现在不能核对")

    # ---- 签发 -------------------------------------------------------------------------------

    def refuse_unless_signable(self, by: Any) -> None:
        self._only_in(S.REVIEWED, "签发")
        if self.meeting.chair_id is None or by.id != self.meeting.chair_id:
            raise RuleBroken("纪要由会议主持人签发")
        if by.id in {self.drafted_by_id, self.submitted_by_id}:
            raise RuleBroken("起草的人不能签发自己的纪要，请改用纸质签发")

    def sign(self, by: Account) -> None:
        """签发, by who presided."""
        self.refuse_unless_signable(by)
        self.refuse_while_missing("不能签发")
        self.signed_by, self.signed_name, self.signed_on = by, by.name, clock.today()
        self._signed("minutes.sign", by)

    def refuse_unless_keyable(self, by: Any) -> None:
        self._only_in(S.REVIEWED, "签发")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why.replace("核稿", "补录签发"))

    def sign_on_paper(self, by: Account, name: str, signed_on: date) -> None:
        """补录纸质签发: who signed the paper and when, keyed in and recorded as such."""
        self.refuse_unless_keyable(by)
        self.refuse_while_missing("不能签发")
        if not clock.local(self.meeting.held_at).date() <= signed_on <= clock.today():
            raise RuleBroken("签发日期应在会议之后、今天或以前")
        self.signed_name, self.signed_on = said(name, 40, "请写明签发人"), signed_on
        self.keyed_by = by
        self._signed("minutes.sign_on_paper", by, name=self.signed_name, on=str(signed_on))

    def _signed(self, action: str, by: Account, **detail: Any) -> None:
        self.state, self.signed_at = S.SIGNED, clock.now()
        self.changed(action, by, text=self.digest, **detail)

    def refuse_unless_returnable(self, by: Any) -> None:
        """Who has it on the desk may send it back: the office head, and who is to sign it."""
        if self.state not in {S.SUBMITTED, S.REVIEWED, S.SIGNED}:
            raise RuleBroken(f"纪要现在是「{self.state.label}」，不能退回")
        presides = self.state is S.REVIEWED and by.id == self.meeting.chair_id
        why = self.reviewer_refused(by)
        if why and not presides:
            raise RuleBroken(why)

    def send_back(self, by: Account, reason: str) -> None:
        """退回修改: the recorder reads why. A signature that was given is void."""
        self.refuse_unless_returnable(by)
        self.return_reason = said(reason, 500, "请写明退回修改的理由")
        self.state, self.returned_by, self.returned_at = S.DRAFTING, by, clock.now()
        self.reviewed_by = self.reviewed_at = None
        self.signed_by = self.signed_on = self.signed_at = self.keyed_by = None
        self.signed_name = ""
        self.changed("minutes.send_back", by)
        self._tell_speakers()

    # ---- 印发 -------------------------------------------------------------------------------

    def refuse_unless_issuable(self, by: Any) -> None:
        self._only_in(S.SIGNED, "印发")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why.replace("核稿", "印发"))

    def issue(self, by: Account) -> list[Matter]:
        """印发: the number, and each decision and promise a matter, in one step."""
        self.refuse_unless_issuable(by)
        self.refuse_while_missing("不能印发")
        series, year = self.meeting.kind.value, clock.today().year
        number = next_number(f"minutes:{series}:{year}")
        # first, while the database still lets a decision be bound to its matter
        bound = [*self.decisions, *self.pledges]
        matters = list(dict.fromkeys(each.register(by, f"第{number}号") for each in bound))
        db.session.flush()
        ids, sealed = [matter.id for matter in matters], self.digest
        self.series, self.year, self.number = series, year, number
        self.state = S.ISSUED
        self.issued_by, self.issued_at, self.return_reason = by, clock.now(), ""
        self.changed("minutes.issue", by, number=number, matters=ids, text=sealed)
        self._tell_speakers()
        return matters

    def _only_in(self, state: MinutesState, what: str) -> None:
        if self.state is not state:
            raise RuleBroken(f"纪要现在是「{self.state.label}」，不能{what}")

    def _tell_speakers(self) -> None:
        cards = {each.card for each in self.statements if each.card is not None}
        publish(*(card.topic for card in cards))
