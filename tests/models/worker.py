"""Another process that writes to the same database: `python -m tests.models.worker TASK COUNT`.

Its settings come from the environment. What was acknowledged is printed, one line each, at once.
"""

import os
import sys

from app import create_app
from models import Question, begin_writing, clock, db
from tests.models.conftest import THAT_DAY, account, card, gate_of, registered


def ask(name: str) -> int:
    return Question.ask(card(1), "路灯不亮", name).number


def register(name: str) -> int:
    return registered(seats=()).number


def whole_way(name: str) -> int:
    """A question, a matter handled and reported and one gate passed: all of it or nothing."""
    number = ask(name)
    matter = registered(seats=())
    matter.assign(account("supervisor1"))
    matter.sign(account("transport"))
    db.session.flush()
    matter.progress(account("transport"), name)
    gate_of(matter)
    return number


TASKS = {"ask": ask, "register": register, "whole_way": whole_way}


def main(task: str, count: int) -> None:
    app = create_app({"TESTING": True})
    print("ready", flush=True)
    sys.stdin.readline()
    for place in range(count):
        with app.app_context(), clock.at(THAT_DAY):
            begin_writing()
            name = f"{os.getpid()} {place}"
            number = TASKS[task](name)
            db.session.commit()
        print(f"{name}\t{number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
