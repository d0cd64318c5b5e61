"""What the database itself refuses about inspections and about what of reports is sealed apart.

Each is (table, event, refused, reason), as models/guards.py has them.
"""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

ALWAYS = "1 = 1"
FOUND = "巡查发现一经处理，不能再改"
STANDS = "巡查的记录不能删除"
TOGETHER = "巡查人员在开展之前定下"
SEALED = "举报件的材料和举报人身份不能改，不能删"
PROPOSED = "整改建议提出后不能再改"

PLANNED = (
    "EXISTS (SELECT 1 FROM inspection i WHERE i.id = {0}.inspection_id AND i.state = 'planned')"
)
OPEN_FINDING = (
    "EXISTS (SELECT 1 FROM inspection_finding f"
    " WHERE f.inspection_id = NEW.id AND f.state = 'open')"
)
IN_REHEARSAL = (
    "EXISTS (SELECT 1 FROM report p JOIN visit v ON v.id = p.visit_id"
    " WHERE p.id = OLD.report_id AND v.is_rehearsal)"
)


def other(name: str) -> str:
    """SQL: the column is another one than before; it may hold nothing."""
    return f"(NEW.{name} <> OLD.{name} OR (NEW.{name} IS NULL) <> (OLD.{name} IS NULL))"


INSPECTION_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.year <> OLD.year OR NEW.number <> OLD.number
    OR OLD.state IN ('told', 'called_off')
    OR (OLD.state = 'held' AND (NEW.state NOT IN ('held', 'told')
        OR NEW.kind <> OLD.kind OR {other("unit_id")} OR NEW.place <> OLD.place))
    OR (NEW.state IN ('held', 'told') AND NEW.held_at IS NULL)
    OR (NEW.state = 'told' AND (OLD.state <> 'held' OR NEW.told = '' OR NEW.told_at IS NULL
        OR NEW.told_by_id IS NULL OR {OPEN_FINDING}))"""

FINDING_UPDATE = f"""
    OLD.state NOT IN ('open', 'noted')
    OR (OLD.state = 'noted' AND NEW.state NOT IN ('open', 'matter'))
    OR (OLD.noted <> '' AND NEW.noted <> OLD.noted)
    OR NEW.id <> OLD.id OR NEW.inspection_id <> OLD.inspection_id
    OR NEW.number <> OLD.number OR NEW.client_id <> OLD.client_id
    OR (OLD.matter_id IS NOT NULL AND {other("matter_id")})
    OR (NEW.state <> 'set_aside' AND (NEW.sealed <> OLD.sealed
        OR {other("found_by_id")} OR {other("entered_by_id")}))
    OR (NEW.state = 'set_aside' AND (NEW.sealed = OLD.sealed OR NEW.matter_id IS NOT NULL
        OR NEW.found_by_id IS NOT NULL OR NEW.entered_by_id IS NOT NULL))
    OR (NEW.state = 'matter' AND NEW.matter_id IS NULL)
    OR (NEW.state = 'noted' AND (NEW.noted = '' OR NEW.matter_id IS NOT NULL))"""


def taken(table: str, key: str) -> str:
    """SQL: a row with this key exists: REPLACE must not put another in its place."""
    return f"EXISTS (SELECT 1 FROM {table} x WHERE x.{key} = NEW.{key})"


def rules() -> list[Rule]:
    found: list[Rule] = [
        (
            "inspection",
            "INSERT",
            f"NEW.state <> 'planned' OR {taken('inspection', 'id')}",
            "巡查从安排开始",
        ),
        ("inspection", "UPDATE", INSPECTION_UPDATE, "巡查开展之后不能再改"),
        ("inspection_member", "INSERT", f"NOT {PLANNED.format('NEW')}", TOGETHER),
        ("inspection_member", "UPDATE", ALWAYS, TOGETHER),
        ("inspection_member", "DELETE", f"NOT {PLANNED.format('OLD')}", TOGETHER),
        (
            "inspection_finding",
            "INSERT",
            "NEW.state <> 'open' OR NEW.matter_id IS NOT NULL"
            f" OR {taken('inspection_finding', 'id')}"
            f" OR {taken('inspection_finding', 'client_id')}",
            FOUND,
        ),
        ("inspection_finding", "UPDATE", FINDING_UPDATE, FOUND),
        ("inspection_photo", "INSERT", taken("inspection_photo", "id"), FOUND),
        ("inspection_photo", "UPDATE", ALWAYS, FOUND),
        (
            "inspection_photo",
            "DELETE",
            "NOT EXISTS (SELECT 1 FROM inspection_finding f WHERE f.id = OLD.finding_id"
            " AND f.state = 'set_aside')",
            STANDS,
        ),
        (
            "rectification",
            "INSERT",
            f"NEW.matter_id IS NOT NULL OR {taken('rectification', 'id')}",
            PROPOSED,
        ),
        (
            "rectification",
            "UPDATE",
            "NEW.id <> OLD.id OR NEW.lead_id <> OLD.lead_id OR NEW.title <> OLD.title"
            " OR NEW.requirement <> OLD.requirement OR OLD.matter_id IS NOT NULL",
            PROPOSED,
        ),
    ]
    found += [
        (table, "DELETE", ALWAYS, STANDS)
        for table in ("inspection", "inspection_finding", "rectification")
    ]
    for table, key in (("report_file", "id"), ("report_identity", "report_id")):
        found += [
            (table, "INSERT", taken(table, key), SEALED),
            (table, "UPDATE", ALWAYS, SEALED),
            (table, "DELETE", f"NOT {IN_REHEARSAL}", SEALED),
        ]
    return found
