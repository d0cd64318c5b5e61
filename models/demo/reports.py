"""Replays one report of misconduct of the demo."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from models.account import Account
from models.calendar import working_calendar
from models.clock import local
from models.demo import script
from models.demo.keys import client_id
from models.gate import GateKind
from models.opinion import Channel
from models.reply import ANSWER_DAYS, Level
from models.report import Report
from models.report_contents import Signature
from models.report_entry import Recipient, ReportEntryKind
from models.report_gate import ReportGate
from models.terms import COMPLEX_DAYS
from models.visit import Stop

if TYPE_CHECKING:
    from models.demo.build import Demo

NEXT_DAY = timedelta(days=1)
TAKES_IN = "mayongqiang"  # 县信访局, where letters and calls arrive


class ReportReplay:
    """The app itself names the investigators: the script's first is whoever was named first."""

    report: Report

    def __init__(
        self, demo: "Demo", visit: int, stops: dict[str, Stop], told: script.Report
    ) -> None:
        self.demo, self.visit, self.stops, self.told = demo, visit, stops, told

    def schedule(self) -> None:
        told, demo = self.told, self.demo
        demo.at(told.at, self._give)
        if told.investigators and told.named_at is not None:
            demo.at(told.named_at, lambda: self.report.opened(self._team(told.investigators[0])))
        if told.handover is not None:
            self._schedule_handover(told.handover)
        if told.memo is not None:
            memo = told.memo
            demo.at(memo.at, lambda: self._memo(memo))
            if memo.instructed_at is not None:
                demo.at(memo.instructed_at, lambda: self._instruct(memo))
        if told.confidence is not None:
            self._schedule_confidence(told.confidence)
        if told.rectify is not None:
            self._schedule_rectify(told.rectify)
        self._schedule_round(told)
        if told.again is not None:
            self._schedule_round(told.again)

    def _schedule_round(self, told: script.Report | script.Round) -> None:
        demo = self.demo
        for finding in told.findings:
            demo.at(finding.at, partial(self._find, finding))
        for gate in told.gates:
            demo.at(gate.at, partial(self._gate, gate))
            if gate.confirmed_at is not None:
                demo.at(gate.confirmed_at, partial(self._confirm, gate))
        if told.outcome_at is not None:
            by = str(told.outcome_by)
            demo.at(told.outcome_at, lambda: self.report.answer(self._team(by), told.outcome))
            self._schedule_end(told, told.outcome_at)

    def _schedule_handover(self, told: script.Handover) -> None:
        self.demo.at(
            told.at,
            lambda: self.report.hand_over(
                self._team(told.by), Recipient(told.to), told.receipt, ""
            ),
        )
        if told.result_at is not None:
            self.demo.at(
                told.result_at,
                lambda: self.report.record_result(self._team(told.by), told.result),
            )

    def _schedule_confidence(self, told: script.Confidence) -> None:
        demo = self.demo
        demo.at(told.at, lambda: self.report.ask_identity(self._team(told.by), told.reason))
        if told.opened_at is not None:
            second = told.opened_by
            demo.at(told.opened_at, lambda: self.report.open_identity(self._team(second), told.why))

    def _schedule_rectify(self, told: script.Rectify) -> None:
        demo = self.demo

        def propose() -> None:
            unit = demo.units[told.unit]
            self.report.rectify(self._team(told.by), unit, told.title, told.text)

        def take_up() -> None:
            (proposal,) = self.report.rectifications
            proposal.take_up(demo.staff[told.taken_by], COMPLEX_DAYS).assign(
                demo.staff[told.taken_by]
            )

        demo.at(told.at, propose)
        if told.taken_at is not None:
            demo.at(told.taken_at, take_up)

    def _schedule_end(self, told: script.Report | script.Round, outcome_at: script.Moment) -> None:
        """Rated or not, two investigators end it; the rating comes first, if one comes."""
        times = self.demo.times
        if told.rated_at is not None and told.rating:
            level = Level(told.rating)
            self.demo.at(told.rated_at, lambda: self.report.rate(level, told.words))
            end = times.moment(told.rated_at) + NEXT_DAY
        else:
            answered = times.moment(outcome_at)
            waited = working_calendar().after(local(answered).date(), ANSWER_DAYS + 1)
            end = answered + (waited - local(answered).date())
        if told.rating != Level.DISSATISFIED:
            self.demo.at(end, lambda: self.report.propose_closing(self.report.investigators[0]))
            self.demo.at(end + NEXT_DAY, lambda: self.report.close(self.report.investigators[1]))

    def _give(self) -> None:
        told, demo = self.told, self.demo
        unit = demo.units[told.unit] if told.unit else None
        key, person = client_id(self.visit, told.key), told.person or ""
        if told.channel == "on_site":
            self.report, _ = Report.give(
                demo.cards[self.visit, told.seat or 1],  # without a name it leaves no trace
                told.text,
                key,
                stop=self.stops[told.stop] if told.stop else None,
                unit=unit,
                person=person,
                signature=Signature(told.signature) if told.seat else Signature.ANONYMOUS,
            )
            return
        self.report, _ = Report.take_in(
            demo.staff[TAKES_IN],
            demo.visits[self.visit],
            told.text,
            key,
            channel=Channel(told.channel),
            unit=unit,
            person=person,
            card=demo.cards[self.visit, told.seat] if told.seat else None,
            signature=Signature(told.signature),
        )

    def _team(self, login: str) -> Account:
        """Who was named stands in for whom the script names, in the same order."""
        names = self.told.investigators
        place = names.index(login) if login in names else 0
        team = self.report.investigators
        return team[min(place, len(team) - 1)]

    def _find(self, told: script.Finding) -> None:
        self.report.find(self._team(told.by), told.text)

    def _memo(self, told: script.Memo) -> None:
        leader = self.demo.staff[told.leader]
        self.report.report_up(self._team(told.by), leader, told.text)

    def _instruct(self, told: script.Memo) -> None:
        leader = self.demo.staff[told.leader]
        entry = next(e for e in reversed(self.report.entries) if e.kind is ReportEntryKind.MEMO)
        self.report.instruct(leader, entry, told.instruction)

    def _find_gate(self, told: script.GateEvidence) -> ReportGate:
        return next(gate for gate in self.report.gates if gate.kind is GateKind(told.gate))

    def _gate(self, told: script.GateEvidence) -> None:
        gate, by = self._find_gate(told), self._team(told.by)
        if told.not_applicable:
            gate.waive(by, told.text)
        else:
            gate.pass_(by, told.text)

    def _confirm(self, told: script.GateEvidence) -> None:
        gate = self._find_gate(told)
        others = [each for each in self.report.investigators if each.id != gate.signer_id]
        gate.confirm_waiver(others[0])
