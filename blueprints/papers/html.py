"""HTML: the paper as a page that prints from the browser, or as a file that stands alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from blueprints.papers.document import TORN, Paper, Style, spread
from blueprints.papers.faces import faces

LARGEST, WIDTH, SMALLEST = 36, 442, 18  # points; the width of the 版心
TEMPLATE = "papers/paper.html"


@dataclass(frozen=True)
class Links:
    """Where the page leads: back to its record, and to its other forms."""

    back: str
    word: str
    pdf: str
    more: tuple[tuple[str, str], ...] = ()


def page(paper: Paper, links: Links) -> str:
    """With its buttons, and what this server's PDF must do without."""
    return render_template(TEMPLATE, links=links, lacking=faces().missing, **_shown(paper))


def write(paper: Paper) -> bytes:
    """A file that needs no other: its styles and the script that lays its pages are in it."""
    folder = Path(str(current_app.static_folder))
    names = ["css/papers.css", *(["css/letter.css"] if paper.style is Style.LETTER else [])]
    styles = Markup("\n".join((folder / name).read_text("utf-8") for name in names))
    script = Markup((folder / "js/paper.js").read_text("utf-8"))
    template = current_app.jinja_env.get_template(TEMPLATE)
    found = template.render(links=None, styles=styles, script=script, **_shown(paper))
    return found.encode("utf-8", "replace")


def pixels(wide: float) -> float:
    """Of a column of `wide` mm. The outer borders are beside the columns: with them a table may not
    be wider than the 版心, or Chromium shrinks the whole paper."""
    return round(wide * 96 / 25.4 * (1 - 0.003), 1)


def _shown(paper: Paper) -> dict[str, Any]:
    long = max(1, len(paper.head.mark)) if paper.head else 1
    return {
        "paper": paper,
        "mark_size": max(min(LARGEST, WIDTH // long), SMALLEST),
        "kind_of": lambda block: type(block).__name__.lower(),
        "spread": spread,
        "pixels": pixels,
        "torn": TORN,
    }
