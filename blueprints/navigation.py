"""Where a person may go: the entries of the main menu, as many as it has room for."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, g, get_template_attribute, request, url_for
from markupsafe import Markup

from models import Permission as P
from models import Reminder, Role, reminder
from models.present import Remembered


@dataclass(frozen=True)
class Entry:
    """栏目."""

    endpoint: str
    label: str
    icon: str
    needs: P | None  # None: for all of the staff
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

    def admits(self, viewer: Any) -> bool:
        if self.needs is None:
            return viewer.role not in {None, Role.REPRESENTATIVE}
        return bool(viewer.may(self.needs))

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
    Entry("home.start", "工作台", "home", None),
    Entry("visits.index", "走访活动", "route", P.VISIT_READ),
    Entry("questions.console", "提问审核", "ask", P.QUESTION_MODERATE),
    Entry("entering.entry", "代录", "edit", P.SUBMISSION_ENTER),
    Entry("supervision.board", "督办看板", "board", P.BOARD_READ, also="/matters"),
    Entry("supervision.intake", "待受理", "list", P.MATTER_SUPERVISE),
    Entry("notices.index", "督办通知", "send", P.BOARD_READ),
    Entry("inspections.index", "巡查", "search", P.INSPECTION_READ),
    Entry("reports.index", "监督举报", "shield", P.REPORT_INVESTIGATE),
    Entry("memos.index", "专报", "doc", P.MATTER_SIGN_OFF),
    Entry("minutes.index", "会议纪要", "doc", P.VISIT_READ),
    Entry("figures.index", "督办统计", "chart", P.BOARD_READ),
    Entry("evaluation.index", "民主测评", "deed", P.VISIT_READ),
    Entry("exchanges.index", "调研座谈", "user", P.VISIT_READ),
    Entry("rectifying.index", "集中整改", "edit", P.BOARD_READ),
    Entry("briefing.index", "情况简报", "chart", P.VISIT_READ),
    Entry("periodic.index", "定期回复", "send", P.MATTER_SUPERVISE),
    Entry("showing.disclosures", "政务公开", "doc", P.DISCLOSURE_KEEP),
    Entry("showing.disclosures", "政务公开", "doc", P.DISCLOSURE_READ),
    Entry("hearing.index", "征求意见", "edit", P.DRAFT_WRITE),
    Entry("hearing.index", "征求意见", "edit", P.DRAFT_READ),
    Entry("questions.tablet", "我要提问", "ask", P.SUBMISSION_GIVE),
    Entry("showing.tablet", "看公开", "doc", P.SUBMISSION_GIVE),
    Entry("mine.index", "我提的", "list", P.RATING_GIVE),
    Entry("admin.accounts", "账号管理", "user", P.ACCOUNT_MANAGE),
    Entry("admin.units", "单位管理", "home", P.ACCOUNT_MANAGE),
    Entry("admin.calendar", "工作日历", "clock", P.CALENDAR_MANAGE),
    Entry("admin.audit", "操作记录", "list", P.AUDIT_READ),
)
AREAS = [entry.area for entry in ENTRIES]

FIT = 6  # so many entries stand in the bar; the others are folded away behind them


@dataclass(frozen=True)
class Menu:
    """主导航: what the bar has room for, and the rest."""

    first: list[Entry]
    more: list[Entry]

    @property
    def folded(self) -> Entry | None:
        """The entry among the folded ones that the page belongs to."""
        return next((entry for entry in self.more if entry.is_here), None)


REMEMBERED = 4096  # people whose number of unread reminders a process keeps


def unread(viewer: Any) -> int:
    """How many reminders wait to be read: the number beside 工作台."""
    if not reminder.may_be_told(viewer):
        return 0
    kept: Remembered[int] = current_app.extensions["unread"]
    topics = (reminder.topic_of(viewer.id),)
    return kept.get(viewer.id, topics, lambda: Reminder.unread(viewer), g.get("look"))


def news(viewer: Any) -> Markup:
    """The same as a badge; nothing when all is read."""
    number = unread(viewer)
    count = get_template_attribute("macros/ui.html", "count")
    return Markup(count(number, "条新提醒", True) if number else "")


def entries(viewer: Any) -> list[Entry]:
    """What `viewer` may open, as far as it exists."""
    return [entry for entry in ENTRIES if entry.exists and entry.admits(viewer)]


def menu(viewer: Any) -> Menu:
    """One that is left over is not worth folding."""
    found = entries(viewer)
    room = len(found) if len(found) <= FIT + 1 else FIT
    return Menu(found[:room], found[room:])
