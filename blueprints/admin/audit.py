"""Who did what when; and whether the record is whole."""

from itertools import islice

from flask import Response, request
from sqlalchemy import select

from blueprints.access import requires
from blueprints.admin.area import bp
from blueprints.admin.details import names, told
from blueprints.pages import page
from models import AuditEvent, EntryKind, ModerationKind, Permission, db
from models import audit as chain

PAGE = 50
MOST_FAULTS = 20  # shown; after the first ones the rest says little
ACTS = {f"matter.{kind.value}": kind.label for kind in EntryKind} | {
    f"question.{kind.value}": f"提问{kind.label}" for kind in ModerationKind
}


@bp.get("/audit")
@requires(Permission.AUDIT_READ)
def audit() -> Response:
    """Newest first; a page begins below `before`, so that new events do not shift it."""
    before = request.args.get("before", type=int)
    subject = request.args.get("subject", "").strip()
    found = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(PAGE + 1)
    if before is not None:
        found = found.where(AuditEvent.id < min(before, 2**31 - 1))
    if subject:
        found = found.where(AuditEvent.subject == subject)
    events = db.session.scalars(found).all()
    return page(
        "admin/audit.html",
        "main",
        events=events[:PAGE],
        older=events[PAGE - 1].id if len(events) > PAGE else None,
        subject=subject,
        is_first=before is None,
        names=names(events[:PAGE]),
        told=told,
        acts=ACTS,
        head=chain.head(),
    )


@bp.get("/audit/verification")
@requires(Permission.AUDIT_READ)
def verify() -> Response:
    """A reader's question, however long it takes: nobody who writes waits for it."""
    faults = list(islice(chain.faults(), MOST_FAULTS))
    return page(
        "admin/verification.html", "main", faults=faults, head=chain.head(), most=MOST_FAULTS
    )
