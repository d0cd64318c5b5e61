"""Other processes that write to the same database: `python -m tests.models.worker` starts them.

It reads its settings as JSON from the first line, then commands: `start TASK COUNT` forks a writer
and prints `started PID`; `wait` prints `ended` when all have. Between them a writer prints what
was acknowledged, one line each, at once.
"""

import json
import os
import sys

from flask import Flask
from sqlalchemy import select

from app import create_app
from models import (
    AppraisalLevel,
    Evaluation,
    Marks,
    Question,
    begin_writing,
    clock,
    db,
    reminder,
)
from models.ballot import hand_in
from tests.models.conftest import THAT_DAY, account, card, registered


def ask(name: str) -> int:
    return Question.ask(card(1), "路灯不亮", name).number


def register(name: str) -> int:
    return registered(seats=()).number


def whole_way(name: str) -> int:
    """A question, and a matter that is handed out, signed for and begun: all of it or nothing."""
    number = ask(name)
    matter = registered(seats=())
    matter.assign(account("supervisor1"))
    matter.sign(account("transport"))
    db.session.flush()
    matter.progress(account("transport"), name)
    return number


def vote(name: str) -> int:
    """Seat after seat, whether or not it has voted before; returns the seat."""
    seat = int(name.rpartition("-")[2]) + 1
    evaluation = db.session.scalars(select(Evaluation)).one()
    levels = {one.id: AppraisalLevel.SATISFIED for one in evaluation.dimensions}
    marks = Marks(levels, None, f"第{seat}份")
    hand_in(evaluation, card(seat), {one.id: marks for one in evaluation.appraised})
    return seat


def reminded(_name: str) -> int:
    return reminder.remind()


TASKS = {
    "reminded": reminded,
    "ask": ask,
    "register": register,
    "vote": vote,
    "whole_way": whole_way,
}


def say(*words: object) -> None:
    """In one piece, or not at all."""
    os.write(1, " ".join([*map(str, words), "\n"]).encode())


def write(app: Flask, task: str, count: int) -> None:
    for place in range(count):
        with app.app_context(), clock.at(THAT_DAY):
            begin_writing()
            name = f"{os.getpid()}-{place}"
            number = TASKS[task](name)
            db.session.commit()
        say("wrote", name, number)


def main() -> None:
    app = create_app(json.loads(sys.stdin.readline()))
    children: list[int] = []
    for line in sys.stdin:
        command, *words = line.split()
        if command == "start":
            child = os.fork()  # nothing is connected yet, so nothing is shared
            if child == 0:
                write(app, words[0], int(words[1]))
                os._exit(0)
            children.append(child)
            say("started", child)
        else:
            codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
            children.clear()
            say("ended", *codes)


if __name__ == "__main__":
    main()
