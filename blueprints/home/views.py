"""The desk (工作台): what awaits a member of staff, the present visit, and how the work stands."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, signed_in, viewer
from blueprints.live import region
from blueprints.pages import page
from models import Light, Permission, Reminder, Role, Visit, audit, clock, db, reminder, version_of
from models.awaiting import Desk
from models.awaiting_house import accounts
from models.board import ALARMS
from models.task import Duty, Task
from models.visits import questions_by_state

bp = Blueprint("home", __name__)
D, P = Duty, Permission

# where each duty is done, and what its key is called there
MATTER = ("supervision.matter", ("matter_id",))
NOTICE = ("notices.show", ("notice_id",))
INSPECTION = ("inspections.show", ("inspection_id",))
MEETING = ("minutes.show", ("meeting_id",))
VISIT = ("visits.show", ("visit_id",))
REPORT = ("reports.show", ("report_id",))
MEMO = ("memos.show", ("report_id", "number"))
EVALUATION = ("evaluation.show", ("evaluation_id",))
DRAFT = ("hearing.show", ("draft_id",))
CONSOLE = ("questions.console", ("visit",))
PLACES: dict[Duty, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys((D.REVIEW_QUESTIONS, D.CALL_QUESTIONS, D.RECORD_ANSWER), CONSOLE),
    **dict.fromkeys((D.OPEN_VISIT, D.END_VISIT), CONSOLE),
    D.ARRANGE_STOPS: ("visits.new_stop", ("visit_id",)),
    D.ENROL: ("visits.new_representative", ("visit_id",)),
    D.PRINT_CARDS: VISIT,
    **dict.fromkeys((D.OPEN_EVALUATION, D.CLOSE_EVALUATION), EVALUATION),
    D.BEGIN_MINUTES: ("minutes.index", ()),
    **dict.fromkeys((D.WRITE_MINUTES, D.MEND_MINUTES, D.REVIEW_MINUTES), MEETING),
    **dict.fromkeys((D.SIGN_MINUTES, D.ISSUE_MINUTES), MEETING),
    D.TAKE_UP: ("supervision.intake", ()),
    **dict.fromkeys(
        (
            D.CONFIRM_CLOSING,
            D.SIGN_OFF,
            D.DECIDE_EXTENSION,
            D.ASSIGN,
            D.SIGN,
            D.CONFIRM_WAIVER,
            D.REVIEW,
            D.REPLY,
            D.PROPOSE_CLOSING,
            D.FINISH_PART,
            D.REPORT,
            D.PROGRESS,
            D.URGE,
        ),
        MATTER,
    ),
    **dict.fromkeys(
        (
            D.MEND_NOTICE,
            D.SUBMIT_NOTICE,
            D.ISSUE_NOTICE,
            D.SIGN_NOTICE,
            D.ANSWER_NOTICE,
            D.CHASE_NOTICE,
            D.CHECK_NOTICE,
        ),
        NOTICE,
    ),
    **dict.fromkeys(
        (
            D.INVESTIGATE,
            D.SECOND_WAIVER,
            D.TELL_OUTCOME,
            D.REPORT_UP,
            D.PROPOSE_END,
            D.CONFIRM_END,
        ),
        REPORT,
    ),
    **dict.fromkeys((D.READ_MEMO, D.DECIDE_MEMO), MEMO),
    **dict.fromkeys((D.HOLD_INSPECTION, D.SETTLE_FINDINGS, D.TELL_INSPECTION), INSPECTION),
    D.TAKE_UP_RECTIFICATION: ("rectifications.index", ()),
    **dict.fromkeys((D.SEND_DRAFT, D.ANSWER_COMMENTS, D.PUBLISH_ANSWERS), DRAFT),
    D.ISSUE_REVISION: ("hearing.text", ("draft_id",)),
    D.TAKE_UP_PROPOSAL: ("appraising.proposals", ()),
    D.CONFIRM_YEAR: ("admin.year", ("year",)),
    D.NAME_LEADER: ("admin.unit", ("unit_id",)),
}

# who hears that something changed; what changed is asked for, and shown to whom it concerns
HEARD = {
    "board": P.BOARD_READ,
    "notices": P.BOARD_READ,
    "inspections": P.INSPECTION_HOLD,
    "intake": P.MATTER_SUPERVISE,
    "meetings": P.VISIT_READ,
    "drafts": P.DRAFT_READ,
    "evaluations": P.VISIT_READ,
}


def topic_of(key: str) -> str:
    """`visit-3` stands for what happens at a visit, `told-5` for what one person was told."""
    for head, topic in (("visit-", "console:"), ("told-", "reminders:")):
        if key.startswith(head):
            return key.replace(head, topic, 1)
    return key


def may_hear(who: Any, key: str) -> bool:
    if key.startswith("told-"):
        return reminder.may_be_told(who) and key == f"told-{who.id}"
    needs = P.VISIT_READ if key.startswith("visit-") else HEARD.get(key)
    return needs is not None and bool(who.may(needs))


@region("desk_tick", topic=topic_of, admits=may_hear)
def changed(key: str) -> str:
    """Says only that something changed, and nothing of what."""
    return render_template("home/_tick.html", version=version_of(topic_of(key)))


def place_of(task: Task) -> str:
    endpoint, names = PLACES[task.duty]
    return url_for(endpoint, **dict(zip(names, task.key, strict=False)))


@bp.get("/")
@signed_in
def start() -> ResponseReturnValue:
    """Representatives came for their tablet; the staff have a desk."""
    who = viewer()
    return redirect(url_for("questions.tablet")) if who.role is Role.REPRESENTATIVE else desk(who)


def desk(who: Any) -> Response:
    visit = Visit.current() if who.may(P.VISIT_READ) else None
    heard = [key for key in (*HEARD, f"told-{who.id}") if may_hear(who, key)]
    return page(
        "home/desk.html",
        "desk",
        desk=Desk.of(who),
        place_of=place_of,
        place_of_told=place_of_told,
        today=clock.today(),
        visit=visit,
        asked=questions_by_state(visit) if visit else {},
        heard=heard + ([f"visit-{visit.id}"] if visit else []),
        accounts=accounts() if who.may(P.ACCOUNT_MANAGE) else None,
        end=audit.head() if who.may(P.AUDIT_READ) else None,
        own=who.role is Role.HANDLER,
        lights=ALARMS,
        none_lit=Light.NONE,
        address=url_for(".start"),
    )


# ---- 提醒 ----------------------------------------------------------------------------------------

may_read = requires(*reminder.TOLD)


def place_of_told(one: Reminder) -> str:
    what, key = one.subject
    endpoint, (name,) = NOTICE if what == "notice" else MATTER
    found: dict[str, Any] = {name: key}
    return url_for(endpoint, **found)


@bp.get("/reminders")
@may_read
def reminders() -> Response:
    """All that the viewer was told, what is unread first."""
    return page("home/reminders.html", "main", told=reminder.Told.of(viewer()))


@bp.post("/reminders/<int:reminder_id>/reading")
@may_read
def read_reminder(reminder_id: int) -> ResponseReturnValue:
    """Read, and on to what it is about."""
    own = select(Reminder).where(Reminder.id == reminder_id, Reminder.account_id == viewer().id)
    one: Reminder = db.one_or_404(own)
    one.read(viewer())
    db.session.commit()
    return redirect(place_of_told(one), 303)


@bp.post("/reminders/reading")
@may_read
def read_reminders() -> ResponseReturnValue:
    Reminder.read_all(viewer())
    db.session.commit()
    return redirect(url_for(".reminders"), 303)
