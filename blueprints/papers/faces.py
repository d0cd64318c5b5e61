"""字体: the standard's faces, what stands in for them, and which of them this server has."""

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

from models import RuleBroken

SERIF, SANS = ("Noto Serif CJK SC", "Noto Serif SC"), ("Noto Sans CJK SC", "Noto Sans SC")
# In order of preference; the county's own come first, and are not shipped: they are commercial.
STANDARD = {
    "song": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "STZhongsong"),
    "fang": (
        *("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FZFangSong-Z02S"),
        *("方正仿宋_GBK", "STFangsong"),
    ),
    "kai": (
        *("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "FZKai-Z03S", "方正楷体_GBK"),
        "STKaiti",
    ),
    "hei": ("SimHei", "黑体", "FZHei-B01S", "方正黑体_GBK", "STHeiti"),
}
STAND_INS = {
    "song": (*SERIF, *SANS),
    "fang": ("FandolFang", *SERIF, *SANS),
    "kai": ("LXGW WenKai", *SERIF, *SANS),
    "hei": (*SANS, *SERIF),
}
NAMES = {"song": "小标宋", "fang": "仿宋", "kai": "楷体", "hei": "黑体"}
NONE = (
    "服务器上没有中文字体，不能生成 PDF。请在服务器上安装 Debian 软件包 fonts-noto-cjk"
    "（apt-get install fonts-noto-cjk），再重新启动；网页打印和 Word 不受影响"
)


class NoFaces(RuleBroken):
    """没有中文字体."""


@dataclass(frozen=True)
class Faces:
    """What this server can set a paper in."""

    fonts: typst.Fonts

    @cached_property
    def families(self) -> dict[str, str]:
        """By their names in lower case, as the engine compares them."""
        return {name.lower(): name for name in self.fonts.families()}

    def stack(self, face: str) -> list[str]:
        """The names for one face, those that are here."""
        wanted = (*STANDARD[face], *STAND_INS[face])
        return [self.families[name.lower()] for name in wanted if name.lower() in self.families]

    def refuse_without(self) -> None:
        if not all(self.stack(face) for face in STANDARD):
            raise NoFaces(NONE)

    @property
    def missing(self) -> list[str]:
        """Which of the standard's faces something else stands in for."""
        return [
            NAMES[face]
            for face, names in STANDARD.items()
            if not any(name.lower() in self.families for name in names)
        ]

    @property
    def chosen(self) -> dict[str, str | list[str]]:
        """For the engine. The real 小标宋 is heavy by itself, Noto is so in its bold."""
        real = NAMES["song"] not in self.missing
        found: dict[str, str | list[str]] = {face: self.stack(face) for face in STANDARD}
        digits = [self.families[n] for n in ("simsun", "stsong") if n in self.families]
        return {
            **found,
            "digits": [*digits, *self.stack("fang")],
            "weight": "regular" if real else "bold",
        }


_lock = threading.Lock()
_found: Faces | None = None


def fonts_of(system: bool = True) -> typst.Fonts:
    """Those that came with the app, and the system's."""
    shipped = Path(pylopdf_fonts_zh_cn.__file__).parent
    return typst.Fonts(system, include_embedded_fonts=False, font_paths=[shipped])


def faces() -> Faces:
    """Looked for once: the files are mapped, not read, and stay so as long as the process runs."""
    global _found
    with _lock:
        if _found is None:
            _found = Faces(fonts_of())
        return _found
