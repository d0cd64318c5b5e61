"""What the database itself refuses about minutes: issuing without the second person and without a
signature, any change of what is issued, and any change of what was written down as written.

Each is (table, event, refused, reason), as models/guards.py has them.
"""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

IMMUTABLE = "纪要印发后不能再改"
APPENDED = "修改记录只增不改"


def issued(minutes: str) -> str:
    """SQL: the minutes that `minutes` selects are issued."""
    return f"EXISTS (SELECT 1 FROM minutes m WHERE m.id = ({minutes}) AND m.state = 'issued')"


def under(table: str) -> str:
    """SQL: the minutes in which a row of a table lies that belongs to an item."""
    return (
        f"SELECT i.minutes_id FROM agenda_item i JOIN {table} d ON d.item_id = i.id"
        " WHERE d.id = {0}"
    )


OF_MEETING = "SELECT x.id FROM minutes x WHERE x.meeting_id = {0}"
OF_ATTENDANCE = (
    "SELECT x.id FROM minutes x JOIN attendance y ON y.meeting_id = x.meeting_id WHERE y.id = {0}"
)
OF_ITEM = "SELECT i.minutes_id FROM agenda_item i WHERE i.id = {0}"

# the table, the minutes that its row belongs to, and the column that leads there
PARTS = (
    ("meeting", OF_MEETING, "id"),
    ("attendance", OF_MEETING, "meeting_id"),
    ("attendance_item", OF_ATTENDANCE, "attendance_id"),
    ("agenda_item", "SELECT {0}", "minutes_id"),
    ("agenda_quote", OF_ITEM, "item_id"),
    ("agenda_file", OF_ITEM, "item_id"),
    ("statement", OF_ITEM, "item_id"),
    ("statement_review", under("statement"), "statement_id"),
    ("decision", OF_ITEM, "item_id"),
    ("decision_unit", under("decision"), "decision_id"),
    ("pledge", OF_ITEM, "item_id"),
    ("conflict", "SELECT {0}", "minutes_id"),
)
KEPT = frozenset({"meeting", "attendance", "agenda_item", "agenda_file", "statement",
                  "statement_review", "decision", "pledge", "conflict"})  # fmt: skip

IN_ITEM = "JOIN agenda_item i ON i.id = d.item_id AND i.removed_at IS NULL"
LIVE = f"{IN_ITEM} WHERE i.minutes_id = NEW.id AND d.removed_at IS NULL"
UNFINISHED = f"""
    NOT EXISTS (SELECT 1 FROM attendance p WHERE p.meeting_id = NEW.meeting_id
        AND p.kind <> 'absent' AND p.removed_at IS NULL)
    OR NOT EXISTS (SELECT 1 FROM agenda_item i
        WHERE i.minutes_id = NEW.id AND i.removed_at IS NULL)
    OR EXISTS (SELECT 1 FROM agenda_item i WHERE i.minutes_id = NEW.id AND i.removed_at IS NULL
        AND (i.title = '' OR (i.said = '' AND NOT EXISTS (SELECT 1 FROM statement d
            WHERE d.item_id = i.id AND d.removed_at IS NULL AND d.words <> ''))))
    OR EXISTS (SELECT 1 FROM conflict c WHERE c.minutes_id = NEW.id AND c.settled_at IS NULL)
    OR EXISTS (SELECT 1 FROM statement d {IN_ITEM} JOIN statement_review r
        ON r.statement_id = d.id AND r.seen = d.words
        WHERE i.minutes_id = NEW.id AND d.removed_at IS NULL
        AND r.finding = 'objected' AND r.settled_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM statement_review l WHERE l.statement_id = d.id AND l.id > r.id))"""
UNBOUND = f"""
    EXISTS (SELECT 1 FROM decision d {LIVE}
        AND (d.text = '' OR d.lead_id IS NULL OR d.due_on IS NULL OR d.matter_id IS NULL))
    OR EXISTS (SELECT 1 FROM pledge d {LIVE}
        AND (d.words = '' OR d.unit_id IS NULL OR d.due_on IS NULL OR d.matter_id IS NULL))"""


def is_office_head(account: str) -> str:
    """SQL: an office head, who neither drafted nor submitted it."""
    return (
        f"(NEW.{account} IS NOT NULL AND NEW.{account} <> NEW.drafted_by_id"
        f" AND NEW.{account} <> NEW.submitted_by_id AND EXISTS"
        f" (SELECT 1 FROM account s WHERE s.id = NEW.{account} AND s.role = 'office_head'))"
    )


SIGNED = f"""(NEW.signed_name <> '' AND NEW.signed_on IS NOT NULL AND NEW.signed_at IS NOT NULL
    AND ((NEW.signed_by_id IS NOT NULL AND NEW.keyed_by_id IS NULL
        AND NEW.signed_by_id <> NEW.drafted_by_id AND NEW.signed_by_id <> NEW.submitted_by_id
        AND EXISTS (SELECT 1 FROM meeting h
            WHERE h.id = NEW.meeting_id AND h.chair_id = NEW.signed_by_id))
    OR (NEW.signed_by_id IS NULL AND {is_office_head("keyed_by_id")})))"""

MINUTES_UPDATE = f"""
    OLD.state = 'issued' OR NEW.id <> OLD.id OR NEW.meeting_id <> OLD.meeting_id
    OR NEW.drafted_by_id <> OLD.drafted_by_id
    OR (NEW.state <> 'issued' AND (NEW.number IS NOT NULL OR NEW.issued_at IS NOT NULL
        OR NEW.issued_by_id IS NOT NULL))
    OR (NEW.state NOT IN ('signed', 'issued') AND (NEW.signed_at IS NOT NULL
        OR NEW.signed_by_id IS NOT NULL OR NEW.keyed_by_id IS NOT NULL))
    OR (NEW.state = 'submitted' AND (OLD.state NOT IN ('drafting', 'submitted')
        OR NEW.submitted_by_id IS NULL))
    OR (NEW.state IN ('reviewed', 'signed', 'issued') AND (NEW.submitted_by_id IS NULL
        OR NEW.submitted_by_id <> OLD.submitted_by_id OR NOT {is_office_head("reviewed_by_id")}))
    OR (NEW.state = 'reviewed' AND OLD.state NOT IN ('submitted', 'reviewed'))
    OR (NEW.state = 'signed' AND (OLD.state NOT IN ('reviewed', 'signed') OR NOT {SIGNED}))
    OR (NEW.state = 'issued' AND (OLD.state <> 'signed' OR NOT {SIGNED}
        OR NEW.signed_name <> OLD.signed_name OR NEW.number IS NULL OR NEW.series IS NULL
        OR NEW.year IS NULL OR NEW.issued_at IS NULL OR NOT {is_office_head("issued_by_id")}
        OR {UNFINISHED} OR {UNBOUND}))"""


def second(table: str) -> str:
    """SQL: the row's matter belongs already to something that it does not correct."""
    return (
        f"NEW.matter_id IS NOT NULL AND EXISTS (SELECT 1 FROM {table} d"
        " WHERE d.matter_id = NEW.matter_id AND d.id <> NEW.id"
        " AND coalesce(d.root_id, d.id) <> coalesce(NEW.root_id, NEW.id))"
    )


def rules() -> list[Rule]:
    found: list[Rule] = [
        ("minutes", "INSERT", "NEW.state <> 'drafting' OR NEW.number IS NOT NULL"
         " OR EXISTS (SELECT 1 FROM minutes m WHERE m.id = NEW.id"
         " OR m.meeting_id = NEW.meeting_id)", "纪要从起草开始"),
        ("minutes", "UPDATE", MINUTES_UPDATE,
         "纪要由起草人以外的办公室领导核稿、主持人签发，印发后不能再改"),
        ("minutes", "DELETE", "1 = 1", "纪要不能删除"),
        ("edit", "INSERT", issued("SELECT NEW.minutes_id") + " OR EXISTS (SELECT 1 FROM edit e"
         " WHERE e.id = NEW.id OR (e.minutes_id = NEW.minutes_id AND e.number >= NEW.number))",
         APPENDED),
        ("edit", "UPDATE", "1 = 1", APPENDED),
        ("edit", "DELETE", "1 = 1", APPENDED),
    ]  # fmt: skip
    for table, minutes, column in PARTS:
        before, after = f"OLD.{column}", f"NEW.{column}"
        was, becomes = issued(minutes.format(before)), issued(minutes.format(after))
        twice = f" OR ({second(table)})" if table == "decision" else ""
        found.append((table, "UPDATE", f"{was} OR {becomes}{twice}", IMMUTABLE))
        if table != "meeting":
            found.append((table, "INSERT", f"{becomes}{twice}", IMMUTABLE))
        kept = "会议不能删除" if table == "meeting" else "写过的都留着，不能删除"
        if table in KEPT:
            found.append((table, "DELETE", "1 = 1", kept))
        else:
            found.append((table, "DELETE", was, IMMUTABLE))
    return found
