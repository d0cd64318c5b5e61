"""Tasks (待办): one thing that awaits one person, in words that say what is to be done."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from models import clock
from models.board import WORST_FIRST
from models.calendar import WorkingCalendar
from models.labels import Labelled
from models.terms import Light

if TYPE_CHECKING:
    from models.reminder import Told


class Duty(Labelled):
    """What is to be done: the verb comes first."""

    # with questions and visits
    REVIEW_QUESTIONS = "review_questions", "审核新提问"
    CALL_QUESTIONS = "call_questions", "安排答复提问"
    RECORD_ANSWER = "record_answer", "记录答复"
    ARRANGE_STOPS = "arrange_stops", "安排参观点"
    ENROL = "enrol", "登记代表"
    PRINT_CARDS = "print_cards", "印发代表证"
    OPEN_VISIT = "open_visit", "开始活动"
    END_VISIT = "end_visit", "结束活动"
    OPEN_EVALUATION = "open_evaluation", "开始民主测评"
    CLOSE_EVALUATION = "close_evaluation", "结束民主测评"
    # with minutes
    BEGIN_MINUTES = "begin_minutes", "记会议纪要"
    WRITE_MINUTES = "write_minutes", "起草纪要"
    MEND_MINUTES = "mend_minutes", "修改退回的纪要"
    REVIEW_MINUTES = "review_minutes", "核稿纪要"
    SIGN_MINUTES = "sign_minutes", "签发纪要"
    ISSUE_MINUTES = "issue_minutes", "印发纪要"
    # with matters
    TAKE_UP = "take_up", "受理来件"
    CONFIRM_CLOSING = "confirm_closing", "确认销号"
    SIGN_OFF = "sign_off", "签批"
    DECIDE_EXTENSION = "decide_extension", "批复延期"
    ASSIGN = "assign", "交办"
    SIGN = "sign", "签收"
    CONFIRM_WAIVER = "confirm_waiver", "确认不适用"
    REVIEW = "review", "审核"
    REPLY = "reply", "回复代表"
    PROPOSE_CLOSING = "propose_closing", "提请销号"
    FINISH_PART = "finish_part", "办结配合事项"
    REPORT = "report", "办理报结"
    PROGRESS = "progress", "办理"
    URGE = "urge", "催办"
    # with notices
    MEND_NOTICE = "mend_notice", "修改退回的督办通知"
    SUBMIT_NOTICE = "submit_notice", "送签督办通知"
    ISSUE_NOTICE = "issue_notice", "签发督办通知"
    SIGN_NOTICE = "sign_notice", "签收督办通知"
    ANSWER_NOTICE = "answer_notice", "回复督办通知"
    CHASE_NOTICE = "chase_notice", "催回复督办通知"
    CHECK_NOTICE = "check_notice", "核对督办通知的回复"
    # with inspections and rectifications
    HOLD_INSPECTION = "hold_inspection", "开展巡查"
    SETTLE_FINDINGS = "settle_findings", "处理巡查发现"
    TELL_INSPECTION = "tell_inspection", "反馈巡查结果"
    TAKE_UP_RECTIFICATION = "take_up_rectification", "受理整改建议"
    # with drafts that representatives comment on
    SEND_DRAFT = "send_draft", "发出征求意见稿"
    ANSWER_COMMENTS = "answer_comments", "答复代表意见"
    ISSUE_REVISION = "issue_revision", "修改稿定稿"
    PUBLISH_ANSWERS = "publish_answers", "公布意见答复"
    TAKE_UP_PROPOSAL = "take_up_proposal", "研究测评整改建议"
    # with reports, for their 专办人员 alone, and with 专报, for the leader addressed
    INVESTIGATE = "investigate", "核查"
    SECOND_WAIVER = "second_waiver", "确认一关不适用"
    TELL_OUTCOME = "tell_outcome", "反馈核查结果"
    REPORT_UP = "report_up", "报送专报"
    PROPOSE_END = "propose_end", "提请办结"
    CONFIRM_END = "confirm_end", "确认办结"
    READ_MEMO = "read_memo", "批示专报"
    DECIDE_MEMO = "decide_memo", "签批专报"
    # with the house itself
    CONFIRM_YEAR = "confirm_year", "核对工作日历"
    NAME_LEADER = "name_leader", "确定分管领导"


OF_NOTICES = frozenset(duty for duty in Duty if duty.value.endswith("_notice"))
OF_MATTERS = frozenset(
    {
        *(Duty.CONFIRM_CLOSING, Duty.SIGN_OFF, Duty.DECIDE_EXTENSION, Duty.ASSIGN, Duty.SIGN),
        *(Duty.CONFIRM_WAIVER, Duty.REVIEW, Duty.REPLY, Duty.PROPOSE_CLOSING, Duty.FINISH_PART),
        *(Duty.REPORT, Duty.PROGRESS, Duty.URGE),
    }
)


@dataclass(frozen=True)
class Task:
    """待办. `key` finds the page where it is done; `number` is how many things it stands for."""

    duty: Duty
    key: tuple[Any, ...] = ()
    name: str = ""
    title: str = ""
    note: str = ""
    number: int = 1
    light: Light = Light.NONE
    due_on: date | None = None
    since: datetime | None = None
    told: tuple["Told", ...] = ()  # 提醒 of the same that are unread
    left: int | None = None  # working days; negative when overdue
    waited: int | None = None  # working days

    def reckoned(self, today: date, calendar: WorkingCalendar) -> "Task":
        """With the days that the calendar gives."""
        left = None if self.due_on is None else calendar.between(today, self.due_on)
        begun = None if self.since is None else clock.local(self.since).date()
        waited = None if begun is None else max(0, calendar.between(begun, today))
        return replace(self, left=left, waited=waited)

    @property
    def subject(self) -> tuple[str, Any] | None:
        """The notice or the matter that it is about."""
        if self.duty in OF_NOTICES:
            return "notice", self.key[0]
        return ("matter", self.key[0]) if self.duty in OF_MATTERS else None

    @property
    def urgency(self) -> tuple[int, date, float]:
        """The worst light first, then the nearest deadline, then what has waited longest."""
        since = self.since.timestamp() if self.since else float("inf")
        return WORST_FIRST.index(self.light), self.due_on or date.max, since
