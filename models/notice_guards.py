"""What the database refuses of supervision notices (督办通知): see guards.py."""

from models.guard_sql import ALWAYS, GATES_STAND, Rule, taken

NOTICE_SAYS = ("prefix", "year", "number", "issued_by_id", "issued_at", "reply_by")
NOTICE_WORDS = ("grade", "unit_id", "title", "text", "days", "drafted_by_id", "drafted_at")


NOTICE_SIGNED = ("signed_at", "signed_by_id", "signed_name", "signed_keyed_by_id")
NOTICE_ANSWERED = ("answered_at", "answered_by_id", "answer", "answered_name",
                   "answered_keyed_by_id")  # fmt: skip


def by_unit_or_paper(act: str) -> str:
    """SQL: done by one of the unit on the screen, or on paper and keyed in by the supervisor."""
    return (
        f"(EXISTS (SELECT 1 FROM account s WHERE s.id = NEW.{act}_by_id"
        f" AND s.unit_id = NEW.unit_id) OR (NEW.{act}_by_id IS NULL AND NEW.{act}_name <> ''"
        f" AND EXISTS (SELECT 1 FROM account s WHERE s.id = NEW.{act}_keyed_by_id"
        " AND s.role = 'supervisor')))"
    )


def changed(*names: str) -> str:
    """SQL: one of these columns is another one than before."""
    differ = "NEW.{0} <> OLD.{0} OR (NEW.{0} IS NULL) <> (OLD.{0} IS NULL)"
    return "(" + " OR ".join(differ.format(name) for name in names) + ")"


NOTICE_UPDATE = f"""
    NEW.id <> OLD.id OR OLD.state = 'cleared'
    OR (OLD.state <> 'draft' AND {changed(*NOTICE_WORDS)})
    OR (OLD.number IS NOT NULL AND ({changed(*NOTICE_SAYS)} OR NEW.state IN ('draft', 'submitted')))
    OR (OLD.signed_at IS NOT NULL AND ({changed(*NOTICE_SIGNED)}
        OR NEW.state NOT IN ('signed', 'answered', 'cleared')))
    OR (OLD.answered_at IS NOT NULL AND ({changed(*NOTICE_ANSWERED)}
        OR NEW.state NOT IN ('answered', 'cleared')))
    OR (OLD.number IS NULL AND NEW.state IN ('draft', 'submitted') AND (NEW.number IS NOT NULL
        OR NEW.issued_at IS NOT NULL OR NEW.signed_at IS NOT NULL OR NEW.answered_at IS NOT NULL))
    OR (OLD.number IS NULL AND NEW.state NOT IN ('draft', 'submitted') AND (
        OLD.state <> 'submitted' OR NEW.state <> 'issued' OR NEW.number IS NULL OR NEW.prefix = ''
        OR NEW.year IS NULL OR NEW.issued_at IS NULL OR NEW.reply_by IS NULL
        OR NEW.signed_at IS NOT NULL OR NEW.answered_at IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM counter c
            WHERE c.series = 'notice:' || NEW.year AND c.last = NEW.number)
        OR NOT EXISTS (SELECT 1 FROM notice_item i WHERE i.notice_id = NEW.id)
        OR NOT EXISTS (SELECT 1 FROM account s WHERE s.id = NEW.issued_by_id
            AND s.role = 'office_head' AND s.id <> NEW.drafted_by_id)))
    OR (NEW.state = 'signed' AND (NEW.signed_at IS NULL OR NEW.answered_at IS NOT NULL
        OR (OLD.state <> 'signed' AND NOT {by_unit_or_paper("signed")})))
    OR (NEW.state = 'answered' AND (NEW.signed_at IS NULL OR NEW.answered_at IS NULL
        OR NEW.answer = '' OR OLD.state NOT IN ('signed', 'answered')
        OR (OLD.state <> 'answered' AND NOT {by_unit_or_paper("answered")})))
    OR (NEW.state <> 'cleared' AND (NEW.cleared_at IS NOT NULL OR NEW.cleared_by_id IS NOT NULL))
    OR (NEW.state = 'cleared' AND (OLD.state NOT IN ('issued', 'signed', 'answered')
        OR NEW.cleared_at IS NULL OR NOT EXISTS (SELECT 1 FROM account s
            WHERE s.id = NEW.cleared_by_id AND s.role = 'supervisor')
        OR ((NEW.answered_at IS NULL OR NEW.clearing = '') AND EXISTS (SELECT 1
            FROM notice_item i JOIN matter m ON m.id = i.matter_id
            WHERE i.notice_id = NEW.id AND m.state <> 'closed'))))"""

IN_DRAFT = "EXISTS (SELECT 1 FROM notice n WHERE n.id = {0}.notice_id AND n.state = 'draft')"
NOTICE_ITEM_UPDATE = f"""
    NEW.notice_id <> OLD.notice_id OR NEW.matter_id <> OLD.matter_id OR OLD.printed IS NOT NULL
    OR (NEW.position <> OLD.position AND NOT {IN_DRAFT.format("OLD")})
    OR (NEW.printed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notice n
        WHERE n.id = OLD.notice_id AND n.state IN ('submitted', 'issued')))"""


def rules() -> list[Rule]:
    return [
        (
            "notice",
            "INSERT",
            "NEW.state <> 'draft' OR NEW.number IS NOT NULL"
            " OR NEW.issued_at IS NOT NULL OR " + taken("notice", "id", "year number"),
            "督办通知从起草开始",
        ),
        ("notice", "UPDATE", NOTICE_UPDATE, "督办通知签发后不能再改"),
        (
            "notice_item",
            "INSERT",
            f"NEW.printed IS NOT NULL OR NOT {IN_DRAFT.format('NEW')} OR "
            + taken("notice_item", "notice_id matter_id"),
            "督办通知签发后不能再改",
        ),
        ("notice_item", "UPDATE", NOTICE_ITEM_UPDATE, "督办通知签发后不能再改"),
        (
            "notice_item",
            "DELETE",
            f"OLD.notice_id IS NULL OR NOT {IN_DRAFT.format('OLD')}",
            "督办通知签发后不能再改",
        ),
        ("notice", "DELETE", ALWAYS, GATES_STAND),
    ]
