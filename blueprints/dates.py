"""Moments and days as people in Zhashui write them: template filters."""

from datetime import date, datetime

from flask import Flask

from models import clock

WEEKDAYS = "一二三四五六日"


def local_day(value: date) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def _dated(value: date) -> str:
    year = "" if value.year == clock.today().year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """11月20日 09:05; with its year when that is not this one."""
    return f"{_dated(local_day(value))} {clock.local(value):%H:%M}" if value else ""


def day(value: date | None) -> str:
    """12月1日 周二; with its year when that is not this one."""
    if value is None:
        return ""
    value = local_day(value)
    return f"{_dated(value)} 周{WEEKDAYS[value.weekday()]}"


def full_day(value: date | None) -> str:
    """2013年6月20日, for papers and ledgers."""
    if value is None:
        return ""
    value = local_day(value)
    return f"{value.year}年{value.month}月{value.day}日"


def ago(value: datetime | None) -> str:
    """刚刚, 5 分钟前, 2 小时前 while it is the same day; then the moment."""
    if value is None:
        return ""
    minutes = int((clock.now() - value).total_seconds() // 60)
    if local_day(value) != clock.today() or minutes < 0:
        return moment(value)
    if minutes < 1:
        return "刚刚"
    return f"{minutes} 分钟前" if minutes < 60 else f"{minutes // 60} 小时前"


def init_app(app: Flask) -> None:
    for name in (moment, day, full_day, ago):
        app.template_filter()(name)
