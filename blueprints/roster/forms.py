"""What people fill in on the roster."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from blueprints import workbook
from blueprints.forms import Form
from blueprints.person_form import PersonForm
from models import Representative, RuleBroken
from models.form_batch import Cell
from models.roster_batch import COLUMNS, MOST_ROWS, NAME

SHEET, EXAMPLE = "名册", "（示例）"


def whole(value: Any) -> int | None:
    return int(value) if value and str(value).isdecimal() else None


class EntryForm(PersonForm):
    """登记或更改. A number on record is never shown in the form: left empty, it stays."""

    version = HiddenField(filters=[whole])

    def __init__(self, person: Representative | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person
        if person is not None and not self.is_submitted():
            fields = ("name", "sex", "age_group", "town", "place", "walk", "version")
            told = {name: getattr(person, name) for name in fields}
            self.process(data={**told, "is_newcomer": not person.is_resident})

    def changes(self) -> dict[str, Any]:
        """What `Representative.change` wants to know."""
        details = self.details()
        return {**details, "telephone": details["telephone"] or None}

    def validate_telephone(self, field: StringField) -> None:
        super().validate_telephone(field)
        if self.person is None and self.name.data:
            known = Representative.recognised(self.name.data, field.data or "")
            if known is not None:
                where = f"{known.town}{known.place}"
                raise ValidationError(f"名册里已有同名同号的{known.name}（{where}），不用再登记")


class UploadForm(Form):
    """试读一份填好的名册."""

    file = FileField("填好的 Excel 名册（.xlsx）")
    content = b""
    rows: Sequence[workbook.Row] = ()

    def validate_file(self, field: FileField) -> None:
        if field.data:
            self.content = field.data.stream.read(workbook.LARGEST + 1)
        try:
            self.rows = workbook.read(self.content, SHEET, COLUMNS, MOST_ROWS)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    @property
    def filled(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Without the line that only shows how."""
        for number, values in self.rows:
            if not values[NAME].text.startswith(EXAMPLE):
                yield number, {name: Cell(*value) for name, value in values.items()}

    @property
    def name(self) -> str:
        name = (self.file.data.filename or "") if self.file.data else ""
        bare = name.replace("\\", "/").rpartition("/")[2]
        return "".join(ch for ch in bare if ch.isprintable()) or "名册.xlsx"
