"""The paper of a reply to one representative (答复), with the 意见征询表 that comes back."""

from blueprints.dates import full_day
from blueprints.papers.document import (
    Cell,
    Paper,
    Row,
    Signature,
    Table,
    Text,
    cell,
    heads,
    runs,
)
from models import Asker, Level, Opinion, Promise, Question, Reply

LABEL, WIDE, HIGH = 26, 130, 9  # mm
ROOM = (runs("　"),) * 3  # lines to write on


def reply_paper(reply: Reply, county: str, telephone: str) -> Paper:
    """答复和意见征询表, A4: the letter above, what comes back below."""
    asker, matter = reply.asker, reply.asker.matter
    again = f"（第{reply.round.number}轮办理）" if reply.round.number > 1 else ""
    organ = f"{county}人民政府督查室"
    contact = f"（电话{telephone}）" if telephone else ""
    return Paper(
        name=f"{matter.name}答复和意见征询表（{asker.card.representative.name}）",
        title="督办事项办理情况答复",
        blocks=(
            Text(runs(f"{asker.card.representative.name}代表："), indented=False),
            Text(
                runs(
                    f"您{_raised(asker)}，由{county}人民政府督查室列为督办事项{matter.name}《{matter.title}》"
                    f"{again}，现将办理情况答复如下："
                )
            ),
            *(Text(runs(line.strip())) for line in reply.text.split("\n") if line.strip()),
            Text(
                runs(
                    f"办理结果：{reply.result.label}。请您填写下面的意见征询表，签字后交回或寄回督查室"
                    f"{contact}，也可以凭代表证在平板上评价，或者打电话告诉我们。答复后满10个工作日没有评价的，"
                    "按未评价记载。"
                )
            ),
            Signature(organ, full_day(reply.at)),
            _form(reply),
        ),
    )


def _raised(asker: Asker) -> str:
    """What of the matter's sources is this asker's."""
    said = [
        f"{each.visit.name}{_named(each)}"
        for each in asker.matter.sources
        if asker.card_id in {card.id for card in each.askers}
    ]
    return f"提出的{'、'.join(said)}" if said else "提出的事项"


def _named(source: Question | Opinion | Promise) -> str:
    if isinstance(source, Promise):
        return f"提问第{source.question.number}号（现场承诺）"
    what = "意见建议" if isinstance(source, Opinion) else "提问"
    return f"{what}第{source.number}号"


def _form(reply: Reply) -> Table:
    """意见征询表: its boxes are ticked by hand."""
    asker, matter = reply.asker, reply.asker.matter
    boxes = "　　　".join(f"□ {level.label}" for level in Level)

    def line(label: str, *words: str) -> Row:
        return Row((*heads(label), cell(*words)))

    return Table(
        (LABEL, WIDE),
        (
            line("督办编号", f"{matter.name}　第{reply.round.number}轮　{matter.title}"),
            line(
                "代表",
                f"{asker.card.representative.name}（{asker.card.visit.name}{asker.card.name}）",
            ),
            line("您满意吗", boxes),
            Row((*heads("您的意见"), Cell((runs("（不满意的，请写明哪里不满意）"), *ROOM)))),
            Row((*heads("签字和日期"), Cell((runs("　" * 14 + "年　　月　　日"),)))),
        ),
        (Row((cell("群众代表意见征询表", span=2, head=True),)),),
        size=12,
        high=HIGH,
        is_whole=True,
    )
