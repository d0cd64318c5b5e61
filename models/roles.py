"""Who may do what: the only place where roles meet permissions."""

from enum import StrEnum

from models.labels import Labelled


class Permission(StrEnum):
    """Named `subject:action`. Keep alphabetical."""

    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    BOARD_READ = "board:read"
    CALENDAR_MANAGE = "calendar:manage"
    CLOSING_CONFIRM = "closing:confirm"
    DISCLOSURE_KEEP = "disclosure:keep"
    DISCLOSURE_READ = "disclosure:read"
    DRAFT_HOLD = "draft:hold"
    DRAFT_PUBLISH = "draft:publish"
    DRAFT_READ = "draft:read"
    DRAFT_WRITE = "draft:write"
    GATE_SIGN = "gate:sign"
    INSPECTION_HOLD = "inspection:hold"
    INSPECTION_READ = "inspection:read"
    MATERIAL_MANAGE = "material:manage"
    MATTER_HANDLE = "matter:handle"
    MATTER_SIGN_OFF = "matter:sign_off"
    MATTER_SUPERVISE = "matter:supervise"
    MEETING_ISSUE = "meeting:issue"
    MEETING_SIGN = "meeting:sign"
    MEETING_WRITE = "meeting:write"
    NOTICE_ISSUE = "notice:issue"
    QUESTION_MODERATE = "question:moderate"
    RATING_GIVE = "rating:give"
    REPORT_INVESTIGATE = "report:investigate"
    SUBMISSION_ENTER = "submission:enter"
    SUBMISSION_GIVE = "submission:give"
    VISIT_MANAGE = "visit:manage"
    VISIT_READ = "visit:read"


class Role(Labelled):
    REPRESENTATIVE = "representative", "群众代表"
    ORGANISER = "organiser", "组织员"
    RECORDER = "recorder", "文秘"
    OFFICE_HEAD = "office_head", "办公室领导"
    SUPERVISOR = "supervisor", "督查室"
    DISCIPLINE = "discipline", "纪检监察"
    INVESTIGATOR = "investigator", "专办人员"
    HANDLER = "handler", "单位经办"
    LEADER = "leader", "县领导"
    ADMINISTRATOR = "administrator", "管理员"


P = Permission
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.REPRESENTATIVE: frozenset({P.SUBMISSION_GIVE, P.RATING_GIVE}),
    Role.ORGANISER: frozenset(
        {
            P.BOARD_READ,
            P.DISCLOSURE_READ,
            P.DRAFT_HOLD,
            P.DRAFT_PUBLISH,
            P.DRAFT_READ,
            P.MATERIAL_MANAGE,
            P.MEETING_WRITE,
            P.QUESTION_MODERATE,
            P.SUBMISSION_ENTER,
            P.VISIT_MANAGE,
            P.VISIT_READ,
        }
    ),
    Role.RECORDER: frozenset(
        {
            P.BOARD_READ,
            P.DISCLOSURE_READ,
            P.DRAFT_HOLD,
            P.DRAFT_READ,
            P.MEETING_WRITE,
            P.SUBMISSION_ENTER,
            P.VISIT_READ,
        }
    ),
    Role.OFFICE_HEAD: frozenset(
        {
            P.BOARD_READ,
            P.CLOSING_CONFIRM,
            P.DISCLOSURE_READ,
            P.DRAFT_HOLD,
            P.DRAFT_PUBLISH,
            P.DRAFT_READ,
            P.INSPECTION_READ,
            P.MEETING_ISSUE,
            P.MEETING_SIGN,
            P.NOTICE_ISSUE,
            P.VISIT_READ,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            P.BOARD_READ,
            P.CALENDAR_MANAGE,
            P.CLOSING_CONFIRM,
            P.DISCLOSURE_READ,
            P.DRAFT_READ,
            P.GATE_SIGN,
            P.INSPECTION_HOLD,
            P.INSPECTION_READ,
            P.MATTER_SUPERVISE,
            P.VISIT_READ,
        }
    ),
    Role.DISCIPLINE: frozenset(
        {P.BOARD_READ, P.CLOSING_CONFIRM, P.GATE_SIGN, P.INSPECTION_HOLD, P.INSPECTION_READ}
    ),
    Role.INVESTIGATOR: frozenset({P.REPORT_INVESTIGATE}),
    Role.HANDLER: frozenset({P.BOARD_READ, P.DISCLOSURE_KEEP, P.DRAFT_WRITE, P.MATTER_HANDLE}),
    Role.LEADER: frozenset(
        {
            P.BOARD_READ,
            P.DISCLOSURE_READ,
            P.DRAFT_READ,
            P.INSPECTION_READ,
            P.MATTER_SIGN_OFF,
            P.MEETING_SIGN,
            P.VISIT_READ,
        }
    ),
    Role.ADMINISTRATOR: frozenset({P.ACCOUNT_MANAGE, P.AUDIT_READ, P.CALENDAR_MANAGE}),
}
