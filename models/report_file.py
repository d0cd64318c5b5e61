"""Evidence of a report (举报件材料): sealed on the disk, for its team alone."""

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Model
from models.sealed_file import SealedFile

if TYPE_CHECKING:
    from models.report import Report


class ReportFile(Model):
    """举报件材料. Name, kind, size and hash are sealed like the file itself."""

    __tablename__ = "report_file"
    __table_args__ = {"sqlite_with_rowid": False}

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), index=True)
    sealed: Mapped[str] = mapped_column(Text)

    report: Mapped["Report"] = relationship(back_populates="files")

    @classmethod
    def of(cls, file: SealedFile) -> "ReportFile":
        return cls(id=uuid.uuid4(), sealed=file.sealed)

    @property
    def file(self) -> SealedFile:
        return SealedFile.of(self.sealed)
