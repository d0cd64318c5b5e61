"""Workbooks that people send in: refused in clear words before anything large or odd is read."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from models import RuleBroken

LARGEST = 5 * 1024 * 1024
UNPACKED = 20 * 1024 * 1024  # of all parts together: a bomb is refused before it goes off
PARTS = 500
ROWS = 1_048_576  # what a sheet can have; a file may name any number
MOST_ROWS = 1000  # that hold something, unless a reader takes more
MOST_COLUMNS = 50

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, or a workbook with a password
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*[\"']([A-Z0-9:]+)")
DOCTYPES = tuple("<!DOCTYPE".encode(coding) for coding in ("utf-8", "utf-16-le", "utf-16-be"))


class Value(NamedTuple):
    """The text of a cell, or why it is none."""

    place: str
    text: str
    fault: str = ""


Row = tuple[int, dict[str, Value]]


def read(content: bytes, sheet: str, headings: Sequence[str], most: int = MOST_ROWS) -> list[Row]:
    """The rows that hold something, by heading. Raises RuleBroken where the file as a whole is
    not what it should be; a single cell that is none of text tells so itself."""
    _refuse_unless_sound(content)
    try:
        return list(_rows(content, sheet, headings, most))
    except RuleBroken:
        raise
    except Exception as error:  # whatever a broken or hostile file makes the library raise
        raise RuleBroken("这个文件读不出来，可能已经损坏。请用下载的模板重新填写") from error


def _refuse_unless_sound(content: bytes) -> None:
    if not content:
        raise RuleBroken("没有选择文件，或文件是空的")
    if len(content) > LARGEST:
        raise RuleBroken(f"文件超过 {LARGEST // 1024 // 1024} MB，请只保留要导入的表")
    if content.startswith(OLD):
        raise RuleBroken("这是旧版 .xls 或加了密码的文件，请另存为不加密的 .xlsx 再传")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            found = parts.infolist()
            if len(found) > PARTS or sum(part.file_size for part in found) > UNPACKED:
                raise RuleBroken("文件解开后太大，不像是填写的表。请用下载的模板重新填写")
            if "xl/workbook.xml" not in parts.namelist():
                raise RuleBroken("这不是 Excel 的 .xlsx 文件")
            for part in found:
                _refuse_unless_plain(part.filename, parts.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise RuleBroken("这不是 Excel 的 .xlsx 文件，或已经损坏") from error
    except (EOFError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise RuleBroken("这个文件已经损坏，请重新保存一次再传") from error


def _refuse_unless_plain(name: str, content: bytes) -> None:
    if name.endswith((".xml", ".rels")) and any(mark in content for mark in DOCTYPES):
        raise RuleBroken("文件里有不该有的内容，请用下载的模板重新填写")
    if name.startswith("xl/worksheets/"):
        merged = [ref.decode() for ref in MERGED.findall(content)]
        if merged:
            places = "、".join(merged[:5])
            raise RuleBroken(f"有合并的单元格（{places}），请取消合并，一行只填一份")


def _rows(content: bytes, sheet: str, headings: Sequence[str], most: int) -> Iterator[Row]:
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        page: Any = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
        page.reset_dimensions()  # what the file says of its size need not be so
        lines = islice(page.iter_rows(max_col=MOST_COLUMNS), ROWS)
        columns = _columns(next(lines, ()), headings)
        held = 0
        for number, cells in enumerate(lines, 2):
            values = {
                heading: _value(cells[index] if index < len(cells) else None, index, number)
                for heading, index in columns.items()
            }
            if not any(value.text or value.fault for value in values.values()):
                continue
            held += 1
            if held > most:
                raise RuleBroken(f"表里超过 {most} 行，请分成几个文件导入")
            yield number, values
    finally:
        book.close()


def _columns(cells: Sequence[Any], headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    known = {_plain(heading): heading for heading in headings}
    for index, cell in enumerate(cells):
        name = known.get(_plain(str(cell.value or "")))
        if name in found:
            raise RuleBroken(f"第 1 行有两个「{name}」，请只留一个")
        if name is not None:
            found[name] = index
    missing = "、".join(f"「{name}」" for name in headings if name not in found)
    if missing:
        raise RuleBroken(f"第 1 行缺少{missing}，请用下载的模板填写，不要改动标题")
    return found


def _plain(text: str) -> str:
    """Full-width letters and brackets as usual ones, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _value(cell: Any, column: int, row: int) -> Value:
    place, value = f"{get_column_letter(column + 1)}{row}", getattr(cell, "value", None)
    if value is None:
        return Value(place, "")
    if cell.data_type == "f":
        return Value(place, "", "是公式，请改为文字")
    if cell.data_type == "e":
        return Value(place, "", f"是错误值 {value}，请改正")
    if isinstance(value, bool):
        return Value(place, "", "是逻辑值，请改为文字")
    if isinstance(value, (date, datetime, time)) or cell.is_date:
        return Value(place, "", "是日期，请把这一列设为「文本」再填写")
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= 10**15:
            return Value(place, "", "是带小数或太长的数字，请把这一列设为「文本」再填写")
        value = int(value)
    return Value(place, str(value).strip())
