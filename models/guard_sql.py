"""What the guards of several subjects say alike, in SQL and to people (see guards.py)."""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

ALWAYS = "1 = 1"
GATES_STAND = "办理、过关和评价的记录不能删除"
HISTORY = "记录只增不改"


def taken(table: str, *keys: str) -> str:
    """SQL: a row with one of these keys exists. REPLACE would put the new one in its place, and
    where recursive triggers are off no DELETE trigger would see it go."""
    same = (
        "(" + " AND ".join(f"x.{name} = NEW.{name}" for name in key.split()) + ")" for key in keys
    )
    return f"EXISTS (SELECT 1 FROM {table} x WHERE {' OR '.join(same)})"
