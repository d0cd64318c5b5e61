"""What units disclose: each its own, nothing deleted, told to the tablets of the visits."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from models import (
    AuditEvent,
    Disclosure,
    DisclosureCategory,
    RuleBroken,
    Stale,
    StopKind,
    db,
    disclosure,
    version_of,
)
from tests.models.conftest import THAT_DAY, Database, account, unit, visit

C = DisclosureCategory
CATEGORIES = [
    "岗位职责",
    "行政许可事项",
    "发展规划",
    "领导重要活动",
    "工作会议",
    "重大决策",
    "规范性文件",
    "工作实绩",
]


def details(**more: Any) -> dict[str, Any]:
    return {
        "category": C.PLANS,
        "title": "农村公路三年规划",
        "dated_on": date(2013, 3, 28),
        "text": "先修学生上学的路。\r\n\r\n再修临崖的路。",
        **more,
    }


def disclosed(login: str = "transport", **more: Any) -> Disclosure:
    return Disclosure.disclose(account(login), **details(**more))


def topic() -> int:
    return version_of(f"disclosures:{visit().id}")


def test_the_categories_are_the_eight_of_the_programme() -> None:
    assert [category.label for category in C] == CATEGORIES


def test_what_a_host_discloses_is_on_record_and_told_to_the_visit(database: Database) -> None:
    with database.at():
        before = topic()
    with database.writing():
        entry = disclosed()
        assert entry.unit is unit("县交通运输局") and entry.kept_by is account("transport")
        assert entry.paragraphs == ["先修学生上学的路。", "再修临崖的路。"]
    with database.at():
        assert topic() == before + 1
        event = db.session.scalars(select(AuditEvent).filter_by(action="disclosure.disclose")).one()
        assert event.actor == account("transport").actor
        assert event.detail["title"] == "农村公路三年规划"


def test_what_is_no_host_of_the_visit_is_not_told_to_it(database: Database) -> None:
    with database.at():
        before = topic()
    with database.writing():
        disclosed("power")
    with database.at():
        assert topic() == before


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"title": "  "}, "标题"),
        ({"text": "\n \n"}, "内容"),
        ({"text": "路" * 2001}, "2001"),
        ({"title": "路" * 61}, "61"),
        ({"dated_on": THAT_DAY.date() + timedelta(days=1)}, "不能晚于今天"),
    ],
)
def test_what_says_nothing_or_has_not_happened_is_refused(
    database: Database, wrong: dict[str, Any], why: str
) -> None:
    with database.at(), pytest.raises(RuleBroken, match=why):
        disclosed(**wrong)


def test_only_the_own_unit_changes_it(database: Database) -> None:
    with database.writing():
        entry = disclosed()
    with database.at():
        entry = db.session.scalars(select(Disclosure)).one()
        with pytest.raises(RuleBroken, match="只能由县交通运输局修改"):
            entry.revise(account("power"), **details())
        with pytest.raises(RuleBroken, match="只能由县交通运输局修改"):
            entry.withdraw(account("power"), "写错了")
        assert entry.is_kept_by(account("transport"))
        assert not entry.is_kept_by(account("power"))
        assert not entry.is_kept_by(account("organiser"))


def test_a_unit_sees_its_own_and_the_office_all(database: Database) -> None:
    with database.writing():
        disclosed()
        disclosed("power", title="停电公告办法")
    with database.at():
        seen = {
            login: set(
                db.session.scalars(
                    Disclosure.visible_to(account(login)).with_only_columns(Disclosure.title)
                )
            )
            for login in ("transport", "power", "water", "organiser", "leader1")
        }
    both = {"农村公路三年规划", "停电公告办法"}
    assert seen == {
        "transport": {"农村公路三年规划"},
        "power": {"停电公告办法"},
        "water": set(),
        "organiser": both,
        "leader1": both,
    }


def test_what_was_withdrawn_is_kept_and_shown_no_more(database: Database) -> None:
    with database.writing():
        disclosed()
        disclosed(title="道路运输许可", category=C.LICENCES)
    with database.writing():
        entry = db.session.scalars(select(Disclosure).filter_by(category=C.PLANS)).one()
        with pytest.raises(RuleBroken, match="理由"):
            entry.withdraw(account("transport"), " ")
        entry.withdraw(account("transport"), "数字有误")
    with database.at():
        entry = db.session.scalars(select(Disclosure).filter_by(category=C.PLANS)).one()
        assert entry.is_withdrawn and entry.reason == "数字有误" and entry.text
        [host] = disclosure.hosts(visit())
        assert [one.title for one in host.disclosures] == ["道路运输许可"]
        assert C.PLANS in host.missing and C.LICENCES not in host.missing
        with pytest.raises(RuleBroken, match="已经撤下"):
            entry.revise(account("transport"), **details())
        with pytest.raises(RuleBroken, match="已经撤下"):
            entry.withdraw(account("transport"), "再撤一次")


def test_an_edit_of_what_a_colleague_changed_meanwhile_is_refused(database: Database) -> None:
    with database.writing():
        disclosed()
    with database.at():
        mine = db.session.scalars(select(Disclosure)).one()
        seen = mine.version
        db.session.expunge(mine)
    with database.writing():
        entry = db.session.scalars(select(Disclosure)).one()
        entry.revise(account("transport"), **details(title="四年规划"))
    with database.at():
        with pytest.raises(Stale):
            db.session.scalars(select(Disclosure)).one().expect(seen)
        db.session.expunge_all()
        db.session.add(mine)
        mine.title = "五年规划"
        with pytest.raises(StaleDataError):
            db.session.commit()
        db.session.rollback()
        assert db.session.scalars(select(Disclosure.title)).one() == "四年规划"


def test_a_host_of_two_stops_is_listed_once_and_knows_where_the_group_is(
    database: Database,
) -> None:
    with database.writing():
        visit().add_stop("system", kind=StopKind.ENTERPRISE, name="营业厅", unit=unit("县供电公司"))
        visit().add_stop(
            "system", kind=StopKind.PROJECT, name="S102工地", unit=unit("县交通运输局")
        )
        visit().add_stop("system", kind=StopKind.COMPOUND, name="大院", unit=None)
    with database.at():
        transport, power = disclosure.hosts(visit())
        assert [stop.name for stop in transport.stops] == ["县交通运输局", "S102工地"]
        assert transport.is_current and not power.is_current
        assert power.disclosures == [] and len(power.missing) == 8
        before = topic()
    with database.writing():
        visit().start(visit().stops[1], "system")
    with database.at():
        assert topic() == before + 1
        assert [host.is_current for host in disclosure.hosts(visit())] == [False, True]


def test_the_overview_counts_what_is_shown_and_names_hosts_that_show_nothing(
    database: Database,
) -> None:
    with database.writing():
        disclosed("power")
        disclosed("power", dated_on=date(2013, 5, 1))
        disclosed("power", category=C.RULES).withdraw(account("power"), "写错了")
    with database.at():
        rows = {row[0].name: row[1:] for row in disclosure.overview()}
    assert rows == {"县交通运输局": (0, 0, None), "县供电公司": (2, 1, date(2013, 5, 1))}
