"""The wall (大屏): how it looks, kept with the visit so that a reload changes nothing."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, db
from models.counter import one_at_a_time
from models.labels import Labelled
from models.topic import publish
from models.visit import Visit


class Look(Labelled):
    LARGER = "larger", "字大一点"
    SMALLER = "smaller", "字小一点"
    USUAL = "usual", "默认字号"
    DARK = "dark", "深色"
    LIGHT = "light", "浅色"
    CODE = "code", "大二维码"
    NO_CODE = "no_code", "收起二维码"


class Wall(Model):
    """大屏. Not on record and without a version: it changes how a thing looks, not what it is."""

    __tablename__ = "wall"

    SMALLEST, LARGEST = -3, 3

    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), primary_key=True)
    size: Mapped[int] = mapped_column(default=0)  # steps from what the length of a question gives
    is_dark: Mapped[bool] = mapped_column(default=False)
    shows_code: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def of(cls, visit: Visit) -> "Wall":
        """The visit's wall; until somebody changes it, as it comes."""
        kept = db.session.get(cls, visit.id)
        return kept or cls(visit_id=visit.id, size=0, is_dark=False, shows_code=False)

    @classmethod
    def change(cls, visit: Visit, look: Look) -> "Wall":
        """改一样: several walls and the console may do so at once."""
        one_at_a_time(f"wall:{visit.id}")
        wall = cls.of(visit)
        db.session.add(wall)
        match look:
            case Look.LARGER:
                wall.size = min(wall.size + 1, cls.LARGEST)
            case Look.SMALLER:
                wall.size = max(wall.size - 1, cls.SMALLEST)
            case Look.USUAL:
                wall.size = 0
            case Look.DARK | Look.LIGHT:
                wall.is_dark = look is Look.DARK
            case Look.CODE | Look.NO_CODE:
                wall.shows_code = look is Look.CODE
        publish(f"wall:{visit.id}", f"console:{visit.id}")
        return wall
