"""Writing a draft: the whole text before it goes out, paragraph by paragraph afterwards."""

from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import viewer
from blueprints.hearing.area import back, bp, edition, load, may_hold, may_see, may_write
from blueprints.hearing.forms import ActForm
from blueprints.hearing.writing_forms import IssueForm, PassageForm, TextForm
from blueprints.pages import page
from models import Comment, Draft, DraftState, DraftVersion, Passage, db
from models.draft_changes import changes


def _working(draft: Draft) -> DraftVersion:
    """What is being written now, of a draft that this person may write."""
    draft.refuse_unless_kept_by(viewer())
    return draft.working or abort(404)


def known(draft: Draft) -> list[Comment]:
    """The comments that a change may come from."""
    return [one for one in draft.comments if one.is_adopted]


@bp.get("/<int:draft_id>/text")
@may_write
def text(draft_id: int) -> Response:
    return _text(load(draft_id))


def _text(draft: Draft, status: int = 200, **failed: Any) -> Response:
    if not draft.is_kept_by(viewer()):
        abort(404)
    if draft.state is DraftState.DRAFTING:
        version = draft.versions[-1]
        form = failed.get("form") or TextForm(
            formdata=None, text=version.text, version=draft.version
        )
        return page(
            "hearing/text.html",
            "main",
            status,
            draft=draft,
            edition=version,
            form=form,
            conflict=failed.get("conflict", False),
        )
    version = draft.working or abort(404)
    sources = known(draft)
    forms = {one.id: PassageForm.of(one, sources) for one in version.passages}
    forms |= failed.get("forms", {})
    adding = {one.id: PassageForm(f"a{one.id}", sources, formdata=None) for one in version.passages}
    for form in adding.values():
        form.version.data = draft.version
    adding |= failed.get("adding", {})
    return page(
        "hearing/revision.html",
        "main",
        status,
        draft=draft,
        edition=version,
        changes=changes(version),
        forms=forms,
        adding=adding,
        failed={*failed.get("forms", ()), *(f"a{key}" for key in failed.get("adding", ()))},
        conflict=failed.get("conflict"),
        issuing=failed.get("issuing") or IssueForm(formdata=None, version=draft.version),
    )


@bp.post("/<int:draft_id>/text")
@may_write
def write(draft_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), TextForm()
    valid = form.validate_on_submit()
    if not draft.is_kept_by(viewer()):
        abort(404)
    if draft.state is DraftState.DRAFTING:  # what is out is refused by its own rule
        if form.version.is_behind(draft.version):
            return _text(draft, 409, form=form, conflict=True)
        if not valid:
            return _text(draft, 422, form=form)
    draft.versions[0].write(viewer(), form.text.data or "")
    db.session.commit()
    flash("已保存，下面是切开的样子")
    return redirect(url_for(".text", draft_id=draft.id), 303)


# ---- 修改稿 --------------------------------------------------------------------------------------


@bp.post("/<int:draft_id>/versions")
@may_write
def revise(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    draft.expect(ActForm().version.data)
    DraftVersion.revise(draft, viewer())
    db.session.commit()
    return redirect(url_for(".text", draft_id=draft.id), 303)


def _passage(draft: Draft, passage_id: int) -> Passage:
    passages = _working(draft).passages
    return next((one for one in passages if one.id == passage_id), None) or abort(404)


def _written(draft: Draft, told: str, anchor: str) -> ResponseReturnValue:
    db.session.commit()
    flash(told)
    return redirect(url_for(".text", draft_id=draft.id, _anchor=anchor), 303)


@bp.post("/<int:draft_id>/passages/<int:passage_id>")
@may_write
def rewrite(draft_id: int, passage_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    passage = _passage(draft, passage_id)
    form = PassageForm(f"p{passage.id}", known(draft))
    valid = form.validate_on_submit()
    if form.version.is_behind(passage.version):
        return _text(draft, 409, forms={passage.id: form}, conflict=passage)
    if not valid:
        return _text(draft, 422, forms={passage.id: form})
    passage.edition.rewrite(passage, viewer(), form.words.data or "", form.chosen)
    return _written(draft, "已保存这一段", f"g{passage.paragraph_id}")


@bp.post("/<int:draft_id>/passages/<int:passage_id>/next")
@may_write
def insert(draft_id: int, passage_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    passage = _passage(draft, passage_id)
    form = PassageForm(f"a{passage.id}", known(draft))
    if not form.validate_on_submit():
        return _text(draft, 422, adding={passage.id: form})
    passage.edition.insert(viewer(), passage, form.words.data or "", form.chosen)
    return _written(draft, "已加上", f"g{passage.paragraph_id}")


@bp.post("/<int:draft_id>/passages/<int:passage_id>/removal")
@may_write
def remove(draft_id: int, passage_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    passage = _passage(draft, passage_id)
    passage.expect(ActForm().version.data)
    version = passage.edition
    version.remove(passage, viewer())
    return _written(draft, "已删去，还能恢复", f"g{passage.paragraph_id}")


@bp.post("/<int:draft_id>/paragraphs/<int:paragraph_id>/restoration")
@may_write
def restore(draft_id: int, paragraph_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    version = _working(draft)
    wanted = next((one for one in draft.paragraphs if one.id == paragraph_id), None) or abort(404)
    draft.expect(ActForm().version.data)
    version.restore(wanted, viewer())
    return _written(draft, "已恢复", f"g{paragraph_id}")


@bp.post("/<int:draft_id>/versions/issue")
@may_hold
def issue(draft_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), IssueForm()
    version = _working(draft)
    if not form.validate_on_submit():
        return _text(draft, 422, issuing=form)
    draft.expect(form.version.data)
    version.issue(viewer(), form.note.data or "")
    return back(draft, f"{version.name}已定稿")


@bp.post("/<int:draft_id>/versions/drop")
@may_write
def drop(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    version = _working(draft)
    draft.expect(ActForm().version.data)
    version.drop(viewer())
    return back(draft, "已放弃修改稿")


@bp.get("/<int:draft_id>/versions/<int:number>")
@may_see
def version(draft_id: int, number: int) -> Response:
    """What changed in it, and whose comments it came from."""
    draft = load(draft_id)
    found = edition(draft, number)
    if found.before is None:
        abort(404)
    return page("hearing/version.html", "main", draft=draft, edition=found, changes=changes(found))
