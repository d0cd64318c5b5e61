"""Three people at one draft: what each of them saved is in the end in the text, or in a conflict
that is shown. KAIMEN_PROOF=1 tries a thousand edits."""

import random
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    AgendaItem,
    AttendanceKind,
    Conflict,
    DecisionRow,
    Edit,
    EditKind,
    Meeting,
    MeetingKind,
    Minutes,
    Role,
    RuleBroken,
    Saved,
    clock,
    db,
    history,
)
from tests.conftest import PASSWORD
from tests.models.conftest import PROOF, THAT_DAY, Database, account, unit, visit

EDITS = 1000 if PROOF else 120
SEEDS = (2013, 2014) if PROOF else (2013,)
WRITERS = ("organiser", "recorder1", "recorder2")


def begin() -> Meeting:
    by = account("organiser")
    for login in WRITERS[1:]:
        Account.open(login=login, name=login, role=Role.RECORDER, unit=by.unit,
                     password=PASSWORD, by="system")  # fmt: skip
    meeting = Meeting.convene(
        by,
        kind=MeetingKind.TALK,
        title="座谈会",
        held_at=THAT_DAY.replace(tzinfo=clock.SHANGHAI),
        chair=account("leader1"),
        visit=visit(),
    )
    meeting.add(by, AttendanceKind.PARTICIPANT, name="王建军")
    meeting.minutes.add_item(by, "路灯")
    return meeting


@pytest.fixture
def drafting(database: Database) -> Iterator[Minutes]:
    """A draft with one item, in one long transaction."""
    with database.writing():
        yield begin().minutes


def item_of(minutes: Minutes) -> AgendaItem:
    return minutes.items[0]


class Writer:
    """One person's page: the text as it stands there, and the edit that it goes on from."""

    def __init__(self, login: str, key: str) -> None:
        self.login, self.key = login, key
        self.text, self.base = "", 0
        self.written: set[str] = set()
        self.count = 0

    def type(self, dice: random.Random) -> None:
        lines = self.text.split("\n") if self.text else []
        for _ in range(dice.randint(1, 3)):
            self.count += 1
            words = f"{self.login}的第{self.count}句。"
            if lines and dice.random() < 0.6:
                lines[dice.randrange(len(lines))] += words
            else:
                lines.insert(dice.randint(0, len(lines)), words)
            self.written.add(words)
        if len(lines) > 1 and dice.random() < 0.2:
            gone = lines.pop(dice.randrange(len(lines)))
            self.dropped = {one + "。" for one in gone.split("。") if one}
        else:
            self.dropped = set()
        self.text = "\n".join(lines)

    def save(self, minutes: Minutes) -> Saved:
        block = minutes.block(self.key)
        return block.save(account(self.login), {"said": self.text}, self.base)

    def hear(self, saved: Saved, is_typing: bool) -> None:
        """The answer: who typed on meanwhile keeps what is typed and goes on from what was sent."""
        if is_typing:
            self.base = saved.sent
        else:
            self.text, self.base = saved.block.value("said"), saved.number


@pytest.mark.parametrize("seed", SEEDS)
def test_every_saved_sentence_is_in_the_text_or_in_a_shown_conflict(
    database: Database, seed: int
) -> None:
    dice = random.Random(seed)
    with database.writing():
        key = begin().minutes.items[0].key
    writers = [Writer(login, key) for login in WRITERS]
    dropped: set[str] = set()
    for step in range(EDITS):
        writer = dice.choice(writers)
        writer.type(dice)
        with database.writing():
            minutes = db.session.scalars(select(Minutes)).one()
            saved = writer.save(minutes)
            dropped |= writer.dropped
            writer.hear(saved, is_typing=dice.random() < 0.5)
            if step % 40 == 39:
                settle_one(minutes, dice, dropped)
    with database.at():
        minutes = db.session.scalars(select(Minutes)).one()
        everything = item_of(minutes).said + "".join(each.words for each in minutes.conflicts)
        said = set().union(*(writer.written for writer in writers))
        assert said - dropped, "nobody wrote anything"
        assert {words for words in said - dropped if words not in everything} == set()
        assert db.session.scalars(select(Conflict)).first() is not None, "nobody ever collided"


def settle_one(minutes: Minutes, dice: random.Random, dropped: set[str]) -> None:
    """Somebody decides: what they leave out, they have read."""
    for conflict in minutes.conflicts[:1]:
        present, other = item_of(minutes).said, conflict.words
        kept = dice.choice((present, other, f"{present}\n{other}"))
        lost = "".join(text for text in (present, other) if text not in kept)
        for words in lost.replace("\n", "").split("。"):
            if words and words not in kept:
                dropped.add(words + "。")
        if kept is present:
            conflict.keep(account("recorder1"))
        else:
            conflict.take(account("organiser"), kept)


def test_two_who_write_different_paragraphs_both_stand(drafting: Minutes) -> None:
    item, one, two = item_of(drafting), account("organiser"), account("recorder1")
    seen = item.save(one, {"said": "甲\n乙"}).number
    item.save(two, {"said": "甲，添上的\n乙"}, seen)
    saved = item.save(one, {"said": "甲\n乙\n丙"}, seen)
    assert item.said == "甲，添上的\n乙\n丙"
    assert saved.conflicts == [] and saved.sent != saved.number


def test_two_who_change_the_same_both_are_shown_until_one_decides(drafting: Minutes) -> None:
    item, one, two = item_of(drafting), account("organiser"), account("recorder1")
    seen = item.save(one, {"said": "月底前修好。"}).number
    item.save(two, {"said": "七月底前修好。"}, seen)
    saved = item.save(one, {"said": "本周内修好。"}, seen)
    assert item.said == "七月底前修好。"
    assert [(each.words, each.who) for each in drafting.conflicts] == [
        ("本周内修好。", "organiser")
    ]
    assert "organiser写的汇报和讨论情况与别人冲突，还没有选定" in [
        m.words for m in drafting.missing
    ]
    item.save(one, {"said": "本周五前修好。"}, saved.sent)
    [conflict] = drafting.conflicts
    assert conflict.words == "本周五前修好。"  # who goes on writing goes on in the same one
    conflict.take(two)
    assert item.said == "本周五前修好。" and drafting.conflicts == []
    with pytest.raises(RuleBroken, match="已经有人处理"):
        conflict.keep(one)


def test_what_is_sent_to_a_removed_block_waits_beside_the_text(drafting: Minutes) -> None:
    item, one = item_of(drafting), account("organiser")
    decision = item.add_decision(one, DecisionRow("修好路灯"))
    seen = decision.edited
    decision.remove(account("recorder1"))
    decision.save(one, {"text": "月底前修好路灯"}, seen)
    [conflict] = drafting.conflicts
    assert item.decisions == [] and conflict.words == "月底前修好路灯"
    conflict.take(one)
    assert [each.text for each in item.decisions] == ["月底前修好路灯"]


def test_what_is_sent_to_a_part_of_a_removed_item_waits_and_brings_both_back(
    drafting: Minutes,
) -> None:
    item, one = item_of(drafting), account("organiser")
    statement = item.add_statement(one, "县长", "抓紧")
    drafting.remove_item(item, account("recorder1"))
    statement.save(one, {"words": "抓紧办。"}, statement.edited)
    [conflict] = drafting.conflicts
    assert conflict.about.is_out and drafting.items == []
    conflict.take(one)
    assert [each.words for each in item_of(drafting).statements] == ["抓紧办。"]


def test_units_and_dates_collide_as_a_whole(drafting: Minutes) -> None:
    item, one, two = item_of(drafting), account("organiser"), account("recorder1")
    decision = item.add_decision(one, DecisionRow("修好路灯"))
    seen = decision.edited
    decision.save(two, {"lead": unit("县供电公司").id, "due_on": "2013-07-01"}, seen)
    decision.save(one, {"lead": unit("县水务局").id, "due_on": "2013-07-01"}, seen)
    [conflict] = drafting.conflicts
    assert (conflict.label, conflict.words, conflict.present) == (
        "责任单位",
        "县水务局",
        "县供电公司",
    )
    conflict.take(one)
    assert decision.lead is unit("县水务局") and decision.due_on == date(2013, 7, 1)


def test_what_a_page_sends_twice_is_saved_once(drafting: Minutes) -> None:
    item, one = item_of(drafting), account("organiser")
    first = item.save(one, {"said": "甲"}, item.edited, client_id="a-1")
    again = item.save(one, {"said": "甲"}, 0, client_id="a-1")
    assert again.sent == first.sent and item.said == "甲"
    assert len([e for e in history.edits(drafting) if e.kind is EditKind.WRITTEN]) == 1


def test_a_text_of_unknown_descent_is_joined_and_not_put_in_place(drafting: Minutes) -> None:
    item, one = item_of(drafting), account("organiser")
    item.save(one, {"said": "甲"})
    item.save(account("recorder1"), {"said": "乙"}, 4711)
    assert item.said == "甲\n乙"


# ---- versions ---------------------------------------------------------------------------------


def words_at(minutes: Minutes, number: int) -> list[tuple[str, str]]:
    found = history.passages(history.states_at(minutes, number))
    return [(each.label, each.words) for each in found]


def test_the_whole_text_is_put_together_as_it_was_after_any_edit(drafting: Minutes) -> None:
    item, by = item_of(drafting), account("organiser")
    seen: dict[int, list[tuple[str, str]]] = {}

    def note() -> None:
        seen[drafting.last_edit] = words_at(drafting, drafting.last_edit)

    item.save(by, {"said": "甲"})
    note()
    other = drafting.add_item(by, "水渠")
    decision = other.add_decision(by, DecisionRow("清淤", unit("县水务局"), date(2013, 7, 1)))
    note()
    other.move(by, -1)
    note()
    item.save(by, {"said": "甲乙"})
    decision.remove(by)
    note()
    drafting.remove_item(item, by)
    note()
    assert len({str(words) for words in seen.values()}) == len(seen)
    for number, words in seen.items():
        assert words_at(drafting, number) == words
    assert [label for label, _ in seen[drafting.last_edit]] == ["会议概况", "到会人员", "一、水渠"]


def test_a_version_is_brought_back_by_a_new_edit(drafting: Minutes) -> None:
    item, by = item_of(drafting), account("organiser")
    item.save(by, {"said": "第一稿"})
    decision = item.add_decision(by, DecisionRow("修好路灯", unit("县供电公司")))
    kept = drafting.last_edit
    before = words_at(drafting, kept)
    item.save(by, {"said": "第二稿"})
    decision.remove(by)
    drafting.add_item(by, "后加的")
    assert history.restore(drafting, kept, account("recorder1")) == 3
    assert [each.title for each in drafting.items] == ["路灯"]
    assert item_of(drafting).said == "第一稿"
    assert [each.text for each in item_of(drafting).decisions] == ["修好路灯"]
    assert words_at(drafting, drafting.last_edit) == before
    with pytest.raises(RuleBroken, match="不用恢复"):
        history.restore(drafting, kept, by)


def test_any_two_versions_are_compared_block_by_block(drafting: Minutes) -> None:
    item, by = item_of(drafting), account("organiser")
    item.save(by, {"said": "六月底前修好。"})
    old = drafting.last_edit
    item.save(by, {"said": "七月底前修好。"})
    item.add_statement(by, "县长", "抓紧办。")
    pairs = {each.label: each for each in history.compare(drafting, old, drafting.last_edit)}
    changed = [(p.before, p.after) for p in pairs["一、路灯"].pieces if not p.is_same]
    assert changed == [("六", "七")]
    assert pairs["会议概况"].is_same
    assert pairs["一、路灯　发言1"].pieces[0].after == "县长：抓紧办。"


def test_sittings_gather_what_one_person_wrote_without_a_break(database: Database) -> None:
    with database.writing():
        key = begin().minutes.items[0].key
    for minutes_later, login in (
        (1, "organiser"),
        (2, "organiser"),
        (3, "recorder1"),
        (40, "organiser"),
    ):
        with database.writing(THAT_DAY + timedelta(minutes=minutes_later)):
            block = db.session.scalars(select(Minutes)).one().block(key)
            block.save(account(login), {"said": f"写到{minutes_later}"})
    with database.at():
        found = history.sittings(db.session.scalars(select(Minutes)).one())
        assert [(each.who, each.edits) for each in found] == [
            ("organiser", 1), ("recorder1", 1), ("organiser", 5),
        ]  # fmt: skip


def test_the_record_of_edits_knows_who_sent_what(drafting: Minutes) -> None:
    item, one, two = item_of(drafting), account("organiser"), account("recorder1")
    seen = item.save(one, {"said": "甲\n乙"}).number
    item.save(two, {"said": "甲二\n乙"}, seen)
    sent = item.save(one, {"said": "甲\n乙一"}, seen).sent
    edit = Edit.of(drafting, sent)
    assert edit is not None and (edit.who, edit.state["said"]) == ("organiser", "甲\n乙一")
    assert edit.kind is EditKind.SENT


@pytest.mark.parametrize("key", ["item:99", "decision:1", "nothing:1", "item", "item:x", "item:²"])
def test_only_blocks_of_these_minutes_are_found(drafting: Minutes, key: str) -> None:
    with pytest.raises(RuleBroken, match="没有这一段"):
        drafting.block(key)


def test_too_long_a_text_is_refused_and_never_cut(drafting: Minutes) -> None:
    item: Any = item_of(drafting)
    with pytest.raises(RuleBroken, match="最多 60 字"):
        item.save(account("organiser"), {"title": "长" * 61})


def test_writers_at_the_same_moment_come_one_by_one(database: Database) -> None:
    with database.writing():
        item = begin().minutes.items[0]
        key, base = item.key, item.save(account("organiser"), {"said": "甲\n乙\n丙"}).number
    texts = {"organiser": "甲一\n乙\n丙", "recorder1": "甲\n乙二\n丙", "recorder2": "甲\n乙\n丙三"}
    together = threading.Barrier(len(texts))

    def write(login: str, words: str) -> None:
        together.wait()
        with database.writing():
            Minutes.hold(1)
            block = db.session.scalars(select(Minutes)).one().block(key)
            block.save(account(login), {"said": words}, base)

    threads = [threading.Thread(target=write, args=each) for each in texts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.at():
        assert db.session.scalars(select(Minutes)).one().items[0].said == "甲一\n乙二\n丙三"
