"""What the database itself refuses about minutes: issuing without the second person, and any
change of what is issued.

Each is (table, event, refused, reason), as models/guards.py has them.
"""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

IMMUTABLE = "纪要印发后不能再改"


def issued(minutes: str) -> str:
    """SQL: the minutes that `minutes` selects are issued."""
    return f"EXISTS (SELECT 1 FROM minutes m WHERE m.id = ({minutes}) AND m.state = 'issued')"


OF_MEETING = "SELECT x.id FROM minutes x WHERE x.meeting_id = {0}"
OF_ITEM = "SELECT i.minutes_id FROM agenda_item i WHERE i.id = {0}"
OF_DECISION = (
    "SELECT i.minutes_id FROM agenda_item i JOIN decision d ON d.item_id = i.id WHERE d.id = {0}"
)

# the table, the minutes that its row belongs to, and the column that leads there
PARTS = (
    ("meeting", OF_MEETING, "id"),
    ("attendance", OF_MEETING, "meeting_id"),
    ("agenda_item", "SELECT {0}", "minutes_id"),
    ("agenda_quote", OF_ITEM, "item_id"),
    ("decision", OF_ITEM, "item_id"),
    ("decision_unit", OF_DECISION, "decision_id"),
)

MINUTES_UPDATE = """
    OLD.state = 'issued' OR NEW.id <> OLD.id OR NEW.meeting_id <> OLD.meeting_id
    OR NEW.drafted_by_id <> OLD.drafted_by_id
    OR (NEW.state <> 'issued' AND (NEW.number IS NOT NULL OR NEW.issued_at IS NOT NULL
        OR NEW.issued_by_id IS NOT NULL))
    OR (NEW.state = 'issued' AND (OLD.state <> 'submitted' OR NEW.number IS NULL
        OR NEW.series IS NULL OR NEW.year IS NULL OR NEW.issued_at IS NULL
        OR NEW.issued_by_id IS NULL OR NEW.submitted_by_id IS NULL
        OR NEW.submitted_by_id <> OLD.submitted_by_id
        OR NEW.issued_by_id = NEW.submitted_by_id OR NEW.issued_by_id = NEW.drafted_by_id
        OR NOT EXISTS (SELECT 1 FROM account s
            WHERE s.id = NEW.issued_by_id AND s.role = 'office_head')
        OR NOT EXISTS (SELECT 1 FROM attendance p
            WHERE p.meeting_id = NEW.meeting_id AND p.kind <> 'absent')
        OR NOT EXISTS (SELECT 1 FROM agenda_item i WHERE i.minutes_id = NEW.id)
        OR EXISTS (SELECT 1 FROM agenda_item i
            WHERE i.minutes_id = NEW.id AND (i.said = '' OR i.title = ''))
        OR EXISTS (SELECT 1 FROM decision d JOIN agenda_item i ON i.id = d.item_id
            WHERE i.minutes_id = NEW.id
            AND (d.lead_id IS NULL OR d.due_on IS NULL OR d.matter_id IS NULL))))"""


def rules() -> list[Rule]:
    found: list[Rule] = [
        ("minutes", "INSERT", "NEW.state <> 'drafting' OR NEW.number IS NOT NULL"
         " OR EXISTS (SELECT 1 FROM minutes m WHERE m.id = NEW.id"
         " OR m.meeting_id = NEW.meeting_id)", "纪要从起草开始"),
        ("minutes", "UPDATE", MINUTES_UPDATE, "纪要由起草人以外的办公室领导签发，印发后不能再改"),
        ("minutes", "DELETE", "1 = 1", "纪要不能删除"),
    ]  # fmt: skip
    for table, minutes, column in PARTS:
        before, after = f"OLD.{column}", f"NEW.{column}"
        was, becomes = issued(minutes.format(before)), issued(minutes.format(after))
        found.append((table, "UPDATE", f"{was} OR {becomes}", IMMUTABLE))
        if table == "meeting":
            found.append((table, "DELETE", "1 = 1", "会议不能删除"))
        else:
            found.append((table, "INSERT", becomes, IMMUTABLE))
            found.append((table, "DELETE", was, IMMUTABLE))
    return found
