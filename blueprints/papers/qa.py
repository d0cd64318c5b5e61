"""The paper of a visit's questions and answers (问答纪要), public or for the staff."""

from collections.abc import Iterator
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Cell,
    Face,
    Paper,
    Row,
    Run,
    Runs,
    Table,
    Text,
    cell,
    heads,
    runs,
)
from models import Question
from models.proceedings import Part, Proceedings

WIDTHS = (12, 56, 62, 26)  # mm
TAKEN_ALONG = ("routed", "partial")


def qa_paper(proceedings: Proceedings, county: str, now: datetime) -> Paper:
    """问答纪要."""
    visit, whole = proceedings.visit, proceedings.is_whole
    version = "内部版" if whole else "公开版"
    told = "含没有采用的提问和原因，只供工作使用" if whole else "只列审核通过的提问"
    rows = [row for part in proceedings.parts if part.questions for row in part_rows(part, whole)]
    nothing = f"本期{'没有人提问' if whole else '没有公开的提问'}"
    head = (
        Row((cell(f"{visit.name}问答纪要（{version}）　{full_day(visit.held_on)}", span=4),)),
        Row(heads("编号", "提问", "答复和承诺", "去向")),
    )
    organ = f"{county}人民政府办公室整理"
    stated = f"本件为{version}，{told}；办理状态截至{full_day(now)}。{organ}。"
    return Paper(
        name=f"{visit.name}问答纪要（{version}）",
        title=f"{visit.title}问答纪要",
        blocks=(
            Text(runs(f"{full_day(visit.held_on)}，{totals(proceedings)}")),
            Text(runs(stated)),
            Table(WIDTHS, tuple(rows) or (Row((cell(nothing, span=4),)),), head, size=10.5),
        ),
    )


def totals(proceedings: Proceedings) -> str:
    """本期共收到提问 31 条，其中 2 条……；当场答复 12 条、……。"""
    number = len(proceedings.questions) + proceedings.merged
    said = f"本期{'共收到提问' if proceedings.is_whole else '公开提问'}{number}条"
    if proceedings.merged:
        said += f"，其中{proceedings.merged}条内容相同，并入其他提问一并答复"
    counts = "、".join(f"{label}{count}条" for label, count in proceedings.counts)
    return f"{said}{'；' if counts else ''}{counts}。"


def part_rows(part: Part, whole: bool) -> Iterator[Row]:
    """What was asked at one stop."""
    stop, said = part.stop, "途中提出"
    if stop is not None:
        said = f"第{stop.position}站　{stop.name}"
        said += f"　接待人：{stop.receptionist}" if stop.receptionist else ""
    words = Run(f"{said}　{len(part.questions)}条", Face.HEI)
    yield Row((Cell(((words,),), span=4),), is_group=True)
    for one in part.questions:
        yield Row(
            (
                cell(f"{one.number:02d}"),
                cell(*asked(one, whole)),
                Cell(tuple(answered(one)) or (runs("—"),)),
                cell(*went(one)),
            )
        )


def asked(one: Question, whole: bool) -> Iterator[str]:
    if whole:
        yield f"{one.card.name}："
    yield one.shown
    if one.wording and whole:
        yield f"原话：{one.text}"
    if whole:
        yield from (f"并入{each.name}（{each.card.name}）：{each.text}" for each in one.merged)
    elif one.merged:
        yield f"并入：{'、'.join(each.name for each in one.merged)}"


def answered(one: Question) -> Iterator[Runs]:
    if one.speaker:
        # often the speaker's duty names the unit already, without its 县
        of = one.unit.name if one.unit and one.state not in TAKEN_ALONG else ""
        yield runs(f"{of if of[1:] not in one.speaker else ''}{one.speaker}：")
    if one.answer:
        yield from (runs(line.strip()) for line in one.answer.split("\n") if line.strip())
    if one.promise is not None:
        promise = one.promise
        words = f"（{promise.unit.name}，{full_day(promise.due_on)}前办结）"
        more = f"：{promise.words}" if promise.words != one.answer else ""
        yield (Run("承诺", Face.HEI), Run(words + more))
    if one.reason:
        yield runs(f"不采用的原因：{one.reason}")


def went(one: Question) -> Iterator[str]:
    yield one.state.label
    if one.state in TAKEN_ALONG and one.unit is not None:
        yield one.unit.name
    if one.matter is not None:
        yield one.matter.name
        yield one.matter.state.label
