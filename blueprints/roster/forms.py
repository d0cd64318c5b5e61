"""What people fill in on the roster."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from blueprints.person_form import PersonForm
from blueprints.upload import UploadForm
from models import Representative
from models.roster_batch import COLUMNS, MOST_ROWS, NAME

SHEET = "名册"


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


class RosterUpload(UploadForm):
    """试读一份填好的名册."""

    sheet, columns, first, most, nameless = SHEET, COLUMNS, NAME, MOST_ROWS, "名册.xlsx"
    file = FileField("填好的 Excel 名册（.xlsx）")
