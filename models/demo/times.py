"""What the scripts' moments and days mean, seen from the day on which the demo is loaded."""

from datetime import UTC, date, datetime, time, timedelta

from models import clock
from models.calendar import working_calendar
from models.demo.script import Day, Moment, Today, Workday


class Times:
    """Fixed once: the whole demo is told from one present moment."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.today = clock.today()
        self.calendar = working_calendar()

    def moment(self, written: Moment) -> datetime:
        if isinstance(written, Today):
            return self.now - timedelta(minutes=written.minutes)
        if isinstance(written, Workday):
            day = self.workday(-written.ago)
            return _local(datetime.combine(day, time.fromisoformat(written.clock)))
        return _local(datetime.fromisoformat(written))

    def day(self, written: Day) -> date:
        if isinstance(written, int):
            return self.workday(written)
        return date.fromisoformat(written)

    def workday(self, offset: int) -> date:
        """The working day `offset` after today, or before it."""
        if offset >= 0:
            return self.calendar.after(self.today, offset) if offset else self.today
        return self.calendar.before(self.today, -offset)


def _local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
