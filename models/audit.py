"""The audit chain: who did what when, each event sealed by the hash of the one before."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import clock
from models.base import Model, db
from models.prepared import Prepared
from models.topic import announce

GENESIS = "0" * 64


class AuditEvent(Model):
    """审计记录. Never changed or deleted; the database refuses both."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))  # account:3, card:17, system
    action: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def computed_hash(self) -> str:
        return hash_of(
            self.id, self.previous, self.at, self.actor, self.action, self.subject, self.detail
        )


def hash_of(
    number: int,
    previous: str,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: dict[str, Any],
) -> str:
    """The seal of one event: over all that it says, and over the seal of the one before."""
    body = [number, at.isoformat(), actor, action, subject, detail]
    text = json.dumps(body, ensure_ascii=False, sort_keys=True) + previous
    return hashlib.sha256(text.encode()).hexdigest()


class AuditHead(Model):
    """链头: number and hash of the last event. Its row lock keeps parallel writers in line."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


# A transaction holds up others while it writes these.
HEAD = Prepared(select(AuditHead.last, AuditHead.hash).where(AuditHead.id == 1).with_for_update())
AT_END: Any = {"last": bindparam("last"), "hash": bindparam("hash")}
ADDING = Prepared(insert(AuditEvent.__table__))  # type: ignore[arg-type]
BEGINNING = Prepared(insert(AuditHead).values(id=1, **AT_END))
ENDING = Prepared(update(AuditHead).where(AuditHead.id == 1).values(AT_END))


def record(action: str, subject: str, by: Any, **detail: Any) -> None:
    """Note an act for the chain; it is written at commit. `by` has an `actor` or is a string.

    Never called for a report (监督举报): it keeps a record of its own, which nobody else reads.
    """
    entry = {
        "at": clock.now(),
        "actor": by if isinstance(by, str) else by.actor,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    db.session.info.setdefault("audit", []).append(entry)


def head() -> AuditHead | None:
    return db.session.get(AuditHead, 1)


def faults() -> Iterator[str]:
    """What is wrong with the chain, in Chinese; nothing when it is whole."""
    previous, number = GENESIS, 0
    for item in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
        number += 1
        if item.id != number:
            yield f"第 {number} 条缺失"
            number = item.id
        if item.previous != previous:
            yield f"第 {item.id} 条与上一条不衔接"
        if item.hash != item.computed_hash():
            yield f"第 {item.id} 条内容被改动"
        previous = item.hash
    end = head()
    if (end.last, end.hash) != (number, previous) if end else number:
        yield "链尾与最后一条不一致"


def _append(session: Session) -> None:
    entries = session.info.pop("audit", [])
    if not entries:
        return
    end = HEAD.rows()  # plain statements: nobody has these rows in memory
    last, sealed = end[0] if end else (0, GENESIS)
    rows = []
    for entry in entries:
        last, previous = last + 1, sealed
        sealed = hash_of(last, previous, **entry)
        rows.append({**entry, "id": last, "previous": previous, "hash": sealed})
    ADDING.run_each(rows)
    (ENDING if end else BEGINNING).run(last=last, hash=sealed)


@event.listens_for(db.session, "before_commit")
def _write(session: Session) -> None:
    """The rows that every transaction wants come last: first the chain, then the topics."""
    session.flush()
    _append(session)
    announce(session)


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("audit", None)
