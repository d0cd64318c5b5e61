"""What the database itself refuses, whoever asks: closing without gates, rewriting history.

One list serves SQLite and PostgreSQL. The models check the same rules first, in words; these
guards are the second net, for SQL that comes past the models. What they cannot know is whether a
row that looks right was written by the person it names: that is what the audit chain is for. On
SQLite whoever owns the file can drop a trigger; on PostgreSQL the app's role cannot.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from models import (
    appraisal_guards,
    draft_guards,
    evaluation_guards,
    invitation_guards,
    minutes_guards,
    notice_guards,
    report_guards,
    sealed_guards,
    showing_guards,
)
from models.guard_sql import ALWAYS, GATES_STAND, HISTORY, taken

RULES = (
    *(appraisal_guards, draft_guards, evaluation_guards, invitation_guards),
    *(minutes_guards, notice_guards, report_guards, sealed_guards, showing_guards),
)
Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True)
class Guard:
    """Refuses `event` on `table` where `refused` holds; {day(x)} turns a moment into a day."""

    table: str
    event: Event
    refused: str
    reason: str

    @property
    def name(self) -> str:
        return f"guard_{self.table}_{self.event.lower()}"


def in_present_round(matter: str, alias: str = "r") -> str:
    """SQL: the round `alias` is the present one of `matter`."""
    last = f"(SELECT max(m.number) FROM round m WHERE m.matter_id = {matter})"
    return f"{alias}.matter_id = {matter} AND {alias}.number = {last}"


def unfit(signer: str, round_id: str) -> str:
    """SQL: the account may not sign for the units that hold the round."""
    held = (
        "SELECT 1 FROM assignment a JOIN unit u ON u.id = a.unit_id JOIN account s"
        f" ON s.id = {signer} WHERE a.round_id = {round_id} AND a.returned_at IS NULL"
    )
    return (
        f"NOT EXISTS (SELECT 1 FROM account s WHERE s.id = {signer})"
        f" OR EXISTS ({held} AND a.unit_id = s.unit_id)"
        f" OR EXISTS ({held} AND u.kind = 'office' AND s.role <> 'discipline')"
    )


ROUND = f"SELECT r.id FROM round r WHERE {in_present_round('NEW.id')}"
SIGNED_OFF = f"EXISTS (SELECT 1 FROM sign_off f WHERE f.round_id = ({ROUND}))"

WITHOUT_GATES = f"""
    EXISTS (SELECT 1 FROM gate g WHERE g.round_id = ({ROUND})
            AND g.state NOT IN ('passed', 'waived'))
    OR (SELECT count(*) FROM gate g WHERE g.round_id = ({ROUND})
        AND g.kind IN ('clarified', 'rectified')) < 2
    OR (NEW.kind IN ('inspection', 'rectification')
        AND (SELECT count(*) FROM gate g WHERE g.round_id = ({ROUND})
            AND g.kind IN ('investigated', 'dealt_with')) < 2)
    OR EXISTS (SELECT 1 FROM gate e JOIN round r ON r.id = e.round_id WHERE r.matter_id = NEW.id
        AND NOT EXISTS (SELECT 1 FROM gate g WHERE g.round_id = ({ROUND}) AND g.kind = e.kind))
    OR NOT EXISTS (SELECT 1 FROM assignment a WHERE a.round_id = ({ROUND}) AND a.is_lead
        AND a.unit_id = NEW.lead_id AND a.returned_at IS NULL)
    OR EXISTS (SELECT 1 FROM round r WHERE r.id = ({ROUND})
               AND (r.passed_at IS NULL OR r.result IS NULL OR r.result = 'planned'))"""

WITHOUT_SECOND_PERSON = f"""
    NOT EXISTS (SELECT 1 FROM closing c WHERE c.matter_id = NEW.id AND c.round_id = ({ROUND})
                AND c.confirmed_by_id IS NOT NULL AND c.refused_by_id IS NULL
                AND c.confirmed_by_id <> c.proposed_by_id)"""

UNANSWERED = f"""
    CASE WHEN NOT EXISTS (SELECT 1 FROM asker k WHERE k.matter_id = NEW.id
        AND k.moved_to_id IS NULL)
    THEN OLD.state <> 'reported'
    ELSE OLD.state <> 'replied'
        OR EXISTS (SELECT 1 FROM asker k WHERE k.matter_id = NEW.id
            AND k.moved_to_id IS NULL AND NOT EXISTS (
                SELECT 1 FROM reply p WHERE p.asker_id = k.id AND p.round_id = ({ROUND})))
        OR (NOT {SIGNED_OFF} AND (
            EXISTS (SELECT 1 FROM rating t WHERE t.round_id = ({ROUND})
                    AND t.level = 'dissatisfied')
            OR EXISTS (SELECT 1 FROM asker k JOIN reply p
                ON p.asker_id = k.id AND p.round_id = ({ROUND})
                WHERE k.matter_id = NEW.id AND k.moved_to_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM rating t
                    WHERE t.asker_id = k.id AND t.round_id = ({ROUND}))
                AND (SELECT count(*) FROM calendar_day d WHERE d.is_working
                    AND d.day > {{day(p.at)}} AND d.day <= {{day(NEW.closed_at)}}) < 10)))
    END"""

CLOSES = "NEW.state = 'closed' AND OLD.state <> 'closed'"

DISPUTED = f"""(SELECT count(DISTINCT t.round_id) FROM rating t JOIN round r ON r.id = t.round_id
    WHERE r.matter_id = NEW.id AND t.level = 'dissatisfied') >= 2 AND NOT {SIGNED_OFF}"""

# What was merged goes on in another matter, where everybody who asked is answered: nothing that
# was reported, signed or rated may be left behind, and no gate.
IN_WORK = "('registered', 'assigned', 'handling')"
FIRST = "r.number = 1 AND r.reported_at IS NULL AND r.passed_at IS NULL"
NOT_MERGEABLE = f"""
    NEW.merged_into_id IS NULL OR NEW.merged_into_id = NEW.id OR OLD.state NOT IN {IN_WORK}
    OR EXISTS (SELECT 1 FROM round r WHERE r.matter_id = NEW.id AND NOT ({FIRST}))
    OR EXISTS (SELECT 1 FROM asker k WHERE k.matter_id = NEW.id AND k.moved_to_id IS NULL)
    OR NOT EXISTS (SELECT 1 FROM matter t JOIN round r ON r.matter_id = t.id
        WHERE t.id = NEW.merged_into_id AND t.state IN {IN_WORK} AND {FIRST}
        AND NOT EXISTS (SELECT 1 FROM gate g JOIN round o ON o.id = g.round_id
            WHERE o.matter_id = NEW.id AND NOT EXISTS (SELECT 1 FROM gate h
                WHERE h.round_id = r.id AND h.kind = g.kind)))"""

MATTER_UPDATE = f"""
    OLD.state IN ('closed', 'merged') OR NEW.id <> OLD.id OR NEW.kind <> OLD.kind
    OR NEW.year <> OLD.year OR NEW.number <> OLD.number
    OR (NEW.lead_id <> OLD.lead_id AND OLD.state <> 'registered')
    OR (NEW.state <> 'closed' AND NEW.closed_at IS NOT NULL)
    OR coalesce(NEW.split_from_id, 0) <> coalesce(OLD.split_from_id, 0)
    OR (NEW.state <> 'merged' AND NEW.merged_into_id IS NOT NULL)
    OR (NEW.state = 'merged' AND ({NOT_MERGEABLE}))
    OR ({CLOSES} AND (NEW.closed_at IS NULL OR {WITHOUT_GATES}
        OR {WITHOUT_SECOND_PERSON} OR {UNANSWERED} OR {DISPUTED}))"""

MATTER_OF_ROUND = "(SELECT r.matter_id FROM round r WHERE r.id = {0}.round_id)"
GATE_MATTER = MATTER_OF_ROUND.format("NEW")
IN_REVIEW = f"""EXISTS (SELECT 1 FROM matter m JOIN round r ON r.matter_id = m.id
    WHERE r.id = NEW.round_id AND m.state = 'reported' AND {in_present_round(GATE_MATTER)})"""

GATE_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.round_id <> OLD.round_id OR NEW.kind <> OLD.kind
    OR OLD.state IN ('passed', 'waived')
    OR (OLD.state = 'waiving' AND NEW.state = 'waiving' AND NEW.signer_id <> OLD.signer_id)
    OR (NEW.state <> OLD.state AND (NOT {IN_REVIEW} OR NEW.signer_id IS NULL
        OR NEW.signed_at IS NULL OR NEW.evidence = '' OR {unfit("NEW.signer_id", "NEW.round_id")}))
    OR (NEW.state = 'waived' AND (OLD.state <> 'waiving' OR NEW.second_id IS NULL
        OR NEW.seconded_at IS NULL OR NEW.second_id = NEW.signer_id
        OR NEW.signer_id <> OLD.signer_id OR {unfit("NEW.second_id", "NEW.round_id")}))"""

ROUND_UPDATE = """
    NEW.id <> OLD.id OR NEW.matter_id <> OLD.matter_id OR NEW.number <> OLD.number
    OR EXISTS (SELECT 1 FROM matter m
        WHERE m.id = OLD.matter_id AND m.state IN ('closed', 'merged'))
    OR (OLD.passed_at IS NOT NULL AND (NEW.passed_at IS NULL OR NEW.passed_at <> OLD.passed_at
        OR NEW.result IS NULL OR NEW.result <> OLD.result OR NEW.reported_at IS NULL
        OR NEW.reported_at <> OLD.reported_at OR NEW.first_due_on <> OLD.first_due_on))"""

ROUND_INSERT = """
    NEW.reported_at IS NOT NULL OR NEW.passed_at IS NOT NULL OR NEW.replied_at IS NOT NULL
    OR NEW.result IS NOT NULL
    OR EXISTS (SELECT 1 FROM matter m
        WHERE m.id = NEW.matter_id AND m.state IN ('closed', 'merged'))
    OR EXISTS (SELECT 1 FROM round r WHERE r.id = NEW.id
        OR (r.matter_id = NEW.matter_id AND r.number >= NEW.number))"""

HAS_SIGNED = """EXISTS (SELECT 1 FROM gate g JOIN unit u ON u.id = NEW.unit_id
    JOIN account s ON s.id = g.signer_id OR s.id = g.second_id WHERE g.round_id = NEW.round_id
    AND (s.unit_id = NEW.unit_id OR (u.kind = 'office' AND s.role <> 'discipline')))"""

ASSIGNMENT_UPDATE = """
    NEW.id <> OLD.id OR NEW.round_id <> OLD.round_id OR NEW.unit_id <> OLD.unit_id
    OR NEW.is_lead <> OLD.is_lead OR (OLD.returned_at IS NOT NULL AND NEW.returned_at IS NULL)
    OR (OLD.returned_at IS NULL AND NEW.returned_at IS NOT NULL
        AND EXISTS (SELECT 1 FROM matter m JOIN round r ON r.matter_id = m.id
            WHERE r.id = NEW.round_id AND m.state IN ('reported', 'replied', 'closed')))"""

# an asker goes nowhere but along with a source, to be answered there, before any answer here
ASKER_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.matter_id <> OLD.matter_id OR NEW.card_id <> OLD.card_id
    OR NOT EXISTS (SELECT 1 FROM matter m WHERE m.id = OLD.matter_id AND m.state IN {IN_WORK})
    OR EXISTS (SELECT 1 FROM reply p WHERE p.asker_id = OLD.id)
    OR (NEW.moved_to_id IS NOT NULL AND (NEW.moved_to_id = NEW.matter_id
        OR NOT EXISTS (SELECT 1 FROM asker k JOIN matter m ON m.id = k.matter_id
            WHERE k.matter_id = NEW.moved_to_id AND k.card_id = NEW.card_id
            AND k.moved_to_id IS NULL AND m.state IN {IN_WORK})))"""

MATTER_OF_ASKER = "(SELECT k.matter_id FROM asker k WHERE k.id = NEW.asker_id)"
ANSWERABLE = f"""EXISTS (SELECT 1 FROM round r JOIN matter m ON m.id = r.matter_id
    WHERE r.id = NEW.round_id AND r.passed_at IS NOT NULL AND r.result IS NOT NULL
    AND NEW.at >= r.passed_at AND m.state IN ('reported', 'replied')
    AND {in_present_round(MATTER_OF_ASKER)})"""
RATABLE = f"""EXISTS (SELECT 1 FROM reply p JOIN round r ON r.id = p.round_id
    JOIN matter m ON m.id = r.matter_id WHERE p.asker_id = NEW.asker_id
    AND p.round_id = NEW.round_id AND NEW.at >= p.at AND m.state = 'replied'
    AND {in_present_round(MATTER_OF_ASKER)})"""


SECOND_DISSATISFIED = """(SELECT count(DISTINCT t.round_id) FROM rating t
    JOIN round r ON r.id = t.round_id
    WHERE r.matter_id = NEW.matter_id AND t.level = 'dissatisfied')"""

# A rehearsal begins where nothing was given, and ends where nothing is left: so a deletion
# allowed in it can never reach what somebody said on the day itself.
GIVEN_IN_VISIT = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} g WHERE g.visit_id = NEW.id)"
    for table in ("question", "opinion", "promise", "report")
)
VISIT_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.rehearsals < OLD.rehearsals
    OR (NEW.is_rehearsal AND NOT OLD.is_rehearsal
        AND (OLD.state <> 'planned' OR NEW.rehearsals <= OLD.rehearsals OR {GIVEN_IN_VISIT}))
    OR (OLD.is_rehearsal AND NOT NEW.is_rehearsal
        AND (NEW.state <> 'planned' OR {GIVEN_IN_VISIT}))"""

REHEARSED = "NOT EXISTS (SELECT 1 FROM visit v WHERE v.id = OLD.visit_id AND v.is_rehearsal)"
QUESTION_REHEARSED = """NOT EXISTS (SELECT 1 FROM question q JOIN visit v ON v.id = q.visit_id
    WHERE q.id = OLD.question_id AND v.is_rehearsal)"""
MATTER_REHEARSED = "EXISTS (SELECT 1 FROM visit v WHERE v.id = NEW.visit_id AND v.is_rehearsal)"

REHEARSALS = "只有还没有来件的活动可以彩排，彩排的来件清空之后才能正式举行"


GUARDS = [
    Guard("matter", "INSERT", "NEW.state <> 'registered' OR NEW.closed_at IS NOT NULL"
          " OR NEW.merged_into_id IS NOT NULL OR "
          + MATTER_REHEARSED + " OR " + taken("matter", "id", "year number"), "事项只能从受理开始"),
    Guard("matter", "UPDATE", MATTER_UPDATE,
          "四不放过：不具备条件的事项不能销号，已销号的不能再改"),
    Guard("round", "INSERT", ROUND_INSERT, HISTORY),
    Guard("round", "UPDATE", ROUND_UPDATE, HISTORY),
    Guard("gate", "INSERT", "NEW.state <> 'open' OR NEW.signer_id IS NOT NULL OR "
          + taken("gate", "id", "round_id kind"), "每一关都从未过开始"),
    Guard("gate", "UPDATE", GATE_UPDATE, "四不放过：过关须在审核中、有凭据、由承办单位以外的人签"),
    Guard("assignment", "INSERT", f"{taken('assignment', 'id')} OR {HAS_SIGNED}", HISTORY),
    Guard("assignment", "UPDATE", ASSIGNMENT_UPDATE, HISTORY),
    Guard("asker", "INSERT", taken("asker", "id", "matter_id card_id") + " OR EXISTS (SELECT 1"
          " FROM matter m WHERE m.id = NEW.matter_id"
          " AND m.state IN ('replied', 'closed', 'merged'))",
          "已经答复的事项不能再加提出人"),
    Guard("asker", "UPDATE", ASKER_UPDATE, HISTORY),
    Guard("reply", "INSERT", f"NOT {ANSWERABLE} OR {taken('reply', 'id', 'asker_id round_id')}",
          "各关都过了，才能回复"),
    Guard("reply", "UPDATE", ALWAYS, HISTORY),
    Guard("rating", "INSERT", f"NOT {RATABLE} OR {taken('rating', 'id', 'asker_id round_id')}",
          "先有回复，才有评价"),
    Guard("rating", "UPDATE", ALWAYS, HISTORY),
    Guard("reminder", "UPDATE", "NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id"
          " OR NEW.level <> OLD.level OR NEW.day <> OLD.day OR NEW.at <> OLD.at"
          " OR COALESCE(NEW.matter_id, 0) <> COALESCE(OLD.matter_id, 0)"
          " OR COALESCE(NEW.notice_id, 0) <> COALESCE(OLD.notice_id, 0)"
          " OR OLD.read_at IS NOT NULL", HISTORY),
    Guard("periodic_reply", "INSERT", taken("periodic_reply", "id", "representative_id month"),
          HISTORY),
    Guard("periodic_reply", "UPDATE", ALWAYS, HISTORY),
    Guard("closing", "INSERT", "NEW.confirmed_by_id IS NOT NULL OR NEW.confirmed_at IS NOT NULL"
          f" OR {taken('closing', 'id')}", "销号须由另一个人确认"),
    Guard("closing", "UPDATE", "NEW.id <> OLD.id OR NEW.matter_id <> OLD.matter_id"
          " OR NEW.round_id <> OLD.round_id OR NEW.proposed_by_id <> OLD.proposed_by_id"
          " OR OLD.confirmed_by_id IS NOT NULL OR OLD.refused_by_id IS NOT NULL"
          " OR NEW.confirmed_by_id = NEW.proposed_by_id OR (NEW.confirmed_by_id IS NOT NULL"
          f" AND ({unfit('NEW.confirmed_by_id', 'NEW.round_id')}))", "销号须由另一个人确认"),
    Guard("sign_off", "INSERT", f"{SECOND_DISSATISFIED} < 2 OR NOT EXISTS (SELECT 1 FROM matter m"
          " JOIN unit u ON u.id = m.lead_id JOIN round r ON r.id = NEW.round_id"
          " WHERE m.id = NEW.matter_id AND u.leader_id = NEW.leader_id AND m.state = 'replied'"
          f" AND {in_present_round('NEW.matter_id')})"
          f" OR {taken('sign_off', 'id', 'round_id')}", "两次不满意之后，由分管领导签批"),
    Guard("sign_off", "UPDATE", ALWAYS, HISTORY),
    Guard("extension", "UPDATE", "NEW.id <> OLD.id OR NEW.round_id <> OLD.round_id"
          " OR OLD.granted IS NOT NULL", HISTORY),
    Guard("entry", "INSERT", taken("entry", "id"), HISTORY),
    Guard("entry", "UPDATE", ALWAYS, HISTORY),
    Guard("audit_event", "INSERT", taken("audit_event", "id"), HISTORY),
    Guard("audit_event", "UPDATE", ALWAYS, HISTORY),
    Guard("audit_head", "INSERT", taken("audit_head", "id"), HISTORY),
    Guard("audit_head", "UPDATE", "NEW.id <> OLD.id OR NEW.last < OLD.last", HISTORY),
    Guard("counter", "UPDATE", "NEW.series <> OLD.series OR NEW.last < OLD.last", "编号只增不减"),
    Guard("unit", "INSERT", taken("unit", "id", "name"), "单位已在册"),
    Guard("unit", "UPDATE", "NEW.id <> OLD.id OR NEW.kind <> OLD.kind", "单位的性质不能改"),
    Guard("question", "UPDATE", "NEW.id <> OLD.id OR NEW.text <> OLD.text"
          " OR NEW.number <> OLD.number OR NEW.visit_id <> OLD.visit_id"
          " OR NEW.card_id <> OLD.card_id OR NEW.given_at <> OLD.given_at"
          " OR (OLD.declined_at IS NOT NULL AND (NEW.declined_at IS NULL"
          " OR NEW.declined_at <> OLD.declined_at OR NEW.declined_reason <> OLD.declined_reason"
          " OR NEW.state <> OLD.state AND NEW.matter_id IS NULL))"
          " OR (NEW.declined_at IS NOT NULL AND NEW.declined_reason = '')",
          "提问的原话、编号和不予受理的理由不能改"),
    Guard("moderation", "INSERT", taken("moderation", "id"), HISTORY),
    Guard("moderation", "UPDATE", ALWAYS, HISTORY),
    Guard("visit", "INSERT", "NEW.is_rehearsal OR " + taken("visit", "id", "number"), REHEARSALS),
    Guard("visit", "UPDATE", VISIT_UPDATE, REHEARSALS),
    Guard("promise", "UPDATE", "NEW.id <> OLD.id OR NEW.visit_id <> OLD.visit_id", HISTORY),
    *(
        Guard(table, "DELETE", REHEARSED, GATES_STAND)
        for table in ("question", "opinion", "promise", "report")
    ),
    Guard("moderation", "DELETE", QUESTION_REHEARSED, GATES_STAND),
    *(
        Guard(table, "DELETE", ALWAYS, GATES_STAND)
        for table in (
            "matter", "round", "gate", "assignment", "asker", "reply", "rating", "closing",
            "sign_off", "extension", "entry", "attachment", "audit_event", "audit_head", "counter",
            "unit", "periodic_reply",
        )
    ),
    *(
        Guard(*rule)
        for rules in RULES
        for rule in rules.rules()
    ),
]  # fmt: skip


def install(connection: Connection) -> None:
    """Create every guard anew: SQLite's batch migrations drop those of the tables they rebuild."""
    on_sqlite = connection.dialect.name == "sqlite"
    tables = inspect(connection).get_table_names()  # fewer where the newest migration is undone
    for guard in (guard for guard in GUARDS if guard.table in tables):
        for statement in _for_sqlite(guard) if on_sqlite else _for_postgresql(guard):
            connection.execute(text(statement.replace(":", r"\:")))


def _for_sqlite(guard: Guard) -> list[str]:
    refused = _with_days(guard.refused, "date({0}, '+8 hours')")
    return [
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
        f" WHEN {refused} BEGIN SELECT RAISE(ABORT, '{guard.reason}'); END",
    ]


def _for_postgresql(guard: Guard) -> list[str]:
    refused = _with_days(guard.refused, "(({0}) AT TIME ZONE 'Asia/Shanghai')::date")
    kept = "OLD" if guard.event == "DELETE" else "NEW"
    statements = [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql"
        # without it a temporary table named `gate` would be asked instead of the real one
        f" SET search_path = public, pg_temp AS $$"
        f" BEGIN IF {refused} THEN RAISE EXCEPTION '{guard.reason}'"
        f" USING ERRCODE = 'check_violation'; END IF; RETURN {kept}; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]
    if guard.event == "DELETE":
        name = f"guard_{guard.table}_truncate"
        statements += [
            f"DROP TRIGGER IF EXISTS {name} ON {guard.table}",
            f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {guard.table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {guard.name}()",
        ]
    return statements


def _with_days(sql: str, form: str) -> str:
    """Fill {day(moment)} in the dialect's own words."""
    parts = sql.split("{day(")
    for index, part in enumerate(parts[1:], 1):
        moment, rest = part.split(")}", 1)
        parts[index] = form.format(moment) + rest
    return "".join(parts)
