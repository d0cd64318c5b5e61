"""Find and replace (查找替换) over a whole draft."""

from typing import Any

from models.base import RuleBroken
from models.minutes import Minutes


def replace(minutes: Minutes, wanted: str, words: str, by: Any) -> int:
    """全部替换, each block by an edit of its own; how often it was found."""
    minutes.refuse_unless_writable(by)
    if not wanted:
        raise RuleBroken("请写明要查找的文字")
    count = 0
    for item in minutes.items:
        for block in (item, *item.parts):
            texts = {
                field.name: block.value(field.name)
                for field in block.FIELDS
                if field.kind in {"line", "text"} and wanted in block.value(field.name)
            }
            count += sum(text.count(wanted) for text in texts.values())
            if texts:
                block.save(by, {name: text.replace(wanted, words) for name, text in texts.items()})
    if not count:
        raise RuleBroken(f"没有找到「{wanted}」")
    return count
