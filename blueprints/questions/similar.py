"""Like questions beside the one that is being decided: to merge it into, or to cite from."""

from flask import request

from blueprints.dates import full_day
from models import Question, db
from models.suggestion import Suggestion, suggestions


def similar(question: Question) -> list[tuple[Suggestion, str]]:
    """The suggestions, each with what may be cited from it."""
    return [(each, citation(each.question)) for each in suggestions(question)]


def picked() -> int | None:
    """Which question was picked to merge into, where the page has no scripts to mark it."""
    return request.args.get("into", type=int)


def cited() -> str:
    """What was picked to be cited into the answer, likewise."""
    source = db.session.get(Question, request.args.get("cite", 0, type=int))
    return citation(source) if source else ""


def citation(question: Question) -> str:
    """第一期第 06 号已有答复：…… Empty when nothing was said to it yet."""
    said = [f"{question.speaker}：{question.answer}"] if question.answer else []
    promise, matter = question.promise, question.matter
    if promise:
        due = f"{promise.unit.name}承诺{full_day(promise.due_on)}前办结"
        said.append(due if promise.words == question.answer else f"{due}：{promise.words}")
    if matter:
        said.append(f"现为督办事项{matter.name}，{matter.state.label}")
    lines = "".join(line if line[-1] in "。！？" else f"{line}。" for line in said)
    return f"{question.visit.name}{question.name}已有答复。{lines}" if lines else ""
