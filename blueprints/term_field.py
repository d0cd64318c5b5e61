"""The deadline of a matter that is taken up by a short form."""

from typing import Any

from wtforms import RadioField
from wtforms.fields import SelectChoice

from models import Limits, Way


class TermField(RadioField):
    """时限: the usual working days for 归口办理 as the 督查室 has set them, ordinary or complex."""

    def __init__(self, is_complex: bool = False, **kwargs: Any) -> None:
        ordinary, complex_ = Limits.current().of(Way.ROUTE)
        choices = [SelectChoice(str(ordinary), f"{ordinary} 个工作日")]
        if complex_ != ordinary:
            choices.append(SelectChoice(str(complex_), f"{complex_} 个工作日（情况复杂）"))
        usual = complex_ if is_complex else ordinary
        super().__init__("从交办的次日起算", coerce=int, choices=choices, default=usual, **kwargs)
