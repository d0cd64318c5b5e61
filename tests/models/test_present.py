"""The versions as committed now are told to whoever asks, whatever the pool has left."""

from sqlalchemy import select

from app import create_app
from blueprints.live.changes import open_changes
from models import Visit, db, present, publish
from models.present import present_versions
from tests.models.conftest import Database

TIGHT = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 1, "hide_parameters": True}


def test_who_holds_the_last_connection_of_the_pool_still_learns_what_changed(
    database: Database,
) -> None:
    with database.writing():
        publish("visit:1")
    app = create_app({**database.config, "SQLALCHEMY_ENGINE_OPTIONS": TIGHT})
    with app.app_context():
        assert db.session.scalars(select(Visit)).one()  # it holds the one connection now
        before = present_versions(["visit:1"])["visit:1"]
        changes = open_changes()
        assert changes is not None
        assert changes.versions(["visit:1"]) == {"visit:1": before}
        with database.writing():
            publish("visit:1")
        assert present_versions(["visit:1"]) == {"visit:1": before + 1}
        changes.close()
        present._close(present._presents.pop(db.engine)._free)  # the file is put back beneath it
        db.session.remove()
        db.engine.dispose()


def test_a_look_by_a_connection_that_was_cut_meanwhile_is_taken_again(
    on_postgresql: Database,
) -> None:
    on_postgresql.reset()
    with on_postgresql.at():
        assert present_versions(["a"]) == {"a": 0}
        idle = present._presents[db.engine]._free
        drivers = [idle.get() for _ in range(idle.qsize())]
        for driver in drivers:
            if driver is not None:
                driver.close()
            idle.put(driver)
        with on_postgresql.writing():
            publish("a")
        assert present_versions(["a"]) == {"a": 1}
