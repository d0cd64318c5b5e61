"""What the database refuses of rounds of evaluation and their ballots; one list, see guards.py.

That the rows of a round are written anew at each hand-in is allowed while it is open; from its end
nothing of it changes or goes.
"""

from collections.abc import Iterator
from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

ALWAYS = "1 = 1"
LAID_DOWN = "测评开始以后，内容不能再改"
STANDS = "测评结束或作废以后不能再改"
BALLOTS = "选票只在测评进行时收，结束以后不能增减和改写"
SECRET = "选票只能整体重写，不能改写某一张"
KEYED = "纸质票录入以后不能改写"


def in_state(row: str, state: str) -> str:
    """SQL: the row belongs to a round in this state."""
    return (
        "EXISTS (SELECT 1 FROM evaluation e"
        f" WHERE e.id = {row}.evaluation_id AND e.state = '{state}')"
    )


def differs(name: str) -> str:
    return f"(NEW.{name} <> OLD.{name} OR (NEW.{name} IS NULL) <> (OLD.{name} IS NULL))"


COUNTED = ("issued", "returned", "valid")
EVALUATION_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.visit_id <> OLD.visit_id OR OLD.state IN ('closed', 'void')
    OR (OLD.state = 'preparing' AND NEW.state = 'closed')
    OR (OLD.state = 'open' AND (NEW.state = 'preparing' OR NEW.title <> OLD.title
        OR NEW.asks_remarks <> OLD.asks_remarks))
    OR (NEW.state <> 'closed' AND ({" OR ".join(f"NEW.{one} IS NOT NULL" for one in COUNTED)}))
    OR (NEW.state = 'closed' AND ({" OR ".join(f"NEW.{one} IS NULL" for one in COUNTED)}
        OR NEW.valid > NEW.returned OR NEW.returned > NEW.issued))
    OR (NEW.state = 'void' AND NEW.void_reason = '')
    OR (NEW.state = 'open' AND (
        NOT EXISTS (SELECT 1 FROM appraised a WHERE a.evaluation_id = NEW.id)
        OR NOT EXISTS (SELECT 1 FROM dimension d WHERE d.evaluation_id = NEW.id)
        OR EXISTS (SELECT 1 FROM visit v WHERE v.id = NEW.visit_id AND v.is_rehearsal)))"""

PAPER_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.evaluation_id <> OLD.evaluation_id OR NEW.number <> OLD.number
    OR NEW.first_by_id <> OLD.first_by_id OR OLD.settled_by_id IS NOT NULL
    OR NOT {in_state("NEW", "open")} OR NEW.second_by_id = NEW.first_by_id
    OR (OLD.second_by_id IS NOT NULL AND ({differs("second_by_id")} OR {differs("second_sealed")}
        OR {differs("first_sealed")}))
    OR (NEW.settled_by_id IS NOT NULL AND NEW.second_by_id IS NULL)"""


def rules() -> Iterator[Rule]:
    taken = "EXISTS (SELECT 1 FROM evaluation x WHERE x.id = NEW.id)"
    yield "evaluation", "INSERT", f"NEW.state <> 'preparing' OR {taken}", "测评从准备开始"
    yield "evaluation", "UPDATE", EVALUATION_UPDATE, STANDS
    yield "evaluation", "DELETE", ALWAYS, STANDS
    for table in ("dimension", "appraised"):
        same = f"EXISTS (SELECT 1 FROM {table} x WHERE x.id = NEW.id)"
        yield table, "INSERT", f"NOT {in_state('NEW', 'preparing')} OR {same}", LAID_DOWN
        yield table, "UPDATE", f"NOT {in_state('OLD', 'preparing')}", LAID_DOWN
        yield table, "DELETE", f"NOT {in_state('OLD', 'preparing')}", LAID_DOWN
    for table, key in (("voter", "evaluation_id card_id"), ("envelope", "id")):
        same = " AND ".join(f"x.{name} = NEW.{name}" for name in key.split())
        same = f"EXISTS (SELECT 1 FROM {table} x WHERE {same})"
        yield table, "INSERT", f"NOT {in_state('NEW', 'open')} OR {same}", BALLOTS
        yield table, "UPDATE", ALWAYS, SECRET
        yield table, "DELETE", f"NOT {in_state('OLD', 'open')}", BALLOTS
    for table in ("ballot", "remark"):
        same = f"EXISTS (SELECT 1 FROM {table} x WHERE x.id = NEW.id)"
        yield table, "INSERT", f"NOT {in_state('NEW', 'open')} OR {same}", BALLOTS
        yield table, "UPDATE", ALWAYS, SECRET
        yield table, "DELETE", ALWAYS, BALLOTS
    same = (
        "EXISTS (SELECT 1 FROM paper_ballot x WHERE x.id = NEW.id"
        " OR (x.evaluation_id = NEW.evaluation_id AND x.number = NEW.number))"
    )
    yield (
        "paper_ballot",
        "INSERT",
        f"NOT {in_state('NEW', 'open')} OR NEW.second_by_id IS NOT NULL"
        f" OR NEW.settled_by_id IS NOT NULL OR {same}",
        KEYED,
    )
    yield "paper_ballot", "UPDATE", PAPER_UPDATE, KEYED
    yield "paper_ballot", "DELETE", ALWAYS, KEYED
