"""Replays one inspection of the demo: planned, held, what it found, told back."""

from functools import partial
from typing import TYPE_CHECKING

from models.account import Account
from models.demo import script
from models.demo.keys import client_id
from models.demo.matters import MatterReplay
from models.demo.photograph import opinion_box
from models.inspection import Inspection, InspectionKind
from models.inspection_finding import InspectionFinding, Misconduct
from models.terms import ORDINARY_DAYS, Way

if TYPE_CHECKING:
    from models.demo.build import Demo


class InspectionReplay:
    """From its plan to what its 作风监督员 were told."""

    inspection: Inspection

    def __init__(self, demo: "Demo", visit: int, key: str, told: script.Inspection) -> None:
        self.demo, self.visit, self.key, self.told = demo, visit, key, told
        self.found: dict[int, InspectionFinding] = {}

    def schedule(self) -> None:
        told, demo = self.told, self.demo
        demo.at(told.planned_at, self._plan)
        for place, found in enumerate(told.found):
            demo.at(found.at, partial(self._find, place, found))
            if found.settled_at is not None and found.matter is None:
                demo.at(found.settled_at, partial(self._settle, place, found))
            if found.matter is not None:
                FoundReplay(self, place, found.matter).schedule()
        if told.held_at is not None:
            began = demo.times.moment(told.at)
            demo.at(told.held_at, lambda: self.inspection.hold(self._planner, began, told.record))
        if told.told_at is not None:
            demo.at(told.told_at, lambda: self.inspection.tell(self._planner, told.told))

    @property
    def _planner(self) -> Account:
        return self.demo.staff[self.told.planned_by]

    def _plan(self) -> None:
        told, demo = self.told, self.demo
        self.inspection = Inspection.plan(
            self._planner,
            kind=InspectionKind(told.kind),
            unit=demo.units[told.unit] if told.unit else None,
            place=told.place,
            purpose=told.purpose,
            at=demo.times.moment(told.at),
            visit=demo.visits[self.visit],
            staff=[demo.staff[login] for login in told.staff],
            cards=[demo.cards[self.visit, seat] for seat in told.seats],
        )

    def _find(self, place: int, told: script.Found) -> None:
        card = self.demo.cards[self.visit, told.seat] if told.seat else None
        by = self.demo.staff[told.by] if told.by else card
        self.found[place] = InspectionFinding.enter(
            self.inspection,
            by,
            Misconduct(told.kind),
            told.text,
            client_id(self.visit, f"{self.key}-{place}"),
            found_by=card if told.by else None,
            photos=[("意见箱.jpg", opinion_box())] if told.has_photo else (),
        )

    def _settle(self, place: int, told: script.Found) -> None:
        by, finding = self.demo.staff[told.settled_by], self.found[place]
        if told.fate == "note":
            finding.note(by, told.words)
        else:
            finding.set_aside(by, unit=self.inspection.unit, person=told.words)


class FoundReplay(MatterReplay):
    """A matter that comes of a finding."""

    def __init__(self, inspecting: InspectionReplay, place: int, told: script.Matter) -> None:
        super().__init__(inspecting.demo, inspecting.visit, told)
        self.inspecting, self.place = inspecting, place

    def _register(self) -> None:
        told = self.told
        self.matter = self.inspecting.found[self.place].to_matter(
            self.demo.staff[told.registered_by],
            title=told.title,
            requirement=told.requirement,
            lead=self.demo.units[told.lead],
            days=told.days or ORDINARY_DAYS,
            way=Way(told.way),
        )
