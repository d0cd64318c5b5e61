"""Secret ballots (无记名票): who has voted and what was voted, stored so that nobody joins them.

While a round is open its ballots lie sealed in `Envelope`s, all of one size, under a key that is in
no database and is destroyed when the round ends (models/ballot_key.py). Each hand-in writes all
voters and all envelopes of the round anew, in random orders, under random ids and fresh ciphers,
in its one transaction: neither the place of a row nor the transaction that wrote it tells anything.
At the end the ballots are taken apart, unit by unit, and what was written beside them lies apart
from what was ticked. Nothing of this is put on record, in a log or in a topic but how many have
handed in. docs/decisions/0023-secret-ballots.md says what this withstands and what it does not.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    bindparam,
    delete,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from models.ballot_key import Box
from models.base import Model, RuleBroken, db
from models.evaluation import Appraised, Channel, Evaluation, EvaluationState, Level
from models.labels import Labelled
from models.present import beside_the_pool
from models.representative import Card
from models.text import said
from models.topic import publish

REMARK = 200  # characters at most
CHANCE = secrets.SystemRandom()
NO_ROW_IDS = {"sqlite_with_rowid": False}  # a row id would tell the order
PATIENCE = 3000  # ms for which the end of a round waits for whoever still reads


def new_id() -> str:
    return secrets.token_hex(16)


class BallotWay(Labelled):
    TABLET = "tablet", "平板"
    PAPER = "paper", "纸质票"


class Voter(Model):
    """投票人: who has handed in on the tablet, or was given a paper ballot. Never what."""

    __tablename__ = "voter"
    __table_args__ = NO_ROW_IDS

    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), primary_key=True)
    way: Mapped[BallotWay]

    @classmethod
    def way_of(cls, evaluation: Evaluation, card: Card) -> BallotWay | None:
        """How this card takes part; None while it may still do either."""
        found = select(cls.way).filter_by(evaluation_id=evaluation.id, card_id=card.id)
        return db.session.scalar(found)

    @classmethod
    def count(cls, evaluation: Evaluation, way: BallotWay) -> int:
        counted = select(func.count()).select_from(cls)
        return db.session.scalar(counted.filter_by(evaluation_id=evaluation.id, way=way)) or 0


class Envelope(Model):
    """票封: a sealed ballot of an open round."""

    __tablename__ = "envelope"
    __table_args__ = NO_ROW_IDS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Ballot(Model):
    """选票: what one person ticked for one unit, once the round is closed. Which ballots for other
    units the same person gave is known to nobody."""

    __tablename__ = "ballot"
    __table_args__ = NO_ROW_IDS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    appraised_id: Mapped[int] = mapped_column(ForeignKey(Appraised.id))
    channel: Mapped[Channel | None]
    levels: Mapped[dict[str, str]] = mapped_column(JSON)  # of each dimension's id


class Remark(Model):
    """附言: what somebody wrote about a unit; apart from what the same person ticked."""

    __tablename__ = "remark"
    __table_args__ = NO_ROW_IDS

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey(Evaluation.id), index=True)
    appraised_id: Mapped[int] = mapped_column(ForeignKey(Appraised.id))
    text: Mapped[str] = mapped_column(Text)

    appraised: Mapped[Appraised] = relationship()


@dataclass(frozen=True)
class Marks:
    """一个单位的评价: a level for each dimension's id that was ticked; 未评 when there is none."""

    levels: Mapping[int, Level] = field(default_factory=dict)
    channel: Channel | None = None
    remark: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.levels and not self.remark

    def as_json(self) -> dict[str, Any]:
        ticked = {str(key): level.value for key, level in sorted(self.levels.items())}
        return {
            "levels": ticked,
            "channel": self.channel.value if self.channel and not self.is_blank else None,
            "remark": self.remark,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Marks":
        return cls(
            {int(key): Level(level) for key, level in kept["levels"].items()},
            Channel(kept["channel"]) if kept["channel"] else None,
            kept["remark"],
        )


Marked = Mapping[int, Marks]  # by the id of the appraised


def fit(evaluation: Evaluation, marked: Marked) -> dict[int, Marks]:
    """What of this is an answer to this round. Raises RuleBroken for what is none, and when
    nothing at all was marked."""
    units = {one.id for one in evaluation.appraised}
    dimensions = {one.id for one in evaluation.dimensions}
    found = {}
    for key, marks in marked.items():
        remark = said(marks.remark, REMARK) if marks.remark.strip() else ""
        marks = Marks(marks.levels, marks.channel, remark)
        if marks.is_blank:
            continue
        if key not in units or not set(marks.levels) <= dimensions:
            raise RuleBroken("选票和这次测评对不上，请刷新页面后再填")
        if remark and not evaluation.asks_remarks:
            raise RuleBroken("这次测评不收附言")
        found[key] = marks
    if not any(marks.levels for marks in found.values()):
        raise RuleBroken("还没有评价任何单位。至少评一个单位才能交；不想评的可以空着")
    return found


def packed(marked: Marked) -> dict[str, Any]:
    return {str(key): marks.as_json() for key, marks in sorted(marked.items())}


def unpacked(kept: Mapping[str, Any]) -> dict[int, Marks]:
    return {int(key): Marks.from_json(marks) for key, marks in kept.items()}


def hand_in(evaluation: Evaluation, card: Card, marked: Marked) -> bool:
    """交票. Sent again it counts once, whatever it says then: False when this card had handed in
    before. Neither the audit nor a log tells of it."""
    evaluation.lock()
    refuse_stranger(evaluation, card)
    way = Voter.way_of(evaluation, card)
    if way is BallotWay.TABLET:  # also when it has closed since: the answer was lost on its way
        return False
    evaluation.refuse_unless(EvaluationState.OPEN)
    if way is BallotWay.PAPER:
        raise RuleBroken("您已领取纸质票，请填好交给工作人员；平板上的这一份不收")
    put_in(evaluation, card, BallotWay.TABLET, fit(evaluation, marked))
    return True


def refuse_stranger(evaluation: Evaluation, card: Card) -> None:
    if card.visit_id != evaluation.visit_id:
        raise RuleBroken("这次测评不是您参加的那一期活动的")
    if not card.is_active:
        raise RuleBroken("这张代表证已经挂失或注销")


def put_in(
    evaluation: Evaluation, card: Card, way: BallotWay, marked: Marked | None = None
) -> None:
    """Write the voters and the envelopes of the round anew, with one more among them.
    `Evaluation.lock` comes first."""
    box, key = Box(evaluation.id), evaluation.id
    connection = db.session.connection()
    voters = [(row.card_id, row.way) for row in connection.execute(VOTERS, {"round": key})]
    contents = [
        box.unseal(sealed) for sealed in connection.execute(SEALED, {"round": key}).scalars()
    ]
    voters.append((card.id, way))
    if marked is not None:
        contents.append(packed(marked))
    CHANCE.shuffle(voters)
    CHANCE.shuffle(contents)
    connection.execute(delete(Voter).where(Voter.evaluation_id == key))
    connection.execute(delete(Envelope).where(Envelope.evaluation_id == key))
    connection.execute(
        insert(Voter), [{"evaluation_id": key, "card_id": who, "way": how} for who, how in voters]
    )
    rows = [{"id": new_id(), "evaluation_id": key, "sealed": box.seal(one)} for one in contents]
    if rows:
        connection.execute(insert(Envelope), rows)
    publish(evaluation.subject)
    leave_no_trace()


def opened(evaluation: Evaluation) -> list[dict[int, Marks]]:
    """The ballots in the box, in no order."""
    box, connection = Box(evaluation.id), db.session.connection()
    sealed = connection.execute(SEALED, {"round": evaluation.id}).scalars().all()
    contents = [unpacked(box.unseal(one)) for one in sealed]
    CHANCE.shuffle(contents)
    return contents


def lay_open(evaluation: Evaluation, ballots: Iterable[Marked]) -> None:
    """Take the ballots of a closing round apart, in random order, and empty the box."""
    ticked, written = [], []
    for ballot in ballots:
        for key, marks in ballot.items():
            kept = marks.as_json()
            own = {"evaluation_id": evaluation.id, "appraised_id": key}
            if marks.levels:
                own_levels = {"channel": marks.channel, "levels": kept["levels"]}
                ticked.append({"id": new_id(), **own, **own_levels})
            if marks.remark:
                written.append({"id": new_id(), **own, "text": marks.remark})
    CHANCE.shuffle(ticked)
    CHANCE.shuffle(written)
    connection = db.session.connection()
    connection.execute(delete(Envelope).where(Envelope.evaluation_id == evaluation.id))
    for model, rows in ((Ballot, ticked), (Remark, written)):
        if rows:
            connection.execute(insert(model), rows)


VOTERS = select(Voter.card_id, Voter.way).where(Voter.evaluation_id == bindparam("round"))
SEALED = select(Envelope.sealed).where(Envelope.evaluation_id == bindparam("round"))


# who may not is told so by the server, and it sweeps by itself some time later
SWEEP = "VACUUM voter, envelope, paper_ballot"

# ---- what the databases keep of rows that were written anew --------------------------------------


def leave_no_trace(*, at_the_end: bool = False) -> None:
    """After the commit, have SQLite write its log back and cut it off, and at the end of a round
    have PostgreSQL sweep out the rows that were replaced."""
    db.session.info["traces"] = at_the_end or db.session.info.get("traces", False)


@event.listens_for(db.session, "after_commit")
def _wipe(session: Session) -> None:
    at_the_end = session.info.pop("traces", None)
    if at_the_end is None:
        return
    with beside_the_pool(db.engine) as connection:
        if connection.dialect.name == "sqlite":
            _truncate_log(connection.connection.dbapi_connection, PATIENCE if at_the_end else 0)
        elif at_the_end:
            outside = connection.execution_options(isolation_level="AUTOCOMMIT")
            outside.execute(text(SWEEP))


def _truncate_log(driver: Any, patience: int) -> None:
    """Whoever reads at this moment holds it up; then the next hand-in does it, or the end."""
    before = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout={patience}")
    try:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        driver.execute(f"PRAGMA busy_timeout={before}")


@event.listens_for(db.session, "after_rollback")
def _nothing_to_wipe(session: Session) -> None:
    session.info.pop("traces", None)
