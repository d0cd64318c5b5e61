"""县情 and 机构名录: kept by the organisers, each body's entry also by its own handler."""

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.showing.area import bp
from blueprints.showing.forms import ActForm, DirectoryForm, ProfileForm, ProfileRevisionForm
from models import DirectoryEntry, Permission, Profile, Unit, db
from models.profile import directory

P = Permission


@bp.get("/county")
@requires(P.VISIT_READ)
def county() -> Response:
    return page("showing/county.html", "main", sections=Profile.all(), bodies=directory())


# ---- 县情 ----------------------------------------------------------------------------------------


def load(section_id: int) -> Profile:
    section: Profile = db.get_or_404(Profile, section_id)
    return section if section.removed_at is None else abort(404)


def _section(
    form: ProfileForm, section: Profile | None, status: int = 200, conflict: bool = False
) -> Response:
    shown = {"form": form, "section": section, "conflict": conflict}
    return page("showing/section.html", "main", status, **shown)


@bp.get("/county/sections/new")
@requires(P.VISIT_MANAGE)
def new_section() -> Response:
    return _section(ProfileForm(), None)


@bp.post("/county/sections")
@requires(P.VISIT_MANAGE)
def add_section() -> ResponseReturnValue:
    form = ProfileForm()
    if not form.validate_on_submit():
        return _section(form, None, 422)
    section = Profile.add(viewer(), **form.details())
    db.session.commit()
    flash(f"已写入「{section.title}」，代表的平板上随即看得到")
    return redirect(url_for(".county"), 303)


@bp.get("/county/sections/<int:section_id>")
@requires(P.VISIT_MANAGE)
def section(section_id: int) -> Response:
    found = load(section_id)
    return _section(ProfileRevisionForm(formdata=None, obj=found), found)


@bp.post("/county/sections/<int:section_id>")
@requires(P.VISIT_MANAGE)
def revise_section(section_id: int) -> ResponseReturnValue:
    found, form = load(section_id), ProfileRevisionForm()
    valid = form.validate_on_submit()
    if form.version.data is not None and form.version.data != found.version:
        form.version.data, form.version.raw_data = found.version, None  # sent again, it is meant
        return _section(form, found, 409, conflict=True)
    if not valid:
        return _section(form, found, 422)
    found.revise(viewer(), **form.details())
    db.session.commit()
    flash("已保存，代表的平板上随即更新")
    return redirect(url_for(".county"), 303)


@bp.post("/county/sections/<int:section_id>/removal")
@requires(P.VISIT_MANAGE)
def remove_section(section_id: int) -> ResponseReturnValue:
    found, form = load(section_id), ActForm()
    if not form.validate_on_submit():
        abort(400)
    found.expect(form.version.data)
    found.remove(viewer())
    db.session.commit()
    flash(f"「{found.title}」已撤下")
    return redirect(url_for(".county"), 303)


# ---- 机构名录 ------------------------------------------------------------------------------------


def load_unit(unit_id: int) -> Unit:
    """A unit whose entry the viewer may write; else it does not exist."""
    unit: Unit = db.get_or_404(Unit, unit_id)
    return unit if DirectoryEntry.is_kept_by(unit, viewer()) else abort(404)


def _body(unit: Unit, form: DirectoryForm, status: int = 200, conflict: bool = False) -> Response:
    entry = DirectoryEntry.of(unit)
    shown = {"unit": unit, "entry": entry, "form": form, "conflict": conflict}
    return page("showing/body.html", "main", status, **shown)


@bp.get("/county/units/<int:unit_id>")
@requires(P.VISIT_MANAGE, P.DISCLOSURE_KEEP)
def body(unit_id: int) -> Response:
    unit = load_unit(unit_id)
    entry = DirectoryEntry.of(unit)
    data = {"telephone": unit.telephone, "version": 0}
    return _body(unit, DirectoryForm(formdata=None, obj=entry, data=None if entry else data))


@bp.post("/county/units/<int:unit_id>")
@requires(P.VISIT_MANAGE, P.DISCLOSURE_KEEP)
def keep_body(unit_id: int) -> ResponseReturnValue:
    unit, form = load_unit(unit_id), DirectoryForm()
    valid, entry = form.validate_on_submit(), DirectoryEntry.of(unit)
    seen = form.version.data
    if entry is not None and seen is not None and seen != entry.version:
        form.version.data, form.version.raw_data = entry.version, None  # sent again, it is meant
        return _body(unit, form, 409, conflict=True)
    if not valid:
        return _body(unit, form, 422)
    DirectoryEntry.keep(unit, viewer(), **form.details())
    db.session.commit()
    flash(f"已保存{unit.name}的名录")
    there = ".county" if viewer().may(P.VISIT_READ) else ".disclosures"
    return redirect(url_for(there), 303)
