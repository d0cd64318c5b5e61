"""What the database refuses of reports (监督举报): see guards.py."""

from models.guard_sql import ALWAYS, GATES_STAND, HISTORY, Rule, taken


def of_this_report(alias: str) -> str:
    """SQL: the row `alias` belongs to the present round of the report."""
    return f"{alias}.report_id = NEW.id AND {alias}.round = NEW.round"


def in_team(account: str, report: str) -> str:
    """SQL: the account is one of the report's 专办人员."""
    return (
        "EXISTS (SELECT 1 FROM report_investigator i"
        f" WHERE i.report_id = {report} AND i.account_id = {account})"
    )


REPORT_UPDATE = f"""
    OLD.state = 'closed' OR NEW.id <> OLD.id OR NEW.round < OLD.round
    OR NEW.visit_id <> OLD.visit_id OR NEW.sealed <> OLD.sealed OR NEW.receipt <> OLD.receipt
    OR coalesce(NEW.reporter, '') <> coalesce(OLD.reporter, '')
    OR (NEW.state = 'closed' AND (OLD.state <> 'answered' OR NEW.round <> OLD.round
        OR (SELECT count(*) FROM report_gate g WHERE {of_this_report("g")}
            AND g.state IN ('passed', 'waived')) < 4
        OR NOT EXISTS (SELECT 1 FROM report_entry o
            WHERE {of_this_report("o")} AND o.kind = 'outcome')
        OR NOT EXISTS (SELECT 1 FROM report_entry p JOIN report_entry c
            ON c.report_id = p.report_id AND c.round = p.round
            WHERE {of_this_report("p")} AND p.kind = 'propose_closing'
            AND c.kind = 'close' AND c.account_id <> p.account_id
            AND {in_team("p.account_id", "NEW.id")} AND {in_team("c.account_id", "NEW.id")})))"""

REPORT_GATE_UPDATE = f"""
    NEW.report_id <> OLD.report_id OR NEW.round <> OLD.round OR NEW.kind <> OLD.kind
    OR OLD.state IN ('passed', 'waived')
    OR (NEW.state <> OLD.state AND (NEW.evidence_sealed = ''
        OR NOT {in_team("NEW.signer_id", "NEW.report_id")}))
    OR (NEW.state = 'waived' AND (OLD.state <> 'waiving' OR NEW.second_id IS NULL
        OR NEW.second_id = NEW.signer_id OR NEW.signer_id <> OLD.signer_id
        OR NOT {in_team("NEW.second_id", "NEW.report_id")}))"""

REPORT_REHEARSED = """NOT EXISTS (SELECT 1 FROM report p JOIN visit v ON v.id = p.visit_id
    WHERE p.id = OLD.report_id AND v.is_rehearsal)"""


def rules() -> list[Rule]:
    return [
        (
            "report",
            "INSERT",
            "NEW.state NOT IN ('received', 'investigating') OR "
            + taken("report", "id", "client_id", "receipt"),
            "举报只能从收到开始",
        ),
        ("report", "UPDATE", REPORT_UPDATE, "四不放过：四关都过、两人确认之后才能办结"),
        (
            "report_gate",
            "INSERT",
            "NEW.state <> 'open' OR NEW.signer_id IS NOT NULL OR "
            + taken("report_gate", "report_id round kind"),
            "每一关都从未过开始",
        ),
        ("report_gate", "UPDATE", REPORT_GATE_UPDATE, "四不放过：过关须有凭据，由专办人员签"),
        ("report_entry", "INSERT", taken("report_entry", "report_id number"), HISTORY),
        ("report_entry", "UPDATE", ALWAYS, HISTORY),
        (
            "report_investigator",
            "INSERT",
            taken("report_investigator", "report_id account_id"),
            HISTORY,
        ),
        ("report_investigator", "UPDATE", ALWAYS, HISTORY),
        *(
            (table, "DELETE", REPORT_REHEARSED, GATES_STAND)
            for table in ("report_gate", "report_entry", "report_investigator")
        ),
    ]
