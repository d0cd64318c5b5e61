"""The paper of the ledger of matters (督办台账)."""

from collections.abc import Sequence
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import Paper, Row, Table, Text, cell, heads, runs
from models import Light, Matter, clock, working_calendar
from models.notice import source_of

COLUMNS = (
    ("编号", 24),
    ("督办事项", 38),
    ("来源", 24),
    ("牵头（配合）单位", 24),
    ("办结时限", 23),
    ("办理情况", 23),
)
NO_LIGHT = (Light.NONE,)


def ledger_paper(matters: Sequence[Matter], scope: str, county: str, now: datetime) -> Paper:
    """督办台账: these matters, one row each."""
    calendar, today = working_calendar(), clock.today()
    closed = sum(matter.is_closed for matter in matters)
    rows = tuple(matter_row(each, each.light(today, calendar)) for each in matters)
    said = f"截至{full_day(now)}，{scope}督办事项{len(matters)}件，已销号{closed}件。"
    nothing = (Row((cell("没有督办事项", span=len(COLUMNS)),)),)
    return Paper(
        name=f"{scope}督办台账",
        title=f"{county}人民政府{scope}督办台账" if scope else f"{county}人民政府督办台账",
        blocks=(
            Text(runs(said)),
            Table(
                tuple(width for _, width in COLUMNS),
                rows or nothing,
                (Row(heads(*(name for name, _ in COLUMNS))),),
                size=10.5,
            ),
        ),
    )


def matter_row(matter: Matter, light: Light) -> Row:
    round_ = matter.round
    helping = "、".join(held.unit.name for held in round_.held if not held.is_lead)
    due = round_.due_on or round_.promised_on
    result = f"{round_.result.label}" if round_.result else ""
    return Row(
        (
            cell(matter.name),
            cell(matter.title),
            cell(source_of(matter)),
            cell(matter.lead.name, f"（{helping}）" if helping else ""),
            cell(
                f"{due:%Y.%-m.%-d}" if due else "未定",
                f"{round_.started_on:%-m.%-d}交办" if round_.started_on else "未交办",
            ),
            cell(
                matter.state.label,
                f"{clock.local(matter.closed_at):%Y.%-m.%-d}" if matter.closed_at else "",
                result,
                "" if light in NO_LIGHT else light.label,
            ),
        )
    )
