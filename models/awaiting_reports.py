"""Which reports await their 专办人员, and which 专报 a leader: nobody else learns of them.

A task names a report by the head of its random key alone.
"""

from collections.abc import Iterator
from typing import Any

from models.account import Account
from models.base import RuleBroken
from models.gate import GateState
from models.report import Report
from models.report_record import ReportState
from models.roles import Permission
from models.task import Duty, Task

D, P = Duty, Permission


def of_reports(viewer: Any) -> Iterator[Task]:
    """In the order of the viewer's own list, the oldest first."""
    if not viewer.may(P.REPORT_INVESTIGATE):
        return
    for report in reversed(Report.list_for(viewer)):
        duty = duty_of_report(report, viewer)
        if duty is not None:
            yield Task(duty, (report.id,), f"举报件 {report.id.hex[:8]}")


def duty_of_report(report: Report, viewer: Account) -> Duty | None:
    if report.state is ReportState.INVESTIGATING:
        waiving = [gate for gate in report.gates if gate.state is GateState.WAIVING]
        if any(gate.signer_id != viewer.id for gate in waiving):
            return D.SECOND_WAIVER
        if any(gate.state is GateState.OPEN for gate in report.gates):
            return D.INVESTIGATE
        return None if waiving else D.TELL_OUTCOME
    if report.state is not ReportState.ANSWERED:
        return None
    if report.is_disputed:  # once it is reported up, it awaits that leader
        return D.REPORT_UP if not report.memo else None
    try:
        report.refuse_unless_closable()
    except RuleBroken:
        return None
    if report.proposal is None:
        return D.PROPOSE_END
    return D.CONFIRM_END if report.proposal.account_id != viewer.id else None


def of_memos(viewer: Any) -> Iterator[Task]:
    """专报 that their leader has neither instructed on nor decided."""
    if not viewer.may(P.MATTER_SIGN_OFF):
        return
    for memo in Report.memos_for(viewer):
        key = (memo.report_id, memo.number)
        if memo.awaits_sign_off:
            yield Task(D.DECIDE_MEMO, key, since=memo.at)
        elif not memo.instructions and memo.report.state is not ReportState.CLOSED:
            yield Task(D.READ_MEMO, key, since=memo.at)
