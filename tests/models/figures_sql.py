"""What the programme counts, in plain SQL that knows nothing of the models.

Each query gives (unit, part, number); {day(x)} is the day in Zhashui of a moment, :today the day on
which one looks. It is written another way than the models ask: days are counted, not compared.
"""

import re
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

DAY = {
    "sqlite": r"date(\1, '+8 hours')",
    "postgresql": r"((\1) AT TIME ZONE 'Asia/Shanghai')::date",
}
BETWEEN = "(SELECT count(*) FROM calendar_day d WHERE d.is_working AND d.day > {0} AND d.day < {1})"
LEAD = (
    "(SELECT a.unit_id FROM assignment a WHERE a.round_id = r.id AND a.is_lead"
    " AND a.returned_at IS NULL)"
)
PRESENT = "r.number = (SELECT max(n.number) FROM round n WHERE n.matter_id = m.id)"
LATE = (
    f"{PRESENT} AND r.passed_at IS NULL AND r.started_on IS NOT NULL AND m.state <> 'closed'"
    " AND CASE WHEN m.state = 'reported' THEN {day(r.reported_at)} ELSE :today END > r.due_on"
)
OF_ROUND = "FROM round r JOIN matter m ON m.id = r.matter_id AND {only}"
SIGNABLE = (
    "FROM assignment s JOIN round r ON r.id = s.round_id"
    " JOIN matter m ON m.id = r.matter_id AND {only}"
    " WHERE s.returned_at IS NULL AND m.state <> 'registered' AND s.assigned_at IS NOT NULL"
    " AND (s.signed_at IS NULL OR s.signed_at <> s.assigned_at)"
)
# no working day lies whole between the day of 交办 and the signature
SIGNED_SOON = BETWEEN.format("{day(s.assigned_at)}", "{day(s.signed_at)}") + " = 0"
REPLIED = (
    "FROM reply p JOIN round r ON r.id = p.round_id JOIN matter m ON m.id = r.matter_id AND {only}"
    " LEFT JOIN rating t ON t.asker_id = p.asker_id AND t.round_id = p.round_id"
)
WAITED = (
    "(SELECT count(*) FROM calendar_day d WHERE d.is_working"
    " AND d.day > {day(p.at)} AND d.day <= :today)"
)
GAVE_UP = f"t.id IS NULL AND (m.state = 'closed' OR NOT ({PRESENT}) OR {WAITED} >= 10)"
SQL = {
    "signed_in_time": f"SELECT s.unit_id, count(*) {SIGNABLE} AND s.signed_at IS NOT NULL"
    f" AND {SIGNED_SOON} GROUP BY s.unit_id",
    "signed_late": f"SELECT s.unit_id, count(*) {SIGNABLE} AND s.signed_at IS NOT NULL"
    f" AND NOT {SIGNED_SOON} GROUP BY s.unit_id",
    "unsigned_late": f"SELECT s.unit_id, count(*) {SIGNABLE} AND s.signed_at IS NULL"
    f" AND {BETWEEN.format('{day(s.assigned_at)}', ':today')} > 0 GROUP BY s.unit_id",
    "closed": "SELECT m.lead_id, count(*) FROM matter m WHERE {only} AND m.closed_at IS NOT NULL"
    " GROUP BY m.lead_id",
    "open": "SELECT m.lead_id, count(*) FROM matter m WHERE {only} AND m.closed_at IS NULL"
    " AND m.state <> 'registered' GROUP BY m.lead_id",
    "passed_in_time": f"SELECT {LEAD}, count(*) {OF_ROUND} WHERE r.passed_at IS NOT NULL"
    " AND NOT {day(r.reported_at)} > r.due_on GROUP BY 1",
    "passed_late": f"SELECT {LEAD}, count(*) {OF_ROUND} WHERE r.passed_at IS NOT NULL"
    " AND {day(r.reported_at)} > r.due_on GROUP BY 1",
    "open_overdue": f"SELECT {LEAD}, count(*) {OF_ROUND} WHERE {LATE} GROUP BY 1",
    "satisfied": f"SELECT {LEAD}, count(*) {REPLIED} WHERE t.level = 'satisfied' GROUP BY 1",
    "fairly": f"SELECT {LEAD}, count(*) {REPLIED} WHERE t.level = 'fairly' GROUP BY 1",
    "dissatisfied": f"SELECT {LEAD}, count(*) {REPLIED} WHERE t.level = 'dissatisfied' GROUP BY 1",
    "unrated": f"SELECT {LEAD}, count(*) {REPLIED} WHERE {GAVE_UP} GROUP BY 1",
    "awaited": f"SELECT {LEAD}, count(*) {REPLIED} WHERE t.id IS NULL AND NOT ({GAVE_UP})"
    " GROUP BY 1",
    **{
        name: f"SELECT m.lead_id, count(*) {OF_ROUND} WHERE {PRESENT}"
        f" AND m.state <> 'registered' AND r.result = '{name}' GROUP BY m.lead_id"
        for name in ("solved", "planned", "limited", "reference")
    },
    "not_reported": f"SELECT m.lead_id, count(*) {OF_ROUND} WHERE {PRESENT}"
    " AND m.state <> 'registered' AND r.result IS NULL GROUP BY m.lead_id",
    "sent_back": "SELECT c.unit_id, count(*) FROM entry e JOIN matter m"
    " ON m.id = e.matter_id AND {only}"
    " JOIN account c ON c.id = e.account_id WHERE e.kind = 'send_back' GROUP BY c.unit_id",
    "extended": "SELECT c.unit_id, count(*) FROM extension x JOIN account c ON"
    " c.id = x.asked_by_id JOIN round r ON r.id = x.round_id"
    " JOIN matter m ON m.id = r.matter_id AND {only}"
    " WHERE x.granted GROUP BY c.unit_id",
    "redone": f"SELECT {LEAD}, count(*) {OF_ROUND} WHERE EXISTS (SELECT 1 FROM rating t"
    " JOIN round b ON b.id = t.round_id WHERE b.matter_id = m.id AND b.number = r.number - 1"
    " AND t.level = 'dissatisfied') GROUP BY 1",
}


def counted(
    connection: Connection, today: date, only: str = "1 = 1"
) -> dict[tuple[int | None, str], int]:
    """By unit and part; `only` narrows the matters (`m`)."""
    found: dict[tuple[int | None, str], int] = {}
    for part, sql in SQL.items():
        # what was merged is counted as what it is part of
        told = sql.replace("{only}", f"({only}) AND m.merged_into_id IS NULL")
        told = re.sub(r"\{day\(([^)]*)\)\}", DAY[connection.dialect.name], told)
        which: dict[str, Any] = {"today": today.isoformat()} if ":today" in told else {}
        for unit, number in connection.execute(text(told), which):
            found[unit, part] = number
    return found
