"""Where a person may go: the entries of the main menu, and the page that each role starts on."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from models import Permission as P
from models import Role


@dataclass(frozen=True)
class Entry:
    """栏目."""

    endpoint: str
    label: str
    icon: str
    needs: P
    also: str = ""  # where more of its pages lie

    @property
    def area(self) -> str:
        return self.endpoint.partition(".")[0]

    @property
    def exists(self) -> bool:
        return self.endpoint in current_app.view_functions

    @property
    def url(self) -> str:
        return url_for(self.endpoint)

    @property
    def is_here(self) -> bool:
        """Whether the page lies below this entry, or in its area when that has no other."""
        here = request.script_root + request.path
        if here == self.url or here.startswith(f"{self.url}/"):
            return True
        if self.also and request.path.startswith(f"{self.also}/"):
            return True
        return request.blueprint == self.area and AREAS.count(self.area) == 1


ENTRIES = (
    Entry("visits.index", "走访活动", "route", P.VISIT_READ),
    Entry("questions.console", "提问审核", "ask", P.QUESTION_MODERATE),
    Entry("entering.entry", "代录", "edit", P.SUBMISSION_ENTER),
    Entry("supervision.board", "督办看板", "board", P.BOARD_READ, also="/matters"),
    Entry("supervision.intake", "待受理", "list", P.MATTER_SUPERVISE),
    Entry("notices.index", "督办通知", "send", P.BOARD_READ),
    Entry("reports.index", "监督举报", "shield", P.REPORT_INVESTIGATE),
    Entry("memos.index", "专报", "doc", P.MATTER_SIGN_OFF),
    Entry("minutes.index", "会议纪要", "doc", P.VISIT_READ),
    Entry("briefing.index", "情况简报", "chart", P.VISIT_READ),
    Entry("showing.disclosures", "政务公开", "doc", P.DISCLOSURE_KEEP),
    Entry("showing.disclosures", "政务公开", "doc", P.DISCLOSURE_READ),
    Entry("questions.tablet", "我要提问", "ask", P.SUBMISSION_GIVE),
    Entry("showing.tablet", "看公开", "doc", P.SUBMISSION_GIVE),
    Entry("mine.index", "我提的", "list", P.RATING_GIVE),
    Entry("admin.accounts", "账号管理", "user", P.ACCOUNT_MANAGE),
    Entry("admin.units", "单位管理", "home", P.ACCOUNT_MANAGE),
    Entry("admin.calendar", "工作日历", "clock", P.CALENDAR_MANAGE),
    Entry("admin.audit", "操作记录", "list", P.AUDIT_READ),
)
AREAS = [entry.area for entry in ENTRIES]

STARTS = {
    Role.REPRESENTATIVE: "questions.tablet",
    Role.ORGANISER: "questions.console",
    Role.INVESTIGATOR: "reports.index",
    Role.ADMINISTRATOR: "admin.accounts",
}


def entries(viewer: Any) -> list[Entry]:
    """What `viewer` may open, as far as it exists."""
    return [entry for entry in ENTRIES if entry.exists and viewer.may(entry.needs)]


def start_of(viewer: Any) -> str | None:
    """The address of the page that `viewer` came for."""
    endpoint = STARTS.get(viewer.role, "supervision.board")
    return url_for(endpoint) if endpoint in current_app.view_functions else None
