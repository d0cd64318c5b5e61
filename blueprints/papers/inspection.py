"""The paper of an inspection (巡查记录): what was arranged, how it went, what was found."""

from blueprints.dates import full_day, moment
from blueprints.papers.document import Paper, Row, Signature, Table, Text, cell, heads, runs
from models import Inspection, InspectionFinding, UnitKind, clock

FACTS, FOUND = (28.0, 128.0), (14.0, 26.0, 74.0, 42.0)  # mm


def inspection_paper(inspection: Inspection, county: str) -> Paper:
    """巡查记录."""
    by = inspection.planned_by.unit
    organ = f"{county}人民政府办公室" if by.kind is UnitKind.OFFICE else by.name
    held_on = clock.local(inspection.held_at or inspection.planned_at).date()
    rows = [found_row(finding) for finding in inspection.findings]
    nothing = Row((cell("没有发现问题", span=4),))
    told = (Text(runs(f"反馈：{inspection.told}")),) if inspection.told else ()
    return Paper(
        name=f"巡查记录（{inspection.name}）",
        title=f"{inspection.kind.label}记录",
        blocks=(
            Table(FACTS, tuple(facts(inspection))),
            *(Text(runs(line)) for line in inspection.record.split("\n") if line.strip()),
            Table(
                FOUND,
                tuple(rows) or (nothing,),
                (Row(heads("序号", "类型", "发现的问题", "处理")),),
                size=10.5,
            ),
            *told,
            Signature(organ, full_day(held_on)),
        ),
    )


def facts(inspection: Inspection) -> list[Row]:
    staff = "、".join(f"{one.name}（{one.unit.name}）" for one in inspection.staff)
    cards = "、".join(f"{one.representative.name}（{one.name}）" for one in inspection.cards)
    told = (
        ("编号", inspection.name),
        ("单位、地点", inspection.where),
        ("开展时间", moment(inspection.held_at) or ""),
        ("查什么", inspection.purpose),
        ("工作人员", staff),
        ("作风监督员", cards),
    )
    return [Row((heads(label)[0], cell(words))) for label, words in told]


def found_row(finding: InspectionFinding) -> Row:
    kind = finding.kind.label if finding.kind else ""
    became = finding.state.label
    if finding.matter is not None:
        became = f"转为{finding.matter.name}（{finding.matter.lead.name}）"
    photos = f"（照片 {len(finding.photos)} 张）" if finding.photos else ""
    return Row(
        (
            cell(str(finding.number)),
            cell(kind),
            cell(f"{finding.text}{photos}"),
            cell(finding.noted or became),
        )
    )
