"""Replays what the hosts of a visit disclosed, and its materials."""

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook

from models.demo.first_disclosures import FIRST
from models.demo.materials import MATERIALS
from models.demo.second_disclosures import SECOND
from models.demo.showing_script import HandedOut, Unit
from models.disclosure import Disclosure, DisclosureCategory
from models.disclosure_file import DisclosureFile
from models.material import Copies, Material, MaterialKind

if TYPE_CHECKING:
    from models.demo.build import Demo

DISCLOSURES = {1: FIRST, 2: SECOND}


class ShowingReplay:
    """Disclosed before the visit, handed out during it."""

    def __init__(self, demo: "Demo", visit: int) -> None:
        self.demo, self.visit = demo, visit

    def schedule(self) -> None:
        for unit in DISCLOSURES[self.visit]:
            self._schedule_unit(unit)
        told = MATERIALS[self.visit]
        self.demo.at(told.at, self._produce)
        for hand_out in told.handed_out:
            self._schedule_hand_out(hand_out)

    def _schedule_unit(self, told: Unit) -> None:
        self.demo.at(told.at, lambda: self._disclose(told))

    def _schedule_hand_out(self, told: HandedOut) -> None:
        self.demo.at(told.at, lambda: self._hand_out(told))

    def _disclose(self, told: Unit) -> None:
        for entry in told.entries:
            disclosure = Disclosure.disclose(
                self.demo.staff[told.by],
                category=DisclosureCategory(entry.category),
                title=entry.title,
                dated_on=self.demo.times.day(entry.dated_on),
                text="\n".join(entry.paragraphs),
            )
            if entry.sheet is not None:
                name, rows = entry.sheet
                DisclosureFile.add(disclosure, name, _workbook(rows), self.demo.staff[told.by])

    def _produce(self) -> None:
        told = MATERIALS[self.visit]
        for each in told.produced:
            self.demo.materials[each.key] = Material.produce(
                self.demo.visits[self.visit],
                self.demo.staff[told.by],
                kind=MaterialKind(each.kind),
                title=each.title,
                copies=Copies.read(each.copies),
                text=each.text,
            )

    def _hand_out(self, told: HandedOut) -> None:
        visit, by = self.demo.visits[self.visit], self.demo.staff[told.by]
        self.demo.materials[told.key].hand_out(visit, told.copies, by, told.receiver)


def _workbook(rows: tuple[tuple[str, ...], ...]) -> bytes:
    book, content = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("检测结果")
    for row in rows:
        sheet.append(row)
    book.save(content)
    return content.getvalue()
