"""What stands where on printed paper, in mm from its upper left corner."""

import logging
import unicodedata
from typing import Any

import pdfplumber
import pytest
from PIL import Image, ImageChops

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # of fonts without a bounding box

MM = 25.4 / 72
TOP, BOTTOM, INNER, OUTER, WIDTH = 37, 35, 28, 26, 156  # of the 版心
LINES, CHARACTERS = 22, 28
DOTS = 254  # an inch: ten dots a millimetre
A4 = (210, 297)
RADICALS = {chr(code) for code in range(0x2E80, 0x2FE0)}
STRAY = str.maketrans("⻚⻓⻅⻋⻔戶⺠", "页长见车门户民")


def near(value: float, expected: float, tolerance: float = 1) -> bool:
    return abs(value - expected) <= tolerance


def usual(text: str) -> str:
    """Of look-alikes that a font draws with one glyph, the usual one."""
    found = "".join(unicodedata.normalize("NFKC", ch) if ch in RADICALS else ch for ch in text)
    return found.translate(STRAY)


class Line:
    """One line of print: its baseline from the paper's top, and its characters, in mm."""

    def __init__(self, height: float, chars: list[dict[str, Any]]) -> None:
        self.chars = sorted(chars, key=lambda char: char["x0"])
        self.baseline = (height - self.chars[0]["matrix"][5]) * MM
        self.left = self.chars[0]["x0"] * MM
        self.right = self.chars[-1]["x1"] * MM
        self.size = self.chars[0]["size"]
        self.text = usual("".join(char["text"] for char in self.chars))

    @property
    def is_full(self) -> bool:
        """Nothing but Chinese, from edge to edge."""
        return len(self.chars) == CHARACTERS and self.right - self.left > WIDTH - 1


def lines_of(page: Any) -> list[Line]:
    found: dict[float, list[dict[str, Any]]] = {}
    for char in page.chars:
        if char["text"].strip():
            found.setdefault(round(char["matrix"][5], 1), []).append(char)
    return [Line(float(page.height), found[y]) for y in sorted(found, reverse=True)]


def body_of(lines: list[Line]) -> list[Line]:
    return [line for line in lines if abs(line.size - 16) < 0.1]


def masks(sheet: pdfplumber.page.Page) -> tuple[Image.Image, Image.Image]:
    """Where the sheet is red, and where it is black."""
    red, green, _ = sheet.to_image(resolution=DOTS).original.convert("RGB").split()
    dark = green.point(lambda value: 255 * (value < 140))
    bright = red.point(lambda value: 255 * (value > 170))
    is_red = ImageChops.multiply(dark, bright)
    return is_red, ImageChops.subtract(dark, is_red)


def box(mask: Image.Image, top: float = 0, bottom: float = A4[1]) -> tuple[float, ...]:
    """Left, top, right and bottom of what is marked between two heights, in mm."""
    strip = mask.crop((0, round(top * 10), mask.width, round(bottom * 10)))
    left, upper, right, lower = strip.getbbox() or pytest.fail("nothing there")
    return left / 10, top + upper / 10, right / 10, top + lower / 10


def bands(mask: Image.Image) -> list[tuple[float, float]]:
    """The dark stretches from top to bottom, in mm."""
    rows = mask.resize((1, mask.height), Image.Resampling.BOX).point(lambda v: 255 * (v > 150))
    found, start = [], None
    for row, value in enumerate(rows.tobytes()):
        if value and start is None:
            start = row
        elif not value and start is not None:
            found.append((start / 10, row / 10))
            start = None
    return found
