"""Minutes that were written before edits were kept: their record begins with what stood there."""

import flask_migrate
import pytest
from sqlalchemy import select, text

from app import create_app
from models import Minutes, db, history
from tests.models.conftest import Database, account
from tests.models.test_minutes import prepare


@pytest.fixture
def as_owner(database: Database) -> Database:
    """The same database for who may change its tables."""
    if database.kind == "sqlite":
        return database
    url = database.owner.url.render_as_string(hide_password=False)
    app = create_app({**database.config, "DATABASE_URL": url})
    return Database(database.kind, app, database.owner, database.reset)


def words(minutes: Minutes) -> list[tuple[str, str]]:
    found = history.passages(history.states_at(minutes, minutes.last_edit))
    return [(each.label, each.words) for each in found if "发言" not in each.label]


def test_earlier_minutes_get_their_first_edits_and_go_on(
    database: Database, as_owner: Database
) -> None:
    with database.writing():
        prepare(issue=False)
    with database.writing():
        minutes = db.session.scalars(select(Minutes)).one()
        minutes.send_back(account("head"), "再改")
        minutes.pledges[0].remove(account("organiser"))
        before = words(minutes)
    with as_owner.app.app_context():
        db.session.remove()
        db.engine.dispose()
        try:
            flask_migrate.downgrade(revision="0008")
            with db.engine.connect() as connection:
                assert connection.scalar(text("SELECT count(*) FROM decision")) == 1
        finally:
            flask_migrate.upgrade()
            db.engine.dispose()
    with database.writing():
        minutes = db.session.scalars(select(Minutes)).one()
        assert words(minutes) == before
        assert all(each.kind.value == "added" for each in history.edits(minutes))
        item = minutes.items[0]
        item.save(account("organiser"), {"said": "路灯不亮，已经一个月。"}, item.edited)
        assert minutes.conflicts == []
        assert ("一、路灯", "路灯不亮，已经一个月。") in words(minutes)
