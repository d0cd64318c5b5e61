"""The paper of a visit's itinerary (活动安排): for the representatives, and with telephones for the
staff who go along."""

from blueprints.dates import WEEKDAYS, full_day
from blueprints.papers.document import Block, Paper, Row, Table, Text, cell, heads, runs
from models import Material, Stop, Visit

COLUMNS = (("时间", 35), ("参观点", 40), ("地点", 36), ("接待单位和接待人", 45))


def programme_paper(visit: Visit, materials: list[Material], county: str, whole: bool) -> Paper:
    """活动安排; `whole` is the staff's."""
    day = f"{full_day(visit.held_on)}（星期{WEEKDAYS[visit.held_on.weekday()]}）"
    stops = f"共安排参观点{len(visit.stops)}个" if visit.stops else "参观点另行安排"
    name = f"{visit.name}活动安排{'（工作版）' if whole else ''}"
    rows = tuple(stop_row(stop, whole) for stop in visit.stops)
    said = f"{day}，{stops}，由{county}人民政府办公室组织。"
    blocks: list[Block] = [Text(runs(said))]
    if rows:
        widths = tuple(width for _, width in COLUMNS)
        head = (Row(heads(*(word for word, _ in COLUMNS))),)
        blocks.append(Table(widths, rows, head, size=12, high=9))
    titles = "、".join(each.title for each in materials)
    if titles:
        blocks.append(Text(runs(f"现场发放的资料：{titles}。")))
    if whole:
        blocks.append(Text(runs("本件含接待人电话，只供工作人员使用。")))
    return Paper(name=name, title=f"{visit.title}活动安排", blocks=tuple(blocks))


def stop_row(stop: Stop, whole: bool) -> Row:
    at, until = (f"{each:%H:%M}" if each else "" for each in (stop.planned_at, stop.planned_until))
    when = f"{at}—{until}" if until else at or "待定"
    way = f"路上约{stop.travel}分钟" if whole and stop.travel else ""
    kind = "" if stop.kind.label in stop.name else f"（{stop.kind.label}）"
    host = stop.unit.name if stop.unit else ""
    telephone = stop.telephone if whole else ""
    return Row(
        (
            cell(when, way),
            cell(f"{stop.position}．{stop.name}", kind),
            cell(stop.place),
            cell(host, stop.receptionist, telephone),
        )
    )
