"""The domain. Nothing here knows of requests, sessions, forms or templates."""

from models import (
    attachment,
    audit,
    ballot_key,
    calendar,
    clock,
    correction,
    disclosure,
    excerpt,
    form_number,
    history,
    itinerary,
    material,
    notice,
    outcome,
    outline,
    pace,
    profile,
    rehearsal,
    reminder,
    secret,
)
from models.account import (
    Account,
    AuthSession,
    Identity,
    Principal,
    SignInFailure,
    end_session,
    end_sessions,
    live_sessions,
    sign_in,
)
from models.acts import Acts
from models.agenda import AgendaItem, AgendaQuote
from models.agenda_file import AgendaFile
from models.application import Application, ApplicationChannel
from models.assignment import Assignment
from models.attachment import Attachment
from models.attendance import Attendance, AttendanceKind
from models.audit import AuditEvent, AuditHead
from models.ballot import Ballot, BallotWay, Envelope, Marks, Remark, Voter
from models.base import Model, RuleBroken, Stale, begin_writing, db
from models.bearer import Bearer
from models.block import Block, Saved
from models.board import Board
from models.briefing import Figures
from models.calendar import CalendarDay, WorkingCalendar, working_calendar
from models.check_in import Arrival, CheckIn
from models.closing import Closing, SignOff
from models.comment import Answer, Comment, Verdict
from models.decision import Decision, DecisionRow
from models.disclosure import Disclosure, DisclosureCategory
from models.disclosure_file import DisclosureFile
from models.draft import Draft, DraftAsked, DraftKind, DraftState
from models.draft_version import DraftParagraph, DraftVersion, Passage
from models.draw import Draw, DrawState
from models.edit import Conflict, Edit, EditKind
from models.entering import enter as enter_for
from models.entry import Entry, EntryKind
from models.evaluation import Appraised, Dimension, Evaluation, EvaluationState
from models.evaluation import Channel as AppraisalChannel
from models.evaluation import Level as AppraisalLevel
from models.evaluation_proposal import Proposal, ProposalState
from models.evaluation_results import EvaluationResults
from models.exchange import Exchange, ExchangeKind, ExchangeMember
from models.extension import Extension
from models.field import Field
from models.form_batch import FormBatch
from models.form_number import FormNumber
from models.gate import Gate, GateKind, GateState
from models.inspection import Inspection, InspectionKind, InspectionMember, InspectionState
from models.inspection_finding import (
    FindingState,
    InspectionFinding,
    InspectionPhoto,
    Misconduct,
)
from models.invitation import Invitation, InvitationKind, InvitationPlan, InvitationState
from models.leader import LeaderLink, LeaderNote
from models.leftover import Leftover
from models.limits import Limits
from models.listing import Listing
from models.material import Copies, HandOut, Material, MaterialKind
from models.matter import Matter
from models.meeting import Meeting, MeetingKind
from models.minutes import Minutes
from models.minutes_steps import MinutesState
from models.moderation import Moderation, ModerationKind
from models.notice import Grade, Notice, NoticeItem, NoticeState
from models.on_behalf import Entered, EnteredFrom, SlipKind
from models.opinion import Channel, Opinion, OpinionState
from models.pace import TooFast, refuse_haste, refuse_hasty_report
from models.paper_ballot import Keyed, PaperBallot, Spoiled
from models.periodic import Handing, PeriodicReply
from models.phrase import Phrase
from models.pledge import Pledge
from models.presence import Presence
from models.profile import DirectoryEntry, Profile
from models.programme import Plan
from models.question import Promise, Question, QuestionState, Taken
from models.rectification import Rectification
from models.rectification_plan import Gathered, Measure, RectificationPlan
from models.reminder import Reminder, ReminderLevel
from models.reply import Asker, Level, Rating, RatingSource, Reply
from models.report import Report
from models.report_contents import ReportChannel, Signature
from models.report_entry import Recipient, ReportEntry, ReportEntryKind
from models.report_file import ReportFile
from models.report_gate import ReportGate
from models.report_record import ReportState
from models.report_reporter import ReportIdentity
from models.representative import AgeGroup, Card, Representative, Sex, enter
from models.roles import GRANTS, Permission, Role
from models.roster_batch import RosterBatch
from models.round import Round
from models.sealed_file import SealedFile
from models.statement import Finding, Statement, StatementReview
from models.support import Support
from models.taking import Submission, line
from models.tally import Tally
from models.terms import Light, MatterKind, MatterState, Result, Way
from models.timetable import Due, Step
from models.together import Together
from models.topic import Topic, publish, version_of, versions_of
from models.transcript import Transcript
from models.unit import Unit, UnitKind
from models.visit import Stop, StopKind, Visit, VisitState
from models.waiting import Waiting
from models.wall import Look, Wall
from models.words import TitleWord

__all__ = [
    "GRANTS",
    "RosterBatch",
    "InvitationState",
    "InvitationPlan",
    "InvitationKind",
    "Invitation",
    "DrawState",
    "Draw",
    "CheckIn",
    "AppraisalChannel",
    "AppraisalLevel",
    "Appraised",
    "Arrival",
    "Ballot",
    "BallotWay",
    "Dimension",
    "Envelope",
    "Evaluation",
    "EvaluationResults",
    "EvaluationState",
    "Keyed",
    "Marks",
    "PaperBallot",
    "Remark",
    "Spoiled",
    "Voter",
    "Answer",
    "ApplicationChannel",
    "Application",
    "Account",
    "Acts",
    "AgeGroup",
    "AgendaFile",
    "AgendaItem",
    "AgendaQuote",
    "Asker",
    "Assignment",
    "Attachment",
    "Attendance",
    "AttendanceKind",
    "AuditEvent",
    "AuditHead",
    "AuthSession",
    "Bearer",
    "Block",
    "Board",
    "CalendarDay",
    "Card",
    "Channel",
    "Closing",
    "Comment",
    "Conflict",
    "Copies",
    "Decision",
    "DecisionRow",
    "Disclosure",
    "DirectoryEntry",
    "DisclosureCategory",
    "DisclosureFile",
    "Draft",
    "DraftAsked",
    "DraftKind",
    "DraftParagraph",
    "DraftState",
    "DraftVersion",
    "Due",
    "Edit",
    "EditKind",
    "Entered",
    "EnteredFrom",
    "Entry",
    "EntryKind",
    "Exchange",
    "ExchangeKind",
    "ExchangeMember",
    "Extension",
    "Field",
    "Figures",
    "Finding",
    "FindingState",
    "FormBatch",
    "FormNumber",
    "GRANTS",
    "Gate",
    "Gathered",
    "GateKind",
    "GateState",
    "Grade",
    "HandOut",
    "Identity",
    "Inspection",
    "InspectionFinding",
    "InspectionKind",
    "InspectionMember",
    "InspectionPhoto",
    "InspectionState",
    "LeaderLink",
    "LeaderNote",
    "Handing",
    "Leftover",
    "Level",
    "Light",
    "Limits",
    "Listing",
    "Look",
    "Material",
    "MaterialKind",
    "Measure",
    "Matter",
    "MatterKind",
    "MatterState",
    "Meeting",
    "MeetingKind",
    "Minutes",
    "MinutesState",
    "Misconduct",
    "Model",
    "Moderation",
    "ModerationKind",
    "Notice",
    "NoticeItem",
    "NoticeState",
    "Opinion",
    "OpinionState",
    "Passage",
    "PeriodicReply",
    "Permission",
    "Phrase",
    "Pledge",
    "Presence",
    "Plan",
    "Profile",
    "Principal",
    "Promise",
    "Proposal",
    "ProposalState",
    "Question",
    "QuestionState",
    "Rating",
    "RatingSource",
    "Recipient",
    "Rectification",
    "RectificationPlan",
    "Reminder",
    "ReminderLevel",
    "Reply",
    "Report",
    "ReportChannel",
    "ReportEntry",
    "ReportEntryKind",
    "ReportFile",
    "ReportGate",
    "ReportIdentity",
    "ReportState",
    "Representative",
    "Result",
    "Role",
    "Round",
    "RuleBroken",
    "Saved",
    "SealedFile",
    "Sex",
    "SignInFailure",
    "SignOff",
    "Signature",
    "SlipKind",
    "Stale",
    "Statement",
    "StatementReview",
    "Step",
    "Stop",
    "StopKind",
    "Submission",
    "Support",
    "Taken",
    "Tally",
    "TitleWord",
    "Together",
    "TooFast",
    "Topic",
    "Transcript",
    "Unit",
    "UnitKind",
    "Verdict",
    "Visit",
    "VisitState",
    "Waiting",
    "Wall",
    "Way",
    "WorkingCalendar",
    "attachment",
    "audit",
    "ballot_key",
    "begin_writing",
    "calendar",
    "clock",
    "correction",
    "db",
    "disclosure",
    "end_session",
    "end_sessions",
    "enter",
    "enter_for",
    "excerpt",
    "form_number",
    "history",
    "itinerary",
    "line",
    "live_sessions",
    "material",
    "notice",
    "outcome",
    "outline",
    "pace",
    "profile",
    "publish",
    "refuse_haste",
    "refuse_hasty_report",
    "rehearsal",
    "reminder",
    "secret",
    "sign_in",
    "version_of",
    "versions_of",
    "working_calendar",
]
