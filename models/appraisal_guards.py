"""What the database refuses of what follows from appraisals; one list, see guards.py."""

from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

GIVEN = "意见建议从哪里来、谁提的不能改"
GATHERED = "一件事只归入牵头单位的一个集中整改方案"
STANDS = "集中整改的记录不能改，不能删除"

# who said it is on record, but for what was written on a secret ballot
UNSIGNED = "(NEW.card_id IS NULL) <> (NEW.channel = 'evaluation')"
UNFOUNDED = """(NEW.exchange_id IS NOT NULL) <> (NEW.channel = 'exchange')
    OR (NEW.remark_id IS NOT NULL) <> (NEW.channel = 'evaluation')"""


def _moved(*columns: str) -> str:
    return " OR ".join(f"coalesce(NEW.{name}, 0) <> coalesce(OLD.{name}, 0)" for name in columns)


OF_UNIT = """EXISTS (SELECT 1 FROM matter m JOIN rectification_plan p ON p.unit_id = m.lead_id
    WHERE m.id = NEW.matter_id AND p.id = NEW.plan_id
    AND m.state NOT IN ('registered', 'merged', 'closed'))"""
TAKEN = "EXISTS (SELECT 1 FROM rectification_gathered x WHERE x.matter_id = NEW.matter_id)"

PROPOSALS = "测评结束后才有整改建议，受理或者不立项以后不能再改"
OF_CLOSED = """EXISTS (SELECT 1 FROM appraised a JOIN evaluation e ON e.id = a.evaluation_id
    WHERE a.id = NEW.appraised_id AND e.state = 'closed')"""
PROPOSED = "EXISTS (SELECT 1 FROM evaluation_proposal x WHERE x.appraised_id = NEW.appraised_id)"
TAKEN_UP = """EXISTS (SELECT 1 FROM matter m JOIN appraised a ON a.id = NEW.appraised_id
    WHERE m.id = NEW.matter_id AND m.kind = 'rectification' AND m.lead_id = a.unit_id)"""
PROPOSAL_UPDATE = f"""
    {_moved("id", "appraised_id", "percent")} OR OLD.state <> 'waiting'
    OR (NEW.state <> 'waiting' AND NEW.settled_by_id IS NULL)
    OR (NEW.state = 'taken_up') <> (NEW.matter_id IS NOT NULL)
    OR (NEW.state = 'taken_up' AND NOT {TAKEN_UP})
    OR (NEW.state = 'set_aside') <> (NEW.reason <> '')"""


def rules() -> list[Rule]:
    return [
        ("opinion", "INSERT", f"{UNSIGNED} OR {UNFOUNDED}", GIVEN),
        (
            "opinion",
            "UPDATE",
            _moved("id", "visit_id", "card_id", "exchange_id")
            + " OR NEW.channel <> OLD.channel OR NEW.text <> OLD.text"
            " OR coalesce(NEW.remark_id, '') <> coalesce(OLD.remark_id, '')",
            GIVEN,
        ),
        (
            "evaluation_proposal",
            "INSERT",
            f"NEW.state <> 'waiting' OR NOT {OF_CLOSED} OR {PROPOSED}",
            PROPOSALS,
        ),
        ("evaluation_proposal", "UPDATE", PROPOSAL_UPDATE, PROPOSALS),
        ("evaluation_proposal", "DELETE", "1 = 1", PROPOSALS),
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
