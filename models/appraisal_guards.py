"""What the database refuses of what follows from appraisals; one list, see guards.py."""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

GIVEN = "意见建议从哪里来、谁提的不能改"
GATHERED = "一件事只归入牵头单位的一个集中整改方案"
STANDS = "集中整改的记录不能改，不能删除"

# who said it is on record, but for what was written on a secret ballot
UNSIGNED = "(NEW.card_id IS NULL) <> (NEW.channel = 'evaluation')"
UNFOUNDED = "(NEW.exchange_id IS NOT NULL) <> (NEW.channel = 'exchange')"


def _moved(*columns: str) -> str:
    return " OR ".join(f"coalesce(NEW.{name}, 0) <> coalesce(OLD.{name}, 0)" for name in columns)


OF_UNIT = """EXISTS (SELECT 1 FROM matter m JOIN rectification_plan p ON p.unit_id = m.lead_id
    WHERE m.id = NEW.matter_id AND p.id = NEW.plan_id
    AND m.state NOT IN ('registered', 'merged', 'closed'))"""
TAKEN = "EXISTS (SELECT 1 FROM rectification_gathered x WHERE x.matter_id = NEW.matter_id)"


def rules() -> list[Rule]:
    return [
        ("opinion", "INSERT", f"{UNSIGNED} OR {UNFOUNDED}", GIVEN),
        (
            "opinion",
            "UPDATE",
            _moved("id", "visit_id", "card_id", "exchange_id")
            + " OR NEW.channel <> OLD.channel OR NEW.text <> OLD.text",
            GIVEN,
        ),
        ("rectification_gathered", "INSERT", f"NOT {OF_UNIT} OR {TAKEN}", GATHERED),
        ("rectification_gathered", "UPDATE", "1 = 1", GATHERED),
        ("rectification_plan", "UPDATE", _moved("id", "unit_id"), STANDS),
        ("rectification_plan", "DELETE", "1 = 1", STANDS),
        (
            "rectification_measure",
            "UPDATE",
            f"{_moved('id', 'plan_id')} OR OLD.done_on IS NOT NULL",
            STANDS,
        ),
        ("rectification_measure", "DELETE", "OLD.done_on IS NOT NULL", STANDS),
    ]
