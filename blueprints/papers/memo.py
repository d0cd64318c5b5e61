"""The paper of a 专报: what was reported up to one leader, with what the leader wrote on it."""

from blueprints.dates import full_day
from blueprints.papers.document import Blank, Block, Face, Paper, Run, Signature, Text, runs
from models import ReportEntry, clock


def memo_paper(memo: ReportEntry) -> Paper:
    """专报. Neither its name nor its title tells what it is about: both outlive it in lists of
    files and printing jobs."""
    assert memo.leader is not None
    told = tuple(Text(runs(line.strip())) for line in memo.text.split("\n") if line.strip())
    names = "　".join(one.name for one in memo.report.investigators)
    written: tuple[Block, ...] = tuple(
        Text(
            (
                Run(f"{entry.kind.label}：", Face.HEI),
                Run(
                    f"{entry.text}（{memo.leader.name}，{full_day(clock.local(entry.at).date())}）"
                ),
            )
        )
        for entry in memo.instructions
    )
    return Paper(
        name="专报",
        title="专报",
        blocks=(
            Text((Run("限专办", Face.HEI),), indented=False),
            Text(runs(f"{memo.leader.name}同志："), indented=False),
            *told,
            Signature(f"专办人员　{names}", full_day(clock.local(memo.at).date())),
            *((Blank(),) if written else ()),
            *written,
        ),
    )
