"""Who looks into a report (专办人员): named by the app, by who has least to do."""

import uuid
from random import SystemRandom
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import Account
from models.base import Model, db
from models.roles import Role

if TYPE_CHECKING:
    from models.report import Report


class ReportInvestigator(Model):
    """本件专办人员."""

    __tablename__ = "report_investigator"
    __table_args__ = {"sqlite_with_rowid": False}

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), primary_key=True)

    report: Mapped["Report"] = relationship(back_populates="team")
    account: Mapped[Account] = relationship(lazy="joined")


def free_investigators() -> list[Account]:
    """Active investigators, those with fewest open reports first, by chance among equals."""
    from models.report import Report
    from models.report_record import ReportState

    open_ones = (
        select(ReportInvestigator.account_id, func.count().label("held"))
        .join(Report)
        .where(Report.state != ReportState.CLOSED)
        .group_by(ReportInvestigator.account_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Account, func.coalesce(open_ones.c.held, 0))
        .outerjoin(open_ones, open_ones.c.account_id == Account.id)
        .where(Account.role == Role.INVESTIGATOR, Account.disabled_at.is_(None))
    ).all()
    SystemRandom().shuffle(rows)  # type: ignore[arg-type]
    return [account for account, _ in sorted(rows, key=lambda row: row[1])]
