"""The paper of a supervision notice (督办通知), in 信函格式 with its 签收回执."""

from typing import Any

from blueprints.dates import full_day
from blueprints.papers.document import (
    WIDTH,
    Head,
    Paper,
    Row,
    Signature,
    Slip,
    Style,
    Table,
    Text,
    cell,
    heads,
    runs,
)
from models import Notice

ROOMY, DENSE = 12.0, 10.5  # points: several matters are set closer
LABEL = {ROOMY: 20, DENSE: 18}  # mm


def notice_paper(notice: Notice, county: str) -> Paper:
    """印样, or what was issued."""
    organ = f"{county}人民政府办公室"
    size = DENSE if len(notice.items) > 1 else ROOMY
    until = f"{full_day(notice.reply_by)}前" if notice.reply_by else ""
    until = until or f"签发后 {notice.days} 个工作日内"
    drafter = notice.drafted_by
    contact = f"联系人：{drafter.name}，电话：{drafter.unit.telephone or '—'}"
    return Paper(
        name=f"{notice.title}（{notice.name.replace('　', '')}）",
        title=notice.title,
        style=Style.LETTER,
        head=Head(organ, notice.name),
        blocks=(
            Text(runs(f"{notice.unit.name}："), indented=False),
            *(Text(runs(line.strip())) for line in notice.text.split("\n") if line.strip()),
            Text(runs(f"请于{until}将办理情况书面回复县政府督查室。")),
            *(matter_table(item.row, size) for item in notice.items),
            Signature(organ, full_day(notice.dated_on) or "　　　　年　　月　　日"),
            Slip(notice.name, contact, notice.unit.name),
        ),
        draft="" if notice.is_issued else "送审稿",
    )


def matter_table(row: dict[str, Any], size: float) -> Table:
    """督办事项: one matter, in a frame."""
    label = LABEL[size]
    wide = (WIDTH - 3 * label) / 3

    def words(name: str, span: int = 1) -> Any:
        return cell(str(row[name]), span=span)

    def line(*parts: Any) -> Row:
        return Row(tuple(heads(part)[0] if isinstance(part, str) else part for part in parts))

    told = (
        [line("督办事项", words("title", 2), "来源", words("source", 2))]
        if size == DENSE
        else [line("督办事项", words("title", 5)), line("来源", words("source", 5))]
    )
    numbers = ("督办编号", words("name"), "办结时限", words("due"), "联系电话", words("telephone"))
    return Table(
        widths=(label, wide) * 3,
        rows=(
            line(*numbers),
            *told,
            line("牵头单位", words("lead", 2), "配合单位", words("assisting", 2)),
            line("办理要求", words("requirement", 5)),
        ),
        size=size,
        is_whole=True,
    )
