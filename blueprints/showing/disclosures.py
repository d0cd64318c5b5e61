"""政务公开: a unit keeps what it discloses; the office reads what all units disclose."""

from typing import Any

from flask import Response, abort, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.showing.area import bp
from blueprints.showing.forms import (
    ActForm,
    DisclosureForm,
    FileForm,
    RevisionForm,
    WithdrawalForm,
)
from models import (
    DirectoryEntry,
    Disclosure,
    DisclosureCategory,
    DisclosureFile,
    Permission,
    RuleBroken,
    Unit,
    db,
    disclosure,
)
from models.disclosure import TITLE
from models.wanted import Demand

P = Permission


def load(disclosure_id: int) -> Disclosure:
    """The entry, if its viewer may see it; else it does not exist."""
    found: Disclosure = db.one_or_404(
        Disclosure.visible_to(viewer()).where(Disclosure.id == disclosure_id)
    )
    return found


# ---- lists ---------------------------------------------------------------------------------------


@bp.get("/disclosures")
@requires(P.DISCLOSURE_KEEP, P.DISCLOSURE_READ)
def disclosures() -> Response:
    """To a handler the own unit's; to the office all units."""
    if not viewer().may(P.DISCLOSURE_READ):
        return _shelf(viewer().unit)
    return page("showing/overview.html", "main", rows=disclosure.overview())


@bp.get("/disclosures/units/<int:unit_id>")
@requires(P.DISCLOSURE_KEEP, P.DISCLOSURE_READ)
def unit(unit_id: int) -> Response:
    found = db.get_or_404(Unit, unit_id)
    if not viewer().may(P.DISCLOSURE_READ) and found.id != viewer().unit_id:
        abort(404)
    return _shelf(found)


def _shelf(of: Unit) -> Response:
    shelf = disclosure.Shelf(of, disclosure.disclosed_by([of]).get(of.id, []))
    gone = select(Disclosure).where(
        Disclosure.unit_id == of.id, Disclosure.withdrawn_at.is_not(None)
    )
    return page(
        "showing/unit.html",
        "main",
        shelf=shelf,
        withdrawn=db.session.scalars(gone.order_by(Disclosure.withdrawn_at.desc())).all(),
        keeps=viewer().may(P.DISCLOSURE_KEEP) and viewer().unit_id == of.id,
        demand=Demand.of(of),
        entry=DirectoryEntry.of(of),
    )


# ---- one entry -----------------------------------------------------------------------------------


@bp.get("/disclosures/new")
@requires(P.DISCLOSURE_KEEP)
def new_disclosure() -> Response:
    form = DisclosureForm()
    wanted = request.args.get("category")
    if wanted in list(DisclosureCategory):
        form.category.data = DisclosureCategory(wanted)
    form.title.data = request.args.get("about", "")[:TITLE]
    return page("showing/new_disclosure.html", "main", form=form)


@bp.post("/disclosures")
@requires(P.DISCLOSURE_KEEP)
def disclose() -> ResponseReturnValue:
    form = DisclosureForm()
    if not form.validate_on_submit():
        return page("showing/new_disclosure.html", "main", 422, form=form)
    entry = Disclosure.disclose(viewer(), **form.details())
    db.session.commit()
    flash(f"已公开「{entry.title}」，代表的平板上随即看得到；有文件要附的，在这里附上")
    return redirect(url_for(".entry", disclosure_id=entry.id), 303)


def _entry(entry: Disclosure, status: int = 200, **given: Any) -> Response:
    """The page of one entry; a form that came back wrong goes in place of the fresh one."""
    keeps = entry.is_kept_by(viewer())
    shown: dict[str, Any] = {"form": None, "withdrawal": None, "conflict": False}
    if keeps:
        shown["form"] = RevisionForm.of(entry)
        shown["withdrawal"] = WithdrawalForm(formdata=None, version=entry.version)
    shown |= given
    return page("showing/disclosure.html", "main", status, entry=entry, keeps=keeps, **shown)


@bp.get("/disclosures/<int:disclosure_id>")
@requires(P.DISCLOSURE_KEEP, P.DISCLOSURE_READ)
def entry(disclosure_id: int) -> Response:
    return _entry(load(disclosure_id))


@bp.post("/disclosures/<int:disclosure_id>")
@requires(P.DISCLOSURE_KEEP)
def revise(disclosure_id: int) -> ResponseReturnValue:
    entry, form = load(disclosure_id), RevisionForm()
    valid = form.validate_on_submit()
    if entry.is_kept_by(viewer()):  # a withdrawn one is refused by its own rule
        if form.version.data is not None and form.version.data != entry.version:
            form.version.data = entry.version  # sent again, it is meant
            form.version.raw_data = None
            return _entry(entry, 409, form=form, conflict=True)
        if not valid:
            return _entry(entry, 422, form=form)
    entry.revise(viewer(), **form.details())
    db.session.commit()
    flash("已保存，代表的平板上随即更新")
    return redirect(url_for(".entry", disclosure_id=entry.id), 303)


@bp.post("/disclosures/<int:disclosure_id>/withdrawal")
@requires(P.DISCLOSURE_KEEP)
def withdraw(disclosure_id: int) -> ResponseReturnValue:
    entry, form = load(disclosure_id), WithdrawalForm()
    if not form.validate_on_submit():
        return _entry(entry, 422, withdrawal=form)
    entry.expect(form.version.data)
    entry.withdraw(viewer(), form.reason.data or "")
    db.session.commit()
    flash(f"「{entry.title}」已撤下")
    return redirect(url_for(".disclosures"), 303)


# ---- its files -----------------------------------------------------------------------------------


@bp.post("/disclosures/<int:disclosure_id>/files")
@requires(P.DISCLOSURE_KEEP)
def attach(disclosure_id: int) -> ResponseReturnValue:
    entry, form = load(disclosure_id), FileForm()
    content = form.content
    if content is None:
        raise RuleBroken("请先选择文件")
    file = DisclosureFile.add(entry, *content, viewer())
    db.session.commit()
    flash(f"已附上「{file.name}」")
    return redirect(url_for(".entry", disclosure_id=entry.id, _anchor="files"), 303)


@bp.post("/disclosures/<int:disclosure_id>/files/<int:file_id>/removal")
@requires(P.DISCLOSURE_KEEP)
def detach(disclosure_id: int, file_id: int) -> ResponseReturnValue:
    entry, form = load(disclosure_id), ActForm()
    found = DisclosureFile.visible_to(viewer()).where(DisclosureFile.id == file_id)
    file = db.one_or_404(found.where(DisclosureFile.disclosure_id == entry.id))
    if not form.validate_on_submit():
        abort(400)
    entry.expect(form.version.data)
    file.remove(viewer())
    db.session.commit()
    flash(f"已撤下「{file.name}」")
    return redirect(url_for(".entry", disclosure_id=entry.id, _anchor="files"), 303)


@bp.get("/disclosures/files/<int:file_id>")
@requires(P.DISCLOSURE_KEEP, P.DISCLOSURE_READ, P.SUBMISSION_GIVE)
def file(file_id: int) -> Response:
    """A picture in the page, everything else to be saved."""
    found = db.one_or_404(DisclosureFile.visible_to(viewer()).where(DisclosureFile.id == file_id))
    return send_file(
        found.path,
        mimetype=found.mime,
        as_attachment=not found.is_picture,
        download_name=found.name,
        max_age=0,
    )
