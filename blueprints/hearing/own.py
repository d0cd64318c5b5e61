"""听政议政 on the tablet: a draft to read and to comment on, paragraph by paragraph."""

from typing import Any
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import HiddenField, TextAreaField, ValidationError

from blueprints.access import public, requires, viewer
from blueprints.forms import Form
from blueprints.hearing.forms import ActForm, VersionField, whole, worded
from blueprints.intake import LARGEST, at_most
from blueprints.live import region
from blueprints.pages import page
from blueprints.slip import sender, slip_of, wants_data
from models import Card, Comment, Draft, DraftParagraph, DraftState, DraftVersion, Permission, db
from models.comment import LONGEST
from models.draft_changes import changes

bp = Blueprint("commenting", __name__, url_prefix="/mine/drafts")
may_comment = requires(Permission.SUBMISSION_GIVE)
LARGEST_COMMENT = 64 * 1024  # the longest text of the thickest characters, as a form sends it


class CommentForm(Form):
    """提意见. It comes with a slip, which stands in place of a CSRF token."""

    class Meta(Form.Meta):
        csrf = False

    client_id = HiddenField()
    paragraph_id = HiddenField()
    read = HiddenField()  # the number of the version in hand
    text = TextAreaField("意见", [worded(LONGEST, "请写下意见")])

    def validate_client_id(self, field: HiddenField) -> None:
        try:
            field.data = str(UUID(field.data))
        except (TypeError, ValueError):
            raise ValidationError("页面不完整，请刷新后再提交") from None

    @property
    def problems(self) -> str:
        return "；".join(str(error) for errors in self.errors.values() for error in errors)


class CorrectionForm(Form):
    """更正自己的意见."""

    text = TextAreaField("您的意见", [worded(LONGEST, "请写下意见")])
    version = VersionField()


def _own(draft_id: int) -> Draft:
    found: Draft = db.one_or_404(Draft.of_card(viewer()).where(Draft.id == draft_id))
    return found


def topic_of(key: str) -> str:
    """`3-17` is the draft 3 as card 17 has commented on it."""
    return f"card:{key.partition('-')[2]}"  # Card.topic


def may_follow(who: Any, key: str) -> bool:
    draft_id, _, card_id = key.partition("-")
    own = bool(who.may(Permission.SUBMISSION_GIVE)) and str(who.id) == card_id
    return own and draft_id.isdecimal() and len(draft_id) < 10


@region("comments", topic=topic_of, admits=may_follow)
def of_card(key: str) -> str:
    """What one card has said of a draft; nothing where it is not asked about it."""
    draft_id, _, card_id = key.partition("-")
    card = db.get_or_404(Card, whole(card_id))
    draft = db.session.scalar(Draft.of_card(card).where(Draft.id == whole(draft_id)))
    if draft is None:
        return ""
    comments = Comment.of_card(draft, card)
    return render_template("hearing/_mine.html", draft=draft, comments=comments)


@bp.get("")
@may_comment
def index() -> Response:
    drafts = db.session.scalars(Draft.of_card(viewer())).all()
    own = {one.id: Comment.of_card(one, viewer()) for one in drafts}
    return page("hearing/own_index.html", "main", drafts=drafts, own=own)


@bp.get("/<int:draft_id>")
@may_comment
def show(draft_id: int) -> Response:
    """`?at=12` opens the box at a paragraph, for whoever has no script."""
    draft = _own(draft_id)
    at = request.args.get("at", "")
    form = CommentForm(formdata=None, client_id=str(uuid4()), paragraph_id=at)
    return _page(draft, form)


def _page(draft: Draft, form: CommentForm, status: int = 200) -> Response:
    known = {str(one.paragraph_id): name for name, one in draft.shown.named}
    if form.paragraph_id.data not in known:
        form.paragraph_id.data = ""
    published = draft.state is DraftState.PUBLISHED
    revised = published and draft.shown.number > 1
    return page(
        "hearing/own.html",
        "main",
        status,
        draft=draft,
        edition=draft.shown,
        form=form,
        place=known.get(form.paragraph_id.data, "全文"),
        slip=slip_of(viewer()),
        longest=LONGEST,
        changes=changes(draft.shown) if revised else [],
        others=[one for one in draft.comments if published and one.card_id != viewer().id],
        own={one.id for one in draft.comments if one.card_id == viewer().id},
    )


@bp.post("/<int:draft_id>/comments")
@public
@at_most(LARGEST_COMMENT)
def give(draft_id: int) -> ResponseReturnValue:
    """For whoever has a slip; who is signed in has no say in whose comment it is."""
    author = sender()
    draft = db.session.scalar(Draft.of_card(author).where(Draft.id == draft_id)) or abort(404)
    form = CommentForm()
    if not form.validate():
        return _unfit(author, draft, form)
    paragraph = _paragraph(draft, form.paragraph_id.data or "")
    read = _version(draft, form.read.data or "")
    comment = Comment.give(
        draft, author, form.text.data or "", form.client_id.data or "", paragraph, read
    )
    db.session.commit()
    label = f"已收到，{comment.name}（{comment.place}）"
    if wants_data():
        return jsonify(id=comment.client_id, number=comment.number, label=label, code="")
    flash(label)
    return redirect(url_for(".show", draft_id=draft.id), 303)


def _unfit(author: Card, draft: Draft, form: CommentForm) -> Response:
    """What is wrong with it. Its page is shown to its author alone."""
    who = viewer()
    if wants_data() or not isinstance(who, Card) or who.id != author.id:
        abort(422, form.problems)
    form.client_id.data = form.client_id.data if not form.client_id.errors else str(uuid4())
    return _page(draft, form, 422)


def _paragraph(draft: Draft, named: str) -> DraftParagraph | None:
    """Where the page says that it belongs; a paragraph of another draft is none."""
    if not named:
        return None
    key = int(named) if named.isdecimal() and len(named) < 10 else LARGEST
    wanted = select(DraftParagraph).filter_by(id=key, draft_id=draft.id)
    found: DraftParagraph = db.session.scalar(wanted) or abort(404)
    return found


def _version(draft: Draft, named: str) -> DraftVersion | None:
    return next((one for one in draft.standing if str(one.number) == named), None)


@bp.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """The slip and the look at the origin stand in place of the CSRF token."""
    state.app.extensions["csrf"].exempt(give)


# ---- correcting ----------------------------------------------------------------------------------


def _comment(draft_id: int, comment_id: int) -> Comment:
    found = [one for one in Comment.of_card(_own(draft_id), viewer()) if one.id == comment_id]
    return found[0] if found else abort(404)


@bp.get("/<int:draft_id>/comments/<int:comment_id>")
@may_comment
def comment(draft_id: int, comment_id: int) -> Response:
    own = _comment(draft_id, comment_id)
    return _correcting(own, CorrectionForm(formdata=None, obj=own))


def _correcting(own: Comment, form: CorrectionForm, status: int = 200, **more: Any) -> Response:
    return page("hearing/correcting.html", "main", status, comment=own, form=form, **more)


@bp.post("/<int:draft_id>/comments/<int:comment_id>")
@may_comment
def correct(draft_id: int, comment_id: int) -> ResponseReturnValue:
    own, form = _comment(draft_id, comment_id), CorrectionForm()
    valid = form.validate_on_submit()
    if form.version.is_behind(own.version):
        return _correcting(own, form, 409, conflict=True)
    if not valid:
        return _correcting(own, form, 422)
    own.revise(viewer(), form.text.data or "")
    db.session.commit()
    flash(f"{own.name}已经改好")
    return redirect(url_for(".show", draft_id=draft_id), 303)


@bp.post("/<int:draft_id>/comments/<int:comment_id>/withdrawal")
@may_comment
def withdraw(draft_id: int, comment_id: int) -> ResponseReturnValue:
    own = _comment(draft_id, comment_id)
    own.expect(ActForm().version.data)
    own.withdraw(viewer())
    db.session.commit()
    flash(f"{own.name}已经撤回")
    return redirect(url_for(".show", draft_id=draft_id), 303)
