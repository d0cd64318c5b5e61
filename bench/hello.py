"""The yardstick H: what this gunicorn and this Flask reach when nothing has to be done."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "hello\n"
