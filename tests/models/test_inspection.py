"""Inspections: who plans and sees them, what they find, and what becomes of that."""

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from models import (
    AuditEvent,
    FindingState,
    GateKind,
    Inspection,
    InspectionFinding,
    InspectionKind,
    InspectionPhoto,
    InspectionState,
    Matter,
    MatterKind,
    Misconduct,
    Report,
    ReportChannel,
    RuleBroken,
    Signature,
    attachment,
    clock,
    db,
    version_of,
)
from tests.conftest import pdf
from tests.models.conftest import THAT_DAY, Database, account, card, unit

LEAD = "县交通运输局"
SECRET = "窗口收了钱不给票"
AFTER = THAT_DAY + timedelta(days=1)


def planned(**more: Any) -> Inspection:
    details: dict[str, Any] = {
        "kind": InspectionKind.COVERT,
        "unit": unit(LEAD),
        "place": "运管所窗口",
        "purpose": "看窗口在不在岗",
        "at": clock.now() + timedelta(hours=1),
        "visit": None,
        "staff": [account("supervisor1")],
        "cards": [card(1), card(2)],
    }
    return Inspection.plan(account("supervisor1"), **(details | more))


def found(inspection: Inspection, words: str = SECRET, **more: Any) -> InspectionFinding:
    by = more.pop("by", card(1))
    kind = Misconduct.IDLENESS
    return InspectionFinding.enter(inspection, by, kind, words, str(uuid4()), **more)


def held(**more: Any) -> Inspection:
    inspection = planned(at=clock.now() - timedelta(hours=2), **more)
    inspection.hold(account("supervisor1"), clock.now() - timedelta(hours=1), "到窗口看了一小时")
    return inspection


def photo() -> bytes:
    """With where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def seen_by(login: str) -> list[Inspection]:
    return list(db.session.scalars(Inspection.visible_to(account(login))))


def test_a_plan_is_known_to_those_who_hold_inspections_and_to_its_team(
    database: Database,
) -> None:
    with database.writing():
        one = planned()
        assert (one.name, one.state) == ("巡2013-001", InspectionState.PLANNED)
        assert seen_by("supervisor2") == seen_by("discipline1") == [one]
        assert seen_by("leader1") == seen_by("head") == []
        two = planned(staff=[account("leader1")])
        assert seen_by("leader1") == [two]
        assert list(db.session.scalars(Inspection.of_card(card(2)))) == [two, one]
        assert not db.session.scalars(Inspection.of_card(card(3))).all()
        one.hold(account("supervisor1"), clock.now(), "看过了")
        assert seen_by("head") == [one] and set(seen_by("leader1")) == {one, two}
        db.session.flush()
        told = [str(event["detail"]) for event in db.session.info["audit"]]
        assert not any(str(unit(LEAD).id) in each for each in told)


def test_nobody_sees_or_plans_an_inspection_of_their_own_unit(database: Database) -> None:
    with database.writing():
        office = unit("县政府办公室")
        with pytest.raises(RuleBroken, match="纪检监察"):
            planned(unit=office)
        of_office = Inspection.plan(
            account("discipline1"),
            kind=InspectionKind.SURPRISE,
            unit=office,
            place="",
            purpose="看值班",
            at=clock.now(),
            visit=None,
            staff=[account("discipline1")],
            cards=[],
        )
        assert seen_by("supervisor1") == seen_by("head") == []
        assert seen_by("discipline2") == [of_office]
        with pytest.raises(RuleBroken, match="应当回避"):
            of_office.revise(
                account("discipline1"),
                kind=InspectionKind.SURPRISE,
                unit=office,
                place="",
                purpose="看值班",
                at=clock.now(),
                visit=None,
                staff=[account("head")],
                cards=[],
            )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"unit": None, "place": " "}, "选择被巡查的单位"),
        ({"staff": []}, "至少选一名工作人员"),
        ({"purpose": " "}, "写明查什么"),
    ],
)
def test_a_plan_names_where_who_and_what_for(
    database: Database, more: dict[str, Any], why: str
) -> None:
    with database.at(), pytest.raises(RuleBroken, match=why):
        planned(**more)


def test_units_and_the_organiser_plan_none(database: Database) -> None:
    with database.at():
        for login in ("transport", "organiser", "leader1", "head"):
            with pytest.raises(RuleBroken):
                Inspection.plan(
                    account(login),
                    kind=InspectionKind.COVERT,
                    unit=unit("县水务局"),
                    place="",
                    purpose="看看",
                    at=clock.now(),
                    visit=None,
                    staff=[account("supervisor1")],
                    cards=[],
                )
        with pytest.raises(RuleBroken, match="不能参加"):
            planned(staff=[account("water")])


def test_the_first_finding_shows_that_it_is_held_and_comes_once(database: Database) -> None:
    with database.writing():
        later = planned(at=clock.now() + timedelta(days=2))
        with pytest.raises(RuleBroken, match="还没有到"):
            found(later)
        inspection = planned()
        with pytest.raises(RuleBroken, match="只有参加这次"):
            found(inspection, by=card(3))
        key = str(uuid4())
        kind = Misconduct.FORMALISM
        one = InspectionFinding.enter(inspection, card(1), kind, SECRET, key)
        assert InspectionFinding.enter(inspection, card(1), kind, SECRET, key) is one
        with pytest.raises(RuleBroken, match="上一条已经收到"):
            InspectionFinding.enter(inspection, card(1), kind, "另一句", key)
        assert inspection.state is InspectionState.HELD
        two = found(inspection, by=account("supervisor2"), found_by=card(2))
        assert [one.number, two.number] == [1, 2]
        assert (two.found_by, two.entered_by) == (card(2), account("supervisor2"))
        assert (one.text, one.kind) == (SECRET, Misconduct.FORMALISM)


def test_nothing_that_was_found_is_legible_in_rows_or_files(database: Database) -> None:
    with database.writing():
        inspection = planned()
        finding = found(inspection, photos=[("窗口.jpg", photo())])
        shown = finding.photos[0].file
        assert b"CANARY" not in shown.content and b"CANARY" in shown.as_it_came
        assert shown.size == len(photo()) and shown.name == "窗口.jpg"
        rows = db.session.execute(text("SELECT * FROM inspection_finding")).all()
        rows += db.session.execute(text("SELECT * FROM inspection_photo")).all()
        assert SECRET not in str(rows) and "窗口.jpg" not in str(rows)
        files = attachment._folder
        for name in (shown.original, shown.view):
            kept = (files / name).read_bytes()
            assert b"JFIF" not in kept and b"CANARY" not in kept
            assert (files / name).stat().st_mtime == 0
        with pytest.raises(RuleBroken, match="不是照片"):
            found(inspection, "又一条", photos=[("单据.pdf", pdf("a page"))])


def test_a_finding_becomes_a_matter_of_four_gates_that_its_team_rates(database: Database) -> None:
    with database.writing():
        finding = found(held())
        matter = finding.to_matter(
            account("supervisor1"),
            title="窗口在岗",
            requirement="整改值班",
            lead=unit(LEAD),
            days=7,
        )
        assert matter.kind is MatterKind.INSPECTION and matter.findings == [finding]
        assert {gate.kind for gate in matter.gates} == set(GateKind)
        assert [asker.card for asker in matter.askers] == [card(1), card(2)]
        assert (finding.state, finding.matter) == (FindingState.MATTER, matter)
        with pytest.raises(RuleBroken, match="已转督办"):
            finding.note(account("supervisor1"), "算了")


def test_what_was_only_noted_is_taken_up_after_all_and_in_no_other_way(database: Database) -> None:
    with database.writing():
        finding = found(held())
        finding.note(account("supervisor1"), "当场纠正")
        key = finding.id
    with database.writing():
        finding = db.session.get_one(InspectionFinding, key)
        assert finding.ways_on == ("matter",)
        with pytest.raises(RuleBroken, match="已记录"):
            finding.set_aside(account("supervisor1"), unit=None)
        finding.to_matter(
            account("supervisor1"), title="在岗", requirement="整改", lead=unit(LEAD), days=7
        )
    with database.at():
        finding = db.session.get_one(InspectionFinding, key)
        assert (finding.state, finding.noted) == (FindingState.MATTER, "当场纠正")
        assert finding.ways_on == ()


def test_its_outcome_is_told_once_everything_is_settled(database: Database) -> None:
    with database.writing():
        inspection = held()
        finding = found(inspection)
        before = version_of(card(1).topic)
        with pytest.raises(RuleBroken, match="还有发现的问题没有处理"):
            inspection.tell(account("supervisor1"), "都办了")
        finding.note(account("supervisor2"), "当场纠正")
        inspection.tell(account("supervisor1"), "窗口已补岗")
        for late in (
            lambda: inspection.hold(account("supervisor1"), clock.now(), "再改"),
            lambda: found(inspection, "晚到的一条"),
            lambda: inspection.tell(account("supervisor1"), "再反馈"),
        ):
            with pytest.raises(RuleBroken, match="已反馈"):
                late()
    with database.at():
        assert version_of(card(1).topic) > before
        actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        told = [one for one in actions if one.startswith("inspection.")]
        assert told == [f"inspection.{act}" for act in ("plan", "hold", "find", "note", "tell")]


def test_a_finding_set_aside_leaves_nothing_behind_and_its_finder_reads_the_outcome(
    database: Database,
) -> None:
    with database.writing():
        inspection = held()
        finding = found(inspection, photos=[("单据.jpg", photo())])
        before = {finding.photos[0].file.original, finding.photos[0].file.view}
    with database.at():
        versions = {name: version_of(name) for name in ("inspections", card(1).topic)}
        events = db.session.scalars(select(AuditEvent.id)).all()
    with database.writing(AFTER):
        finding = db.session.scalars(select(InspectionFinding)).one()
        report = finding.set_aside(account("supervisor1"), unit=unit(LEAD), person="王某")
        assert report.channel is ReportChannel.INSPECTION
        assert report.contents.signature is Signature.CONFIDENTIAL
    with database.at(AFTER):
        finding = db.session.scalars(select(InspectionFinding)).one()
        assert (finding.text, finding.kind, finding.photos) == ("", None, [])
        assert (finding.found_by, finding.entered_by, finding.settled_by) == (None, None, None)
        assert finding.state is FindingState.SET_ASIDE
        (report,) = Report.list_of(card(1))
        assert SECRET in report.contents.text and report.contents.person == "王某"
        assert account("supervisor1") not in report.investigators and len(report.team) == 2
        (kept,) = report.materials
        assert kept.file.as_it_came == photo() and kept.file.name == "单据.jpg"
        files = attachment._folder
        assert not any((files / name).exists() for name in before)
        assert db.session.scalars(select(AuditEvent.id)).all() == events
        assert {name: version_of(name) for name in versions} == versions


GUARDED = {
    "its words": "UPDATE inspection_finding SET sealed = 'x'",
    "its matter": "UPDATE inspection_finding SET matter_id = NULL",
    "its state": "UPDATE inspection_finding SET state = 'open'",
    "itself": "DELETE FROM inspection_finding",
    "its photos": "UPDATE inspection_photo SET sealed = 'x'",
    "a photo less": "DELETE FROM inspection_photo",
    "its inspection": "DELETE FROM inspection",
    "back to a plan": "UPDATE inspection SET state = 'planned'",
    "another unit": "UPDATE inspection SET unit_id = NULL",
    "told with open findings": "UPDATE inspection SET state = 'told', told = 'x', told_at = held_at"
    ", told_by_id = planned_by_id",
    "the team": "DELETE FROM inspection_member",
}


def test_the_database_keeps_a_finding_that_became_a_matter(database: Database) -> None:
    with database.writing():
        inspection = held()
        found(inspection, photos=[("窗口.jpg", photo())]).to_matter(
            account("supervisor1"),
            title="窗口在岗",
            requirement="整改值班",
            lead=unit(LEAD),
            days=7,
        )
        found(inspection, "还没有处理的一条")
    for what, sql in GUARDED.items():
        with database.raw() as connection, pytest.raises(DatabaseError):
            connection.execute(text(f"{sql}"))
            pytest.fail(what)
    with database.at():
        one = db.session.scalars(select(InspectionFinding).order_by(InspectionFinding.id)).first()
        assert one is not None and one.text == SECRET
        assert len(db.session.scalars(select(InspectionPhoto)).all()) == 1
        assert db.session.scalars(select(Matter)).one().findings == [one]


def test_a_step_that_fails_leaves_no_file_behind(database: Database) -> None:
    files = attachment._folder
    with database.writing():
        inspection = planned()
        key = inspection.id
    before = set(files.iterdir())
    with pytest.raises(ZeroDivisionError), database.writing():
        found(db.session.get_one(Inspection, key), photos=[("窗口.jpg", photo())])
        raise ZeroDivisionError
    assert set(files.iterdir()) == before
    with database.at():
        assert db.session.execute(update(Inspection).values(place="x")).rowcount == 1  # type: ignore[attr-defined]
        db.session.rollback()
