"""A picture as a representative's tablet would take it, drawn here: the repository holds none."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (800, 600)


def opinion_box() -> bytes:
    """意见箱: a metal box on a wall, dust on its lid and rust at its lock."""
    random, photo = Random(2013), Image.new("RGB", SIZE, "#d9d2c3")
    draw = ImageDraw.Draw(photo)
    draw.rectangle((0, 430, 800, 600), fill="#8f8778")  # the skirting of the hall
    draw.rectangle((0, 424, 800, 432), fill="#b9b2a2")
    draw.rectangle((262, 132, 566, 470), fill="#a69f90")  # its shadow
    draw.rectangle((250, 120, 550, 455), fill="#3f6b57", outline="#2c4d3f", width=5)
    draw.polygon([(250, 120), (278, 92), (578, 92), (550, 120)], fill="#6d8f7d")
    draw.polygon([(550, 120), (578, 92), (578, 426), (550, 455)], fill="#31564a")
    draw.rectangle((315, 165, 485, 181), fill="#16211c")  # the slot
    draw.rectangle((300, 225, 500, 300), fill="#e9e4d4", outline="#b9b096", width=3)
    for line in range(3):
        draw.rectangle((325, 243 + 17 * line, 475 - 40 * (line == 2), 249 + 17 * line), "#8a8471")
    draw.rectangle((382, 348, 418, 392), fill="#7a5230", outline="#4e3219", width=3)
    draw.arc((386, 328, 414, 366), 180, 360, fill="#4e3219", width=5)
    for _ in range(900):  # dust on the lid, rust about the lock
        x, y = random.randint(262, 560), random.randint(92, 119)
        draw.point((x, y), fill=random.choice(["#c9c6bb", "#b5b2a6", "#d8d5ca"]))
    for _ in range(260):
        left, top = random.gauss(400, 26), random.gauss(385, 22)
        draw.ellipse((left, top, left + 2, top + 2), fill=random.choice(["#7d4b22", "#94602f"]))
    out = io.BytesIO()
    photo.filter(ImageFilter.GaussianBlur(1.2)).save(out, "JPEG", quality=80)
    return out.getvalue()
