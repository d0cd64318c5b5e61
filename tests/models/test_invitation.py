"""Invitations, the open call and checking in, on both databases."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import (
    AgeGroup,
    Application,
    ApplicationChannel,
    Arrival,
    AuditEvent,
    CheckIn,
    Draw,
    DrawState,
    Invitation,
    InvitationKind,
    InvitationPlan,
    InvitationState,
    Representative,
    RuleBroken,
    Sex,
    StopKind,
    Visit,
    clock,
    db,
    rehearsal,
    secret,
)
from models.check_in import Attendance
from models.coverage import Coverage, Wish
from models.draw import decline
from models.lot import sha256
from tests.conftest import stored
from tests.models.conftest import THAT_DAY, Database, account, card, digits_of, unit, visit

TOWNS, WALKS = ["乾佑镇", "下梁镇", "小岭镇"], ["务农", "教师"]
CLOSES = THAT_DAY + timedelta(days=5)
AFTER = CLOSES + timedelta(hours=1)


def next_visit(day: date = date(2013, 7, 18)) -> Visit:
    return Visit.plan(day, "system")


def someone(name: str, telephone: str = "", town: str = "乾佑镇") -> Representative:
    return Representative.enrol(
        "system", name=name, sex=Sex.MALE, age_group=AgeGroup.OLDER, town=town, walk="务农",
        telephone=telephone,
    )  # fmt: skip


def open_call(of: Visit, places: int = 3) -> Draw:
    return Draw.open_call(
        of,
        account("organiser"),
        places=places,
        opens_at=THAT_DAY.replace(tzinfo=clock.SHANGHAI) - timedelta(days=1),
        closes_at=CLOSES.replace(tzinfo=clock.SHANGHAI),
        source="双色球第 2013082 期的开奖号码",
        towns=TOWNS,
        walks=WALKS,
        is_online=True,
    )


def apply(draw: Draw, number: int, **fields: object) -> Application:
    told = {
        "name": f"报名{number}",
        "sex": Sex.FEMALE,
        "age_group": AgeGroup.MIDDLE,
        "town": TOWNS[number % 3],
        "place": "一村",
        "walk": WALKS[number % 2],
        "is_resident": number % 4 != 0,
        "telephone": f"1390914{number:04}",
        "wishes": ["县水务局", "水务局", "医药产业园"],
    }
    one, _ = Application.hand_in(
        draw, f"client-{number}", ApplicationChannel.ONLINE, **{**told, **fields}
    )
    return one


def a_call_with(applications: int, places: int = 3) -> Draw:
    draw = open_call(next_visit(), places)
    for number in range(1, applications + 1):
        apply(draw, number)
    return draw


def the_draw() -> Draw:
    return db.session.scalars(db.select(Draw)).one()


def drawn(database: Database, applications: int = 9, places: int = 3) -> None:
    with database.writing():
        a_call_with(applications, places)
    with database.writing(AFTER):
        the_draw().freeze(account("organiser"))
    with database.writing(AFTER + timedelta(hours=1)):
        the_draw().draw(account("organiser"), "03 08 17 21 25 33 09")


def test_the_drawn_are_invited_and_a_declined_place_goes_to_the_substitute_of_the_town(
    database: Database,
) -> None:
    drawn(database)
    with database.writing(AFTER + timedelta(days=1)):
        draw, organiser = the_draw(), account("organiser")
        invited = Invitation.of(draw.visit)
        assert [one.kind for one in invited] == [InvitationKind.OPEN] * 3
        assert len({one.representative.town for one in invited}) == 3  # a third each
        first = invited[0]
        first.accept(organiser, ["县供电公司"])
        seat = first.card
        assert seat is not None and seat.seat == 1 and seat.is_active
        waiting = draw.substitutes
        moved = decline(first, organiser, "家里农忙")
        assert moved is not None and moved.replaces is first
        assert moved.representative.town == first.representative.town
        same = [one for one in waiting if one.town == first.representative.town]
        assert moved.representative.name == f"报名{same[0].number}"
        assert not seat.is_active and first.state is InvitationState.DECLINED
        with pytest.raises(RuleBroken, match="已经回复"):
            first.accept(organiser)


def test_when_no_substitute_is_left_the_place_stays_empty(database: Database) -> None:
    drawn(database, applications=3)
    with database.writing(AFTER + timedelta(days=1)):
        one = Invitation.of(the_draw().visit)[0]
        assert decline(one, account("organiser"), "有事") is None


def test_nothing_announced_and_nothing_drawn_can_be_changed_past_the_models(
    database: Database,
) -> None:
    drawn(database)
    for statement in (
        "UPDATE draw SET commitment = 'x'",
        "UPDATE draw SET public_number = '1'",
        "UPDATE draw SET places = 4",
        "UPDATE draw SET towns = '[\"乾佑镇\"]'",
        "UPDATE draw SET listing = '0001|乾佑镇|务农'",
        "UPDATE draw SET state = 'frozen', code = '', public_number = '', drawn_at = NULL",
        "DELETE FROM draw",
        "UPDATE application SET town = '小岭镇'",
        "UPDATE application SET left_out = 'x'",
        "UPDATE application SET withdrawn_at = applied_at",
        "DELETE FROM application",
        "UPDATE invitation SET state = 'invited', kind = 'directed'",
        "DELETE FROM invitation",
    ):
        with database.raw() as connection, pytest.raises(DatabaseError, match="再改|不能|只增"):
            connection.execute(text(statement))


def test_the_office_code_is_sealed_until_the_draw_and_fits_its_fingerprint(
    database: Database,
) -> None:
    with database.writing():
        a_call_with(4)
    with database.at():
        draw = the_draw()
        assert draw.code == "" and str(secret.unseal(draw.code_sealed)) not in stored()
    with database.writing(AFTER):
        the_draw().freeze(account("organiser"))
    with database.writing(AFTER):
        the_draw().draw(account("organiser"), "12 34")
    with database.at(AFTER):
        draw = the_draw()
        assert sha256(draw.code) == draw.commitment
        assert draw.public_number == "1234" and draw.state is DrawState.DRAWN
        assert draw.lot_with(draw.code, "1234").drawn == draw.lot.drawn


def test_the_list_is_fixed_after_the_end_once_and_drawn_from_once(database: Database) -> None:
    with database.writing():
        draw = a_call_with(4)
        with pytest.raises(RuleBroken, match="截止之后"):
            draw.freeze(account("organiser"))
        with pytest.raises(RuleBroken, match="名单公布之后"):
            draw.draw(account("organiser"), "1")
    with database.writing(AFTER):
        the_draw().freeze(account("organiser"))
        with pytest.raises(RuleBroken, match="名单已定"):
            the_draw().freeze(account("organiser"))
        with pytest.raises(RuleBroken, match="名单已定"):
            apply(the_draw(), 99)
        the_draw().draw(account("organiser"), "1")
        with pytest.raises(RuleBroken, match="不能再抽"):
            the_draw().draw(account("organiser"), "2")


def test_doubles_those_who_came_lately_and_those_asked_already_are_left_out(
    database: Database,
) -> None:
    with database.writing():
        came = card(1).representative
        came.change("system", telephone="13900000001")
        again = card(2).representative
        again.change("system", telephone="13900000002")
        draw = open_call(next_visit())
        asked = someone("受邀人", "13900000003")
        Invitation.direct(draw.visit, [asked], account("organiser"))
        apply(draw, 1)
        apply(draw, 2, name="报名1", telephone="139 0914 0001")
        apply(draw, 3, name=came.name, telephone="139-0000-0001")
        kept = apply(draw, 4, name=again.name, telephone="13900000002")
        kept.allow(account("organiser"), "第一期提的事还在办")
        apply(draw, 5, name="受邀人", telephone="13900000003")
        apply(draw, 6).withdraw(account("organiser"))
    with database.writing(AFTER):
        draw = the_draw()
        draw.freeze(account("organiser"))
        reasons = [one.left_out for one in draw.applications]
        assert reasons[0] == reasons[3] == "" and "先报的为准" in reasons[1]
        assert "参加过第一期，未满 12 个月" in reasons[2] and "定向邀请" in reasons[4]
        assert [one.number for one in draw.lot.entrants] == [1, 4]
        draw.draw(account("organiser"), "1")
    with database.at(AFTER):
        invited = {one.representative.name: one for one in Invitation.of(the_draw().visit)}
        assert invited[card(2).representative.name].allowed_reason == "第一期提的事还在办"
        assert invited[card(2).representative.name].representative_id == card(2).representative_id


def test_the_same_form_sent_twice_is_one_application_with_one_receipt(database: Database) -> None:
    with database.writing():
        draw = open_call(next_visit())
        told = {"name": "甲乙", "sex": Sex.MALE, "age_group": AgeGroup.OLDER, "town": "乾佑镇",
                "walk": "务农", "telephone": "13909140001", "wishes": []}  # fmt: skip
        sent = [
            Application.hand_in(draw, "one", ApplicationChannel.ONLINE, **told) for _ in range(2)
        ]
        assert sent[0][0] is sent[1][0] and sent[0][1] == sent[1][1]
        receipt = sent[0][1]
        assert Application.by_receipt(draw, receipt, "a", "d") is sent[0][0]
        assert Application.by_receipt(draw, "0" * 10, "a", "d") is None
        db.session.flush()
        assert receipt not in stored() and "13909140001" not in stored()


@pytest.mark.parametrize(
    ("hours", "channel", "why"),
    [
        (-30, ApplicationChannel.PAPER, "还没有开始"),
        (121, ApplicationChannel.ONLINE, "没有开放"),
        (121, ApplicationChannel.ON_BEHALF, "已经截止"),
    ],
)
def test_applications_come_in_their_time(
    on_sqlite: Database, hours: int, channel: ApplicationChannel, why: str
) -> None:
    on_sqlite.reset()
    with on_sqlite.writing():
        a_call_with(1)
    moment = THAT_DAY + timedelta(hours=hours)
    with on_sqlite.writing(moment), pytest.raises(RuleBroken, match=why):
        Application.hand_in(
                the_draw(), "late", channel, None, telephone="", wishes=[], town="乾佑镇",
                walk="务农", name="甲乙", sex=Sex.MALE, age_group=AgeGroup.OLDER,
            )  # fmt: skip


def test_nobody_is_asked_twice_within_the_months_without_a_reason(database: Database) -> None:
    with database.writing():
        later, much_later = next_visit(), next_visit(date(2014, 6, 20))
        came, organiser = card(3).representative, account("organiser")
        with pytest.raises(RuleBroken, match="第一期.*未满 12 个月.*理由"):
            Invitation.direct(later, [came], organiser)
        Invitation.direct(much_later, [came], organiser)  # twelve months to the day
        InvitationPlan.set(later, organiser, 30, 1)
        with pytest.raises(RuleBroken, match="未满 1 个月"):
            Invitation.direct(later, [came], organiser)
        one = Invitation.direct(later, [came], organiser, "事项还在办")[0]
        assert one.allowed_reason == "事项还在办"
        with pytest.raises(RuleBroken, match="已经在"):
            Invitation.direct(later, [came], organiser, "再来")


def test_coverage_tells_whom_nobody_stands_for(database: Database) -> None:
    with database.writing():
        of = next_visit()
        people = [someone("甲甲"), someone("乙乙", town="凤凰镇")]
        people[1].is_resident = False
        asked = Invitation.direct(of, people, account("organiser"))
        asked[0].decline(account("organiser"), "有事")
        seen = Coverage.of(of, Invitation.of(of))
        assert dict(seen.towns)["凤凰镇"] == 1 and "乾佑镇" in seen.missing_towns
        assert seen.newcomers == 1 and "教师" in seen.missing_walks and seen.women == 0


def test_wishes_are_counted_beside_the_plan(database: Database) -> None:
    with database.writing():
        of, organiser = next_visit(), account("organiser")
        of.add_stop("system", kind=StopKind.DEPARTMENT, name="县水务局", unit=unit("县水务局"))
        asked = Invitation.direct(
            of, [someone("甲甲"), someone("乙乙"), someone("丙丙")], organiser
        )
        asked[0].accept(organiser, ["县水务局", "水务局", " 医药产业园 "])
        asked[1].accept(organiser, ["水务局"])
        asked[2].accept(organiser, ["木耳厂"])
        decline(asked[2], organiser, "有事")
        assert [(one.name, one.count, one.stop) for one in Wish.all_of(of)] == [
            ("县水务局", 2, "第 1 站"),
            ("医药产业园", 1, ""),
        ]


def test_checking_in_counts_each_card_once_by_list_code_or_walk_in(database: Database) -> None:
    with database.writing():
        organiser = account("organiser")
        CheckIn.take(card(1), organiser)
        CheckIn.take(card(1), organiser)
        CheckIn.by_code(visit(), f"http://10.0.0.2:8000/card#{digits_of(2)}", organiser)
        CheckIn.by_code(visit(), "０００００００３", organiser)
        with pytest.raises(RuleBroken, match="不是第一期的代表证"):
            CheckIn.by_code(visit(), "12345678", organiser)
        CheckIn.walk_in(
            visit(), organiser, name="临时人", sex=Sex.MALE, age_group=AgeGroup.OLDER,
            town="乾佑镇", walk="务农",
        )  # fmt: skip
    with database.at():
        there = Attendance.of(visit())
        assert (there.expected, there.here, there.walk_ins) == (31, 4, 1)
        assert {one.arrival for one in there.arrived.values()} == set(Arrival)
    with database.writing():
        db.session.scalars(db.select(CheckIn).filter_by(card_id=card(1).id)).one().undo(
            account("organiser")
        )
        card(4).revoke("system")
        with pytest.raises(RuleBroken, match="已经注销"):
            CheckIn.take(card(4), account("organiser"))
    with database.at():
        assert Attendance.of(visit()).here == 3


def test_a_rehearsal_leaves_no_check_in(database: Database) -> None:
    with database.writing():
        of, organiser = next_visit(), account("organiser")
        one = Invitation.direct(of, [someone("甲甲")], organiser)[0]
        one.accept(organiser)
        rehearsal.rehearse(of, organiser)
        assert one.card is not None
        CheckIn.take(one.card, organiser)
        db.session.flush()
        rehearsal.end_rehearsal(of, organiser)
        assert Attendance.of(of).here == 0


def test_the_person_is_recognised_by_name_and_number_however_it_is_written(
    database: Database,
) -> None:
    with database.writing():
        one = someone("陈德厚", "139-0914-0001")
        assert Representative.recognised("陈德厚", "１３９ 0914 0001") is one
        assert Representative.recognised("陈德", "13909140001") is None
        assert Representative.recognised("陈德厚", "") is None
        other = someone("陈德厚", "13909140002")
        with pytest.raises(RuleBroken, match="同名同号"):
            other.change("system", telephone="139 0914 0001")
        other.change("system", town="小岭镇", telephone="")
        assert other.telephone == "" and other.telephone_mark == ""


def test_looking_at_a_whole_number_stays_on_record(database: Database) -> None:
    with database.writing():
        assert someone("陈德厚", "13909140001").show_telephone(account("organiser"))
    with database.at(datetime(2013, 6, 21)):
        acts = db.session.scalars(db.select(AuditEvent.action)).all()
        assert "representative.show_telephone" in acts and "13909140001" not in stored()
