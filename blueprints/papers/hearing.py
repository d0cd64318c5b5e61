"""The papers of a draft: what became of the comments on it (意见采纳情况表), and what changed."""

from collections import Counter
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Cell,
    Face,
    Paper,
    Row,
    Run,
    Runs,
    Signature,
    Table,
    Text,
    cell,
    heads,
    runs,
)
from models import Comment, Draft, DraftVersion, UnitKind, Verdict
from models.draft_changes import Change, ChangeKind, changes

PLACE, SAID, ANSWERED, VERDICT = 22.0, 56.0, 58.0, 20.0  # mm
OLD, NEW, FROM = 52.0, 56.0, 26.0


def organ_of(draft: Draft, county: str) -> str:
    if draft.unit.kind is UnitKind.OFFICE:
        return f"{county}人民政府办公室"
    return draft.unit.name


def collected_paper(draft: Draft, county: str, now: datetime) -> Paper:
    """意见采纳情况表, in the order of the text. Without names, unless the draft shows them."""
    places = {one.paragraph_id: place for place, one in enumerate(draft.standing[-1].passages)}
    last = len(places)
    told = sorted(
        draft.comments,
        key=lambda one: (places.get(one.paragraph_id or 0, last), one.paragraph_id is None),
    )
    nothing = (Row((cell("没有代表提意见", span=4),)),)
    return Paper(
        name=f"{draft.title}意见采纳情况表",
        title=f"《{draft.title}》意见采纳情况表",
        blocks=(
            Text(runs(_in_words(draft, draft.published_at or now))),
            Table(
                (PLACE, SAID, ANSWERED, VERDICT),
                tuple(_row(one) for one in told) or nothing,
                (Row(heads("条款", "代表意见", "答复和理由", "采纳情况")),),
                size=10.5,
            ),
            Signature(organ_of(draft, county), full_day(draft.published_at or now)),
        ),
        draft="" if draft.published_at else "未公布",
    )


def _in_words(draft: Draft, told_at: datetime) -> str:
    comments = draft.comments
    verdicts = Counter(one.answer.verdict for one in comments if one.answer)
    people = len({one.card_id for one in comments})
    since = f"{full_day(draft.opened_at)}至{full_day(draft.closed_on)}"
    counted = "，".join(f"{one.label}{verdicts[one]}条" for one in Verdict)
    left = f"，未答复{len(draft.unanswered)}条" if draft.unanswered else ""
    return (
        f"{since}，就{draft.unit.name}起草的《{draft.title}（征求意见稿）》请{len(draft.invited)}名"
        f"群众代表提意见，截至{full_day(told_at)}，{people}名代表提出{len(comments)}条。"
        f"其中{counted}{left}。"
    )


def _row(comment: Comment) -> Row:
    answer = comment.answer
    who = ""
    if comment.draft.is_signed:
        who = f"（{comment.card.representative.name}）"
    words = [answer.words or f"{answer.verdict.label}。"] if answer else ["未答复"]
    reflected = comment.reflected_in
    if reflected:
        words.append(f"见修改稿{'、'.join(reflected)}。")
    return Row(
        (
            cell(comment.place),
            cell(f"{comment.number}．{comment.text}", who),
            cell(*words),
            cell(answer.verdict.label if answer else "—"),
        )
    )


def revision_paper(version: DraftVersion, county: str) -> Paper:
    """修改对照: what was taken out stands in 楷体, what was written anew in 黑体, so that it can be
    read in black and white."""
    draft, before = version.draft, version.before
    assert before is not None
    found = changes(version)
    number = sum(one.kind is not ChangeKind.SAME for one in found)
    rows = tuple(_changed(one) for one in found)
    note: tuple[Block, ...] = (Text(runs(version.note)),) if version.note else ()
    return Paper(
        name=f"{draft.title}修改对照",
        title=f"《{draft.title}》修改对照",
        blocks=(
            Text(
                runs(
                    f"{version.name}与{before.name}相比，修改{number}处。左栏删去的字用楷体，"
                    "右栏新写的字用黑体；采自哪条意见，见意见采纳情况表的编号。"
                )
            ),
            *note,
            Table(
                (PLACE, OLD, NEW, FROM),
                rows,
                (Row(heads("条款", before.name, version.name, "采自意见")),),
                size=10.5,
            ),
            Signature(organ_of(draft, county), full_day(version.issued_at or version.made_at)),
        ),
        draft="" if version.issued_at else "未定稿",
    )


def _changed(change: Change) -> Row:
    if change.kind is ChangeKind.SAME:
        return Row(
            (cell(change.name), _words(_side(change, old=True)), cell("（未改）"), cell("—"))
        )
    sources = "、".join(f"第{one.number}条" for one in change.sources)
    return Row(
        (
            cell(change.name),
            _words(_side(change, old=True)) if change.before else cell("（新增）"),
            _words(_side(change, old=False)) if change.after else cell("（删去）"),
            cell(sources or "—"),
        )
    )


def _words(words: Runs) -> Cell:
    return Cell((words,))


def _side(change: Change, old: bool) -> Runs:
    marked = Face.KAI if old else Face.HEI
    found = [
        Run(piece.before if old else piece.after, Face.FANG if piece.is_same else marked)
        for piece in change.pieces
    ]
    return tuple(run for run in found if run.text)
