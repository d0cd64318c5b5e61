from sqlalchemy import text
from models import db
from tests.models.conftest import Database, account
import time

def test_a(database: Database) -> None:
    with database.at():
        assert account("transport").id
    a = time.time(); database.reset(); print("reset", time.time()-a)

def test_b(database: Database) -> None:
    with database.writing():
        db.session.execute(text("select 1"))
