"""The leader's link and notes, and how the wall looks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import AuditEvent, LeaderLink, LeaderNote, Look, RuleBroken, Stale, Wall, clock, db
from models.topic import versions_of
from tests.models.conftest import THAT_DAY, Database, account, visit

TOPICS = ["leader:1", "wall:1", "console:1", "visit:1"]


def open_link() -> LeaderLink:
    return LeaderLink.open(visit(), account("organiser"))


def send(text: str = "还有 5 分钟") -> LeaderNote:
    return LeaderNote.send(visit(), text, account("organiser"))


def raised(database: Database, before: dict[str, int]) -> set[str]:
    with database.at():
        return {name for name, version in versions_of(TOPICS).items() if version > before[name]}


def test_a_visit_has_one_link_and_a_new_one_ends_it(database: Database) -> None:
    with database.writing():
        first = open_link().token
        with pytest.raises(RuleBroken):
            open_link()
    with database.at():
        before = versions_of(TOPICS)
    with database.writing():
        link = LeaderLink.of(visit())
        assert link is not None
        seen = link.version
        link.renew(account("organiser"))
    with database.writing():
        link = LeaderLink.of(visit())
        assert link is not None and link.token != first and len(link.token) >= 32
        with pytest.raises(Stale):
            link.expect(seen)
        told = str([one.detail for one in db.session.scalars(select(AuditEvent))])
        assert first not in told and link.token not in told
    assert raised(database, before) == {"leader:1", "console:1"}


def test_without_a_link_no_note_is_sent(database: Database) -> None:
    with database.writing(), pytest.raises(RuleBroken):
        send()


@pytest.mark.parametrize("text", ["", " \n ", "话" * 101])
def test_a_note_is_short_and_says_something(database: Database, text: str) -> None:
    with database.writing():
        open_link()
        with pytest.raises(RuleBroken):
            send(text)
        send("话" * 100)


def test_a_note_is_confirmed_once(database: Database) -> None:
    with database.writing():
        open_link()
        send("请答第 9 号")
    later = THAT_DAY + timedelta(minutes=1)
    for moment, step in [(THAT_DAY, "deliver"), (later, "deliver"), (later, "confirm")]:
        with database.writing(moment):
            getattr(LeaderNote.latest(visit()), step)()
    with database.at():
        before = versions_of(TOPICS)
    with database.writing(later + timedelta(minutes=1)):
        note = LeaderNote.latest(visit())
        assert note is not None
        note.confirm()
        assert clock.local(note.delivered_at).replace(tzinfo=None) == THAT_DAY
        assert clock.local(note.read_at).replace(tzinfo=None) == later
    assert raised(database, before) == set()
    with database.at():
        actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("leader.note_sent") == actions.count("leader.note_read") == 1


def test_what_was_read_has_been_delivered(database: Database) -> None:
    with database.writing():
        open_link()
        note = send()
        note.confirm()
        assert note.delivered_at == note.read_at is not None


def test_the_latest_note_counts_and_all_are_kept(database: Database) -> None:
    with database.writing():
        open_link()
        for text in ("还有 10 分钟", "还有 5 分钟"):
            send(text)
    with database.at():
        latest = LeaderNote.latest(visit())
        assert latest is not None and latest.text == "还有 5 分钟"
        assert [note.text for note in LeaderNote.of(visit())] == ["还有 5 分钟", "还有 10 分钟"]


def test_the_wall_keeps_its_look_within_bounds(database: Database) -> None:
    with database.at():
        before = versions_of(TOPICS)
        wall = Wall.of(visit())
        assert (wall.size, wall.is_dark, wall.shows_code) == (0, False, False)
    for look, expected in [
        *[(Look.LARGER, min(size, Wall.LARGEST)) for size in range(1, 6)],
        (Look.USUAL, 0),
        *[(Look.SMALLER, max(-size, Wall.SMALLEST)) for size in range(1, 6)],
    ]:
        with database.writing():
            Wall.change(visit(), look)
        with database.at():
            assert Wall.of(visit()).size == expected
    for look in (Look.DARK, Look.DARK, Look.CODE):
        with database.writing():
            Wall.change(visit(), look)
    with database.at():
        assert Wall.of(visit()).is_dark and Wall.of(visit()).shows_code
    for look in (Look.LIGHT, Look.NO_CODE):
        with database.writing():
            Wall.change(visit(), look)
    with database.at():
        assert not (Wall.of(visit()).is_dark or Wall.of(visit()).shows_code)
    assert raised(database, before) == {"wall:1", "console:1"}
