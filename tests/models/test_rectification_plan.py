"""A unit's concentrated rectification: its matters under one plan, which changes none of them."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import Matter, MatterKind, RectificationPlan, RuleBroken, Way, db
from models.rectification_plan import work_of
from tests.models.conftest import Database, account, unit

LEAD, OTHER = "县交通运输局", "县供电公司"


def matter(lead: str = LEAD, title: str = "班车准点") -> Matter:
    found = Matter.register(
        account("supervisor1"),
        kind=MatterKind.RECTIFICATION,
        title=title,
        way=Way.ROUTE,
        lead=unit(lead),
        sources=[],
    )
    found.assign(account("supervisor1"))
    return found


def drawn_up(login: str = "transport", **more: Any) -> RectificationPlan:
    details: dict[str, Any] = {
        "title": "客运服务",
        "reason": "测评中不满意集中在班车",
        "responsible": "副局长张磊",
        "starts_on": date(2013, 6, 20),
        "ends_on": date(2013, 8, 30),
    }
    return RectificationPlan.draw_up(account(login), **(details | more))


def test_a_plan_gathers_matters_and_changes_nothing_of_them(database: Database) -> None:
    with database.writing():
        one, two = matter(), matter(title="候车亭")
        before = (one.state, one.version, one.round.due_on, len(one.entries), len(one.gates))
        plan = drawn_up()
        plan.gather(account("transport"), [one, two])
        assert plan.matters == [one, two]
        assert plan.progress == (0, 2)
        assert one.gathered_in is plan
        assert plan.gatherable() == []
        after = (one.state, one.version, one.round.due_on, len(one.entries), len(one.gates))
        assert after == before
    with database.writing():
        plan, one = (
            db.session.scalars(db.select(RectificationPlan)).one(),
            db.session.get_one(Matter, 1),
        )
        one.sign(account("transport"))
        one.progress(account("transport"), "调了时刻")
        assert [entry.text for entry in work_of(plan.matters[0])] == ["调了时刻"]
        plan.release(account("transport"), one)
        assert [each.title for each in plan.matters] == ["候车亭"]
        assert plan.gatherable() == [one]


def test_a_matter_belongs_to_one_plan_at_most(database: Database) -> None:
    with database.writing():
        one, first = matter(), drawn_up()
        first.gather(account("transport"), [one])
        with pytest.raises(RuleBroken, match="已经归入「客运服务」"):
            drawn_up(title="另一个").gather(account("transport"), [one])
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(
            text("INSERT INTO rectification_gathered (matter_id, plan_id) VALUES (1, 2)")
        )


def test_a_matter_that_another_unit_leads_by_now_has_left_the_plan(database: Database) -> None:
    with database.writing():
        one, plan = matter(), drawn_up()
        plan.gather(account("transport"), [one])
        one.send_back(account("transport"), unit(OTHER), "归供电公司办")
        one.assign(account("supervisor1"), lead=unit(OTHER))
        assert (plan.matters, one.gathered_in) == ([], None)
        its_own = drawn_up("power", title="供电服务")
        its_own.gather(account("power"), [one])
        assert (its_own.matters, one.gathered_in) == ([one], its_own)


def test_only_matters_that_the_unit_leads_and_works_at_are_gathered(database: Database) -> None:
    with database.writing():
        plan, foreign = drawn_up(), matter(OTHER)
        with pytest.raises(RuleBroken, match="不是本单位正在牵头办理"):
            plan.gather(account("transport"), [foreign])
        with pytest.raises(RuleBroken, match="请勾选"):
            plan.gather(account("transport"), [])
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(
            text("INSERT INTO rectification_gathered (matter_id, plan_id) VALUES (1, 1)")
        )


def test_the_units_own_handler_keeps_it_and_no_other_handler_sees_it(on_sqlite: Database) -> None:
    def seen(login: str) -> list[RectificationPlan]:
        return list(db.session.scalars(RectificationPlan.visible_to(account(login))))

    with on_sqlite.at():
        plan = drawn_up()
        for stranger in ("power", "supervisor1", "leader1"):
            with pytest.raises(RuleBroken, match="本单位的经办人员"):
                plan.add_measure(account(stranger), "查岗", date(2013, 7, 1))
        assert plan in seen("transport")
        assert seen("transport") == seen("supervisor1") == seen("leader1")
        assert seen("power") == []


def test_a_measure_once_done_stands(database: Database) -> None:
    with database.writing():
        plan, by = drawn_up(), account("transport")
        with pytest.raises(RuleBroken, match="起止日期之内"):
            plan.add_measure(by, "查岗", date(2013, 9, 1))
        later = plan.add_measure(by, "公开电话", date(2013, 7, 20))
        sooner = plan.add_measure(by, "查岗", date(2013, 7, 1))
        plan.finish_measure(by, sooner, "查了三次")
        with pytest.raises(RuleBroken, match="不能删去"):
            plan.drop_measure(by, sooner)
        with pytest.raises(RuleBroken, match="已经登记完成"):
            plan.finish_measure(by, sooner, "又查了")
        plan.drop_measure(by, later)
    with database.at():
        plan = db.session.scalars(db.select(RectificationPlan)).one()
        assert [(one.text, one.done) for one in plan.measures] == [("查岗", "查了三次")]
    for change in (
        "UPDATE rectification_measure SET done = ''",
        "DELETE FROM rectification_measure",
    ):
        with database.raw() as connection, pytest.raises(DatabaseError):
            connection.execute(text(change))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"ends_on": date(2013, 6, 1)}, "不能早于"),
        ({"title": " "}, "标题"),
        ({"reason": ""}, "为什么"),
        ({"responsible": ""}, "责任人"),
    ],
)
def test_what_is_missing_is_asked_for(on_sqlite: Database, wrong: dict[str, Any], why: str) -> None:
    with on_sqlite.at(), pytest.raises(RuleBroken, match=why):
        drawn_up(**wrong)
