"""The desk (工作台) of one member of staff: what awaits them, and how their work stands."""

from dataclasses import dataclass, replace
from typing import Any

from models import clock
from models.awaiting_hearing import of_hearing
from models.awaiting_house import of_house
from models.awaiting_inspections import of_inspections, of_proposals, of_rectifications
from models.awaiting_matters import of_matters, of_notices, of_waiting, open_matters
from models.awaiting_reports import of_memos, of_reports
from models.awaiting_visits import of_evaluations, of_minutes, of_questions, of_visits
from models.board import Tile
from models.calendar import calendar_at_hand
from models.load import Load
from models.matter import Matter
from models.reminder import Told, may_be_told
from models.roles import Permission, Role
from models.task import Task
from models.terms import Light

P = Permission


@dataclass(frozen=True)
class Desk:
    """工作台. A fixed number of queries, and one look at the calendar, however much there is."""

    tasks: list[Task]  # the most urgent first
    load: Load | None  # of the matters that the viewer sees
    watched: list[Tile]  # overdue or reported up, of units that the viewer is in charge of
    told: list[Told]  # 提醒 that are unread, of what is in neither
    told_of: dict[int, list[Told]]  # of what is watched

    @classmethod
    def of(cls, viewer: Any) -> "Desk":
        with calendar_at_hand() as calendar:
            today = clock.today()
            sees = viewer.may(P.BOARD_READ)
            matters = open_matters(viewer) if sees else []
            found = [
                *of_questions(viewer),
                *of_visits(viewer),
                *of_evaluations(viewer),
                *of_minutes(viewer),
                *of_waiting(viewer),
                *of_matters(viewer, matters),
                *of_notices(viewer),
                *of_inspections(viewer),
                *of_rectifications(viewer),
                *of_hearing(viewer),
                *of_proposals(viewer),
                *of_reports(viewer),
                *of_memos(viewer),
                *of_house(viewer),
            ]
            tasks, told = _with_reminders(viewer, found)
            tasks = sorted((t.reckoned(today, calendar) for t in tasks), key=lambda t: t.urgency)
            led = [Tile.of(m, today, calendar) for m in matters if _is_watched_by(viewer, m)]
            led.sort(key=lambda tile: (tile.left is None, tile.left))
            keys = [tile.matter.id for tile in led]
            told_of = {key: told.pop(("matter", key)) for key in keys if ("matter", key) in told}
            rest = [one for each in told.values() for one in each]
            return cls(tasks, Load.of(viewer, matters) if sees else None, led, rest, told_of)

    @property
    def total(self) -> int:
        return sum(task.number for task in self.tasks)


def _with_reminders(
    viewer: Any, tasks: list[Task]
) -> tuple[list[Task], dict[tuple[str, int], list[Told]]]:
    """Each task with what one was told of it, and the rest of what one was told."""
    told: dict[tuple[str, int], list[Told]] = {}
    for one in Told.of(viewer, unread=True) if may_be_told(viewer) else ():
        told.setdefault(one.last.subject, []).append(one)
    joined = [
        replace(task, told=tuple(told.pop(task.subject, ()))) if task.subject else task
        for task in tasks
    ]
    return joined, told


def _is_watched_by(viewer: Any, matter: Matter) -> bool:
    if viewer.role is not Role.LEADER or matter.lead.leader_id != viewer.id:
        return False
    return matter.escalated_at is not None or matter.light() is Light.OVER
