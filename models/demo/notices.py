"""Replays one supervision notice of the demo: drafted, issued, signed for, answered."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from models import clock
from models.demo import script
from models.demo.matters import MatterReplay
from models.notice import Notice

if TYPE_CHECKING:
    from models.demo.build import Demo

ANSWER = "已按通知要求逐件明确责任人和完成时间，办理进展和佐证材料记在各督办事项下。"


class NoticeReplay:
    """From 起草 to 回复, which came three working days after 签收, and 销号."""

    notice: Notice

    def __init__(
        self, demo: "Demo", matters: Mapping[str, MatterReplay], told: script.Notice
    ) -> None:
        self.demo, self.matters, self.told = demo, matters, told

    def schedule(self) -> None:
        told = self.told
        self.demo.at(told.drafted_at, self._draft)
        self.demo.at(told.issued_at, lambda: self.notice.issue(self.demo.staff[told.issued_by]))
        if told.signed_at is not None:
            self.demo.at(told.signed_at, self._sign)
            signed_on = clock.local(self.demo.times.moment(told.signed_at)).date()
            answered_on = self.demo.times.calendar.after(signed_on, 3)
            self.demo.at(f"{answered_on} 16:30", self._answer)

        if told.cleared_at is not None:
            self.demo.at(told.cleared_at, self._clear)

    def _clear(self) -> None:
        self.notice.clear(self.demo.staff[self.told.cleared_by], self.told.clearing)

    def _draft(self) -> None:
        told, drafter = self.told, self.demo.staff[self.told.drafted_by]
        self.notice = Notice.draft(
            drafter,
            unit=self.demo.units[told.unit],
            matters=[self.matters[key].matter for key in told.matters],
            title="",
            text=told.text,
        )
        assert self.notice.grade.value == told.grade
        self.notice.submit(drafter)

    def _sign(self) -> None:
        if self.told.by_paper:
            by = self.demo.staff[self.told.drafted_by]
            self.notice.sign_on_paper(by, self.told.by_paper, clock.today())
            return
        self.notice.sign(self.demo.staff[str(self.told.signed_by)])

    def _answer(self) -> None:
        if self.told.by_paper:
            by = self.demo.staff[self.told.drafted_by]
            self.notice.reply_on_paper(by, self.told.by_paper, clock.today(), ANSWER)
            return
        self.notice.reply(self.demo.staff[str(self.told.signed_by)], ANSWER)
