"""核稿, 签发, 印发 and 更正: everybody's step on the way."""

from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import back, bp, load_to_write, overview
from blueprints.minutes.forms import (
    CopiesForm,
    CorrectionForm,
    ReturnForm,
    SignatureForm,
    VersionForm,
)
from models import Meeting, Permission
from models.correction import correct


def load_as_read(meeting_id: int) -> Meeting:
    """Nobody passes on a text that changed while they read it."""
    meeting = load_to_write(meeting_id)
    meeting.minutes.expect(VersionForm().version.data)
    return meeting


@bp.post("/<int:meeting_id>/copies")
@requires(Permission.MEETING_WRITE)
def copies(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    form = CopiesForm(meeting.minutes)
    if not form.validate_on_submit():
        return overview(meeting, 422, copies=form)
    meeting.minutes.expect(form.version.data)
    meeting.minutes.copy_to(viewer(), form.copies_to.data or "")
    return back(meeting, "抄送机关已保存")


@bp.post("/<int:meeting_id>/submission")
@requires(Permission.MEETING_WRITE)
def submit(meeting_id: int) -> ResponseReturnValue:
    meeting = load_as_read(meeting_id)
    meeting.minutes.submit(viewer())
    return back(meeting, "已送办公室领导核稿")


@bp.post("/<int:meeting_id>/return")
@requires(Permission.MEETING_ISSUE, Permission.MEETING_SIGN)
def send_back(meeting_id: int) -> ResponseReturnValue:
    meeting, form = load_to_write(meeting_id), ReturnForm()
    if not form.validate_on_submit():
        return overview(meeting, 422, returning=form)
    meeting.minutes.expect(form.version.data)
    meeting.minutes.send_back(viewer(), form.reason.data or "")
    return back(meeting, "已退回修改")


@bp.post("/<int:meeting_id>/review")
@requires(Permission.MEETING_ISSUE)
def review(meeting_id: int) -> ResponseReturnValue:
    meeting = load_as_read(meeting_id)
    meeting.minutes.review(viewer())
    return back(meeting, f"核稿通过，已送{meeting.chaired_by}签发")


@bp.post("/<int:meeting_id>/signature")
@requires(Permission.MEETING_SIGN)
def sign(meeting_id: int) -> ResponseReturnValue:
    meeting = load_as_read(meeting_id)
    meeting.minutes.sign(viewer())
    return back(meeting, "已签发，由办公室印发")


@bp.post("/<int:meeting_id>/paper-signature")
@requires(Permission.MEETING_ISSUE)
def sign_on_paper(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    form = SignatureForm(meeting)
    if not form.validate_on_submit():
        return overview(meeting, 422, signature=form)
    meeting.minutes.expect(form.version.data)
    meeting.minutes.sign_on_paper(viewer(), form.name.data or "", form.signed_on.data)
    return back(meeting, "已补录纸质签发")


@bp.post("/<int:meeting_id>/issue")
@requires(Permission.MEETING_ISSUE)
def issue(meeting_id: int) -> ResponseReturnValue:
    meeting = load_as_read(meeting_id)
    matters = meeting.minutes.issue(viewer())
    return back(meeting, f"纪要{meeting.minutes.name}已印发，{len(matters)} 条事项已转督办")


@bp.post("/<int:meeting_id>/correction")
@requires(Permission.MEETING_WRITE)
def begin_correction(meeting_id: int) -> ResponseReturnValue:
    meeting, form = load_to_write(meeting_id), CorrectionForm()
    if not form.validate_on_submit():
        return overview(meeting, 422, correcting=form)
    corrected = correct(meeting.minutes, viewer(), form.reason.data or "")
    return back(corrected, "更正稿已建立，改好后照样送核稿、签发、印发")
