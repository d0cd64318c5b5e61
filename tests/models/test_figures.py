"""The figures of a visit, against plain SQL that knows nothing of the models."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select, text

from models import Channel, Figures, Matter, Notice, Opinion, Report, Result, Visit, db
from tests.models.conftest import THAT_DAY, Database, account, card, registered, unit
from tests.models.test_minutes import prepare as decided

SQL = {
    "representatives": "SELECT count(*) FROM card WHERE visit_id = :v",
    "opinions": "SELECT count(*) FROM opinion WHERE visit_id = :v AND channel = 'on_spot'",
    "reports": "SELECT count(*) FROM report WHERE visit_id = :v AND channel = 'on_spot'",
    "units_noticed": "SELECT count(DISTINCT n.unit_id) FROM notice n"
    " JOIN notice_item i ON i.notice_id = n.id JOIN matter m ON m.id = i.matter_id"
    " WHERE m.visit_id = :v AND n.number IS NOT NULL",
    "matters": "SELECT count(*) FROM matter WHERE visit_id = :v",
}
GROUPED = {
    "matters_by_state": "SELECT state, count(*) FROM matter WHERE visit_id = :v GROUP BY state",
    "matters_by_kind": "SELECT kind, count(*) FROM matter WHERE visit_id = :v GROUP BY kind",
    "matters_by_unit": "SELECT u.name, count(*) FROM matter m JOIN unit u ON u.id = m.lead_id"
    " WHERE m.visit_id = :v GROUP BY u.name",
    "matters_by_result": "SELECT coalesce(r.result, 'none'), count(*) FROM matter m"
    " JOIN round r ON r.matter_id = m.id WHERE m.visit_id = :v AND NOT EXISTS"
    " (SELECT 1 FROM round s WHERE s.matter_id = m.id AND s.number > r.number)"
    " GROUP BY coalesce(r.result, 'none')",
}


def noticed(matter: Matter, to: str, issue: bool = True) -> Notice:
    notice = Notice.draft(
        account("supervisor1"), unit=unit(to), matters=[matter], title="", text="请办结"
    )
    notice.submit(account("supervisor1"))
    if issue:
        notice.issue(account("head"))
    return notice


def a_visit_with_everything() -> None:
    """Matters in several states; notices twice to one unit, once to another, one unissued."""
    power = registered(lead="县供电公司", seats=(1, 2))
    power.assign(account("supervisor1"), assisting=[unit("县水务局")])
    noticed(power, "县供电公司")
    noticed(power, "县供电公司")
    noticed(power, "县水务局", issue=False)
    done = registered(seats=(3,))
    done.assign(account("supervisor1"))
    noticed(done, "县交通运输局")
    done.sign(account("transport"))
    done.report(account("transport"), "已修好", Result.SOLVED)
    registered(seats=(4,))
    decided(issue=True)  # a meeting of the visit: one decision and one promise, of 县供电公司
    Opinion.enter(card(5), "会后来信", str(uuid4()), Channel.LETTER, account("supervisor1"))
    later = Visit.plan(THAT_DAY.date() + timedelta(days=30), "system")
    Opinion.enter(card(6), "下一期的", str(uuid4()), Channel.NETWORK, account("supervisor1"), later)
    Report.give(card(7), "镇上办事要等半天", str(uuid4()))


def test_plain_sql_gives_the_same_figures(database: Database) -> None:
    with database.writing():
        a_visit_with_everything()
    with database.at():
        first = db.session.scalars(select(Visit).filter_by(number=1)).one()
        told, which = Figures.of(first).as_json(), {"v": first.id}
        assert {key: told[key] for key in SQL} == {
            key: db.session.execute(text(sql), which).scalar_one() for key, sql in SQL.items()
        }
        for key, sql in GROUPED.items():
            counted = {row[0]: row[1] for row in db.session.execute(text(sql), which)}
            assert {name: count for name, count in told[key].items() if count} == counted, key
        assert (told["opinions"], told["reports"], told["units_noticed"]) == (4, 1, 2)
        assert told["matters"] == sum(told["matters_by_result"].values()) == 5
        assert told["matters_by_unit"] == {"县交通运输局": 2, "县供电公司": 3}
