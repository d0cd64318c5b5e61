"""The paper of a unit's concentrated rectification (集中整改进展表)."""

from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Heading,
    Paper,
    Row,
    Signature,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)
from models import Light, Matter, Measure, RectificationPlan, WorkingCalendar
from models.rectification_plan import work_of

MEASURES, MATTERS = (12.0, 70.0, 26.0, 48.0), (22.0, 44.0, 34.0, 56.0)  # mm


def rectification_paper(plan: RectificationPlan, calendar: WorkingCalendar, now: datetime) -> Paper:
    """集中整改进展表: the plan, its measures, and each matter as it stands now."""
    matters, measures = plan.matters, plan.measures
    closed = sum(matter.is_closed for matter in matters)
    done = sum(measure.done_on is not None for measure in measures)
    stands = (
        f"整改期限{full_day(plan.starts_on)}至{full_day(plan.ends_on)}，责任人{plan.responsible}。"
        f"截至{full_day(now)}，归入督办事项{len(matters)}件，已销号{closed}件；"
        f"整改措施{len(measures)}条，已完成{done}条。"
    )
    rows = [_measure(place, one) for place, one in enumerate(measures, 1)]
    held = [_matter(matter, calendar) for matter in matters]
    return Paper(
        name=f"{plan.unit.name}集中整改进展（{plan.title}）",
        title=f"{plan.unit.name}{plan.title}进展情况",
        blocks=numbered(
            [
                *(Text(runs(line)) for line in plan.reason.split("\n") if line.strip()),
                Text(runs(stands)),
                Heading(1, "整改措施"),
                Table(
                    MEASURES,
                    tuple(rows) or (Row((cell("还没有写措施", span=4),)),),
                    (Row(heads("序号", "措施", "完成时限", "完成情况")),),
                    size=10.5,
                ),
                Heading(1, "归入的督办事项"),
                Table(
                    MATTERS,
                    tuple(held) or (Row((cell("还没有归入事项", span=4),)),),
                    (Row(heads("编号", "事项", "进度", "做了什么")),),
                    size=10.5,
                ),
                Signature(plan.unit.name, full_day(now)),
            ]
        ),
    )


def _measure(place: int, one: Measure) -> Row:
    if one.done_on is None:
        stands = "过了时限，还没有完成" if one.is_late else "正在做"
    else:
        late = "（晚于时限）" if one.is_late else ""
        stands = f"{full_day(one.done_on)}完成{late}：{one.done}"
    return Row((cell(str(place)), cell(one.text), cell(full_day(one.due_on)), cell(stands)))


def _matter(matter: Matter, calendar: WorkingCalendar) -> Row:
    passed = sum(gate.is_done for gate in matter.gates)
    light = matter.light(calendar=calendar)
    due = f"时限{full_day(matter.round.due_on)}" if matter.round.due_on else ""
    burns = f"（{light.label}）" if light is not Light.NONE and matter.is_open else ""
    stands = (f"{matter.state.label}{burns}", due, f"已过{passed}/{len(matter.gates)}关")
    work = [f"{full_day(entry.at)}{entry.kind.label}：{entry.text}" for entry in work_of(matter)]
    return Row((cell(matter.name), cell(matter.title), cell(*stands), cell(*work)))
