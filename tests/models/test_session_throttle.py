"""Signing in: guessers are stopped, and a room full of people behind one address is not."""

import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import create_app
from models import (
    AuthSession,
    Role,
    RuleBroken,
    SignInFailure,
    clock,
    db,
    enter,
    live_sessions,
    sign_in,
    version_of,
)
from models import account as accounts
from tests.conftest import HASHING, PASSWORD
from tests.models.conftest import PROOF, SEATS, THAT_DAY, Database, account, card, digits_of, unit

ROOM, ELSEWHERE = "10.1.1.1", "10.2.2.2"


def wrong(
    database: Database, login: str = "transport", address: str = ROOM, after: int = 0
) -> None:
    with database.writing(THAT_DAY + timedelta(seconds=after)):
        assert sign_in(login, "not the password", address) is None


def right(database: Database, login: str = "transport", address: str = ROOM, after: int = 0) -> str:
    with database.writing(THAT_DAY + timedelta(seconds=after)):
        token = sign_in(login, PASSWORD, address)
    assert token is not None
    return token


def test_thirty_people_behind_one_address_get_in_within_five_minutes(database: Database) -> None:
    """Each errs several times with the card; some of the staff sign in there, too."""
    for seat in range(1, SEATS + 1):
        device = f"tablet {seat}"
        with database.writing(THAT_DAY + timedelta(seconds=10 * seat)):
            for error in range(7):
                assert enter(f"9000{error:04}", ROOM, device) is None
            token = enter(digits_of(seat), ROOM, device)
            db.session.flush()
            assert token and AuthSession.principal(token) is card(seat)
    for login in ("supervisor1", "organiser", "head"):
        for _ in range(3):
            wrong(database, login, after=300)
        right(database, login, after=301)


def test_a_card_is_read_however_it_is_typed(database: Database) -> None:
    with database.writing():
        for typed in ("00000007", "0000 0007", "0000-0007", " ００００ ０００７ "):
            token = enter(typed, ROOM, "tablet")
            db.session.flush()
            assert token and AuthSession.principal(token) is card(7)


def test_who_guesses_cards_is_stopped_and_the_room_goes_on(database: Database) -> None:
    with database.writing():
        assert enter(digits_of(1), ROOM, "tablet 1")  # has entered before
    with database.writing():
        for device in range(40):
            for _ in range(8):
                try:
                    assert enter("99999999", ROOM, f"guesser {device}") is None
                except RuleBroken:
                    break
        with pytest.raises(RuleBroken):
            enter("99999999", ROOM, "guesser 0")
        with pytest.raises(RuleBroken):
            enter(digits_of(2), ROOM, "a new guesser")  # the address has used up its errors
        assert enter(digits_of(1), ROOM, "tablet 1")
        assert enter(digits_of(2), ELSEWHERE, "tablet 2")


def test_the_sixth_wrong_password_is_refused_here_and_not_elsewhere(database: Database) -> None:
    for _ in range(5):
        wrong(database)
    for password in ("not the password", PASSWORD):
        with pytest.raises(RuleBroken), database.writing():
            sign_in("transport", password, ROOM)
    with pytest.raises(RuleBroken), database.writing():
        sign_in("TRANSPORT", PASSWORD, ROOM)
    right(database, address=ELSEWHERE)
    right(database, "power")  # nor is anybody else held up here
    right(database, after=15 * 60 + 1)


def test_a_right_password_forgives_the_errors_before_it(database: Database) -> None:
    for _ in range(3):
        for _ in range(4):
            wrong(database)
        right(database)


def test_a_restart_does_not_forgive(database: Database) -> None:
    for _ in range(5):
        wrong(database)
    again = create_app(database.config)
    with again.app_context(), clock.at(THAT_DAY):
        with pytest.raises(RuleBroken):
            sign_in("transport", PASSWORD, ROOM)
        db.session.remove()
        db.engine.dispose()


def test_an_unknown_login_takes_as_long_as_a_known_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "HASHING", HASHING)  # as it is in the county
    accounts._nobodys_hash.cache_clear()
    with database.writing():
        account("transport").set_password(PASSWORD, "system")

    def took(login: str) -> float:
        times = []
        with database.at():
            for turn in range(15 if PROOF else 5):
                began = time.perf_counter()
                assert sign_in(login, "not the password", f"10.0.0.{turn}") is None
                times.append(time.perf_counter() - began)
            db.session.rollback()
        return statistics.median(times)

    took("nobody")  # the first one makes the hash to compare with
    known, unknown = took("transport"), took("nobody")
    assert 0.4 < unknown / known < 2.5
    accounts._nobodys_hash.cache_clear()


def test_a_disabled_account_is_out_at_once(database: Database) -> None:
    token = right(database)
    with database.writing():
        before = version_of("sessions")
        principal = AuthSession.principal(token)
        assert principal is account("transport") and principal.session_id
        account("transport").disable("system")
        db.session.flush()
        assert live_sessions([principal.session_id]) == set()
    with database.writing():
        assert AuthSession.principal(token) is None
        assert version_of("sessions") == before + 1  # its open pages are told
        assert sign_in("transport", PASSWORD, ELSEWHERE) is None
        account("transport").enable("system")
    right(database)


def test_a_revoked_card_is_out_at_once_and_its_replacement_works(database: Database) -> None:
    with database.writing():
        token = enter(digits_of(7), ROOM, "tablet") or ""
    with database.writing():
        assert AuthSession.principal(token) is card(7)
        card(7).revoke("system")
    with database.writing():
        assert AuthSession.principal(token) is None
        assert enter(digits_of(7), ROOM, "tablet") is None
        digits = card(7).replace("system")
    with database.writing():
        assert enter(digits_of(7), ROOM, "tablet") is None
        assert enter(digits, ROOM, "tablet")


def test_a_new_password_or_role_ends_what_was_open(database: Database) -> None:
    token = right(database)
    with database.writing():
        account("transport").set_password("quite another one", "system")
    with database.at():
        assert AuthSession.principal(token) is None
    token = right(database, "power")
    with database.writing():
        account("power").give_role(Role.RECORDER, unit("县政府办公室"), "system")
    with database.at():
        assert AuthSession.principal(token) is None


def test_the_cookies_token_is_not_in_the_database(database: Database) -> None:
    token = right(database)
    with database.at():
        session = db.session.scalars(select(AuthSession)).one()
        assert token not in session.token and len(session.token) == 64


def test_old_failures_are_swept_away(database: Database) -> None:
    wrong(database)
    wrong(database, "power", after=3600)
    with database.at():
        assert [each.key for each in db.session.scalars(select(SignInFailure))] == [f"power@{ROOM}"]
