"""The record of questions and answers: its public version, and the staff's."""

from datetime import date

from models import Question, Unit, db
from models.proceedings import Proceedings
from tests.models.conftest import Database, account, card, unit, visit

TEXTS = ("便道几时洒水？", "便道灰大", "候审的话", "请给法院打招呼", "没轮到的提问", "老路灯不亮")


def asked() -> list[Question]:
    """One promised with another merged into it, and one each pending, refused, queued, routed."""
    by = account("organiser")
    found = [Question.ask(card(at), text, f"t {at}") for at, text in enumerate(TEXTS, 1)]
    answered, merged, _, refused, queued, routed = found
    for one in (answered, queued, routed):
        one.approve(by)
    merged.merge_into(answered, by)
    refused.refuse(by, "法院依法独立办案")
    answered.put_on_screen(by)
    answered.record_promise(by, "每天洒水", "王局长", roads(), date(2013, 7, 1))
    routed.route(by, unit("县供电公司"))
    db.session.flush()
    db.session.expire_all()
    return found


def roads() -> Unit:
    return unit("县交通运输局")


def numbers(proceedings: Proceedings) -> list[int]:
    return [question.number for question in proceedings.questions]


def test_the_public_version_holds_only_what_was_let_through(database: Database) -> None:
    with database.writing():
        asked()
        proceedings = Proceedings.of(visit())
        assert numbers(proceedings) == [1, 5, 6]
        assert proceedings.merged == 1
        assert proceedings.counts == [("现场承诺", 1), ("带回办理", 1), ("尚未答复", 1)]


def test_the_staff_s_version_holds_what_was_refused_and_what_waits(database: Database) -> None:
    with database.writing():
        asked()
        proceedings = Proceedings.of(visit(), whole=True)
        assert numbers(proceedings) == [1, 3, 4, 5, 6]
        assert dict(proceedings.counts)["未采用"] == 1
        assert dict(proceedings.counts)["尚未答复"] == 2


def test_what_took_another_in_and_is_refused_later_takes_it_along(database: Database) -> None:
    with database.writing():
        by = account("organiser")
        first = Question.ask(card(1), "便道几时洒水？", "t 1")
        second = Question.ask(card(2), "便道灰大", "t 2")
        first.approve(by)
        second.merge_into(first, by)
        first.refuse(by, "已在上一站答过")
        db.session.flush()
        db.session.expire_all()
        public, whole = (Proceedings.of(visit(), version) for version in (False, True))
        assert (numbers(public), public.merged) == ([], 0)
        assert (numbers(whole), whole.merged) == ([1], 1)


def test_questions_stand_at_their_stops_and_those_of_the_way_after_them(
    database: Database,
) -> None:
    with database.writing():
        Question.ask(card(1), "在站上问的", "t 1").approve("system")
        visit().finish("system")
        Question.ask(card(2), "在路上问的", "t 2").approve("system")
        parts = Proceedings.of(visit()).parts
        shown = [(part.stop.name if part.stop else "", len(part.questions)) for part in parts]
        assert shown == [("县交通运输局", 1), ("", 1)]
