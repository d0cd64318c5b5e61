"""Replays one matter of the demo, step by step."""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from docx import Document

from models.closing import Closing, SignOff
from models.demo import script
from models.gate import Gate, GateKind
from models.matter import Matter
from models.question import Question
from models.regrouping import merge, split
from models.reply import Asker, Level, Rating, Reply
from models.terms import MatterKind, Result, Way

if TYPE_CHECKING:
    from models.demo.build import Demo


class MatterReplay:
    """From 受理 to wherever its script leaves it."""

    matter: Matter

    def __init__(self, demo: "Demo", visit: int, told: script.Matter) -> None:
        self.demo, self.visit, self.told = demo, visit, told

    def schedule(self) -> None:
        self.demo.at(self.told.registered_at, self._register)
        for step in self.told.steps:
            self.demo.at(step.at, self._play(step))

    def _register(self) -> None:
        told, units = self.told, self.demo.units
        sources = [self.demo.sources[self.visit, key] for key in told.sources]
        promises = [
            source.promise if isinstance(source, Question) and source.promise else source
            for source in sources
        ]
        self.matter = Matter.register(
            self.demo.staff[told.registered_by],
            kind=MatterKind(told.kind),
            title=told.title,
            way=Way(told.way),
            lead=units[told.lead],
            sources=promises,
            assisting=[units[key] for key in told.assisting],
            requirement=told.requirement,
            days=told.days,
            promised_on=self.demo.times.day(told.due) if told.due is not None else None,
            extra_gates=[GateKind(kind) for kind in told.extra_gates],
        )

    def _play(self, step: script.Step) -> Callable[[], None]:
        def play() -> None:
            act = getattr(self, f"_{step.do}")
            act(step, self.demo.person(step.by, self.visit))

        return play

    def _gate(self, step: script.Step) -> Gate:
        return next(gate for gate in self.matter.gates if gate.kind.value == step.gate)

    def _asker(self, who: str) -> Asker:
        card = self.demo.card(who, self.visit)
        return next(asker for asker in self.matter.askers if asker.card is card)

    def _assign(self, step: script.Step, by: Any) -> None:
        self.matter.assign(by)

    def _reassign(self, step: script.Step, by: Any) -> None:
        self.matter.assign(by, lead=self.demo.units[step.unit])

    def _sign(self, step: script.Step, by: Any) -> None:
        self.matter.sign(by)

    def _progress(self, step: script.Step, by: Any) -> None:
        self.matter.progress(by, step.text)

    def _plan(self, step: script.Step, by: Any) -> None:
        self.matter.plan(by, step.text)

    def _stage(self, step: script.Step, by: Any) -> None:
        self.matter.finish_stage(by, step.text, [(f"{step.words}.docx", sheet(step))])

    def _split(self, step: script.Step, by: Any) -> None:
        split(
            self.matter,
            by,
            title=step.words,
            way=self.matter.way,
            lead=self.demo.units[step.unit],
            requirement=step.text,
        )

    def _merge(self, step: script.Step, by: Any) -> None:
        merge(self.matter, self.demo.matters[self.visit, step.words].matter, by, step.text)

    def _finish_part(self, step: script.Step, by: Any) -> None:
        self.matter.finish_part(by, step.text)

    def _extension(self, step: script.Step, by: Any) -> None:
        assert step.until is not None
        self.matter.ask_extension(by, self.demo.times.day(step.until), step.text)

    def _grant_extension(self, step: script.Step, by: Any) -> None:
        self.matter.decide_extension(by, True, step.text)

    def _refuse_extension(self, step: script.Step, by: Any) -> None:
        self.matter.decide_extension(by, False, step.text)

    def _send_back(self, step: script.Step, by: Any) -> None:
        self.matter.send_back(by, self.demo.units[step.unit], step.text)

    def _urge(self, step: script.Step, by: Any) -> None:
        self.matter.urge(by, step.text)

    def _report(self, step: script.Step, by: Any) -> None:
        planned = self.demo.times.day(step.until) if step.until is not None else None
        self.matter.report(by, step.text, Result(step.result), planned)

    def _rework(self, step: script.Step, by: Any) -> None:
        self.matter.rework(by, step.text)

    def _pass_gate(self, step: script.Step, by: Any) -> None:
        self._gate(step).pass_(by, step.text)

    def _waive_gate(self, step: script.Step, by: Any) -> None:
        self._gate(step).waive(by, step.text)

    def _confirm_waiver(self, step: script.Step, by: Any) -> None:
        self._gate(step).confirm_waiver(by)

    def _reply(self, step: script.Step, by: Any) -> None:
        Reply.send(self.matter, by, step.text)

    def _rate(self, step: script.Step, by: Any) -> None:
        Rating.give(self._asker(step.by), by, Level(step.level), step.words)

    def _rate_by_phone(self, step: script.Step, by: Any) -> None:
        asker = self._asker(step.seat)
        caller = asker.card.representative.name
        Rating.key_in(asker, by, Level(step.level), step.words, caller, step.telephone)

    def _rate_on_paper(self, step: script.Step, by: Any) -> None:
        asker = self._asker(step.seat)
        signed_by = asker.card.representative.name
        Rating.from_paper(asker, by, Level(step.level), step.words, signed_by)

    def _escalate(self, step: script.Step, by: Any) -> None:
        self.matter.escalate(by, step.text)

    def _sign_off(self, step: script.Step, by: Any) -> None:
        SignOff.give(self.matter, by, step.text)

    def _propose_closing(self, step: script.Step, by: Any) -> None:
        Closing.propose(self.matter, by)

    def _close(self, step: script.Step, by: Any) -> None:
        closing = self.matter.pending_closing
        assert closing is not None
        closing.confirm(by)


def sheet(step: script.Step) -> bytes:
    """现场核验单, as a unit would attach it."""
    document = Document()
    document.add_heading(step.words, level=1)
    document.add_paragraph(step.text)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
