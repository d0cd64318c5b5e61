"""Papers to be measured: as many pages as one asks for, with every face in their lines."""

from blueprints.papers.document import (
    Blank,
    Block,
    Colophon,
    Face,
    Head,
    Heading,
    Paper,
    Roll,
    Row,
    Run,
    Signature,
    Slip,
    Style,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)

ITEMS = {1: 0, 2: 3, 7: 21, 60: 215}  # how many a paper of so many pages has
ORGAN = "柞水县人民政府办公室"
WORDS = (
    Run("代表反映施工便道扬尘较大影响沿线群众生产生活县交通运输局作了说明会议要求"),
    Run("县交通运输局会同沿线各镇人民政府建立洒水台账", Face.KAI),
    Run("，其中村口和学校门口的路段"),
    Run("每日洒水不少于四次", Face.HEI),
    Run("并由专人记录在册以备查验逾期没有完成的由县政府督查室通报批评并责令限期整改到位。"),
)


def minutes(pages: int, **changes: object) -> Paper:
    """A 纪要 with red head, rolls and 版记."""
    blocks: list[Block] = [Text(runs("会议研究了施工便道的洒水工作。"))]
    for number in range(ITEMS[pages]):
        blocks.append(Heading(1, "关于施工便道"))
        blocks.append(Text(WORDS) if number % 2 else Heading(2, "落实洒水。", WORDS))
    if pages > 1:
        blocks += [Blank(), Roll("出席", "县交通运输局局长王建军，县供电公司经理杜成刚。")]
    made = {
        "name": f"纪要{pages}",
        "title": "施工便道专题会议纪要",
        "head": Head("柞水县人民政府常务会议纪要", "第1号", ORGAN, "2013年6月24日"),
        "blocks": numbered(blocks),
        "colophon": Colophon("县委办公室，各镇人民政府", ORGAN, "2013年6月24日印发"),
    }
    return Paper(**{**made, **changes})  # type: ignore[arg-type]


def letter(matters: int) -> Paper:
    """A 督办通知 about so many matters."""
    row = Row((*heads("督办事项"), cell("两河村路口斜杆扶正加固", span=5)))
    facts = Row(
        tuple(cell(word, head=not at % 2) for at, word in enumerate(["督办编号", "督2013-004"] * 3))
    )
    table = Table((18, 34) * 3, (facts, row, row), size=10.5, is_whole=True)
    return Paper(
        name="督办通知",
        title="督办通知",
        style=Style.LETTER,
        head=Head(ORGAN, "柞政督〔2013〕5号"),
        blocks=(
            Text(runs("县交通运输局："), indented=False),
            Text(runs("请逐项明确责任人和完成时间，两河村斜杆先行排险。")),
            *(table for _ in range(matters)),
            Signature(ORGAN, "2013年6月21日"),
            Slip("柞政督〔2013〕5号", "联系人：李文静，电话：0914-4321101", "县交通运输局"),
        ),
    )


def crowded() -> Paper:
    """Whatever might be wider than the 版心 or taller than a line."""
    long_name = "阿卜杜热合曼·买买提依明·尼亚孜·吐尔逊江·艾合买提"
    people = "，".join(f"县人力资源和社会保障局办公室主任{long_name}" for _ in range(40))
    wide = Row((cell("W" * 300), cell("长" * 300), cell("www.example.invalid/" * 20)))
    tall = Row((cell("字" * 3000), cell("—"), cell("—")))
    table = Table((120, 120, 120), (wide, tall), (Row(heads("甲", "乙", "丙")),))
    return minutes(
        1,
        title=f"关于{'某某' * 40}的纪要",
        head=Head(
            "柞水县人民政府关于群众代表走进县政府专题会议纪要", "第1号", ORGAN, "2013年6月24日"
        ),
        blocks=(
            Text(runs("W" * 300)),
            Roll("出席", f"{people}。"),
            table,
            Text(WORDS),
            Text(WORDS),
        ),
    )


def ledger(matters: int) -> Paper:
    """A 督办台账 of so many rows."""
    rows = tuple(
        Row(
            (
                cell(f"督2013-{number:03}"),
                cell("路口斜杆扶正加固", "请尽快办理"),
                cell("第一期提问"),
            )
        )
        for number in range(matters)
    )
    head = (Row(heads("编号", "督办事项", "来源")),)
    return Paper(name="台账", title="督办台账", blocks=(Table((30, 80, 46), rows, head, 10.5),))
