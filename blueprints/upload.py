"""A filled-in workbook as it is handed in, to be read before anything is imported."""

from collections.abc import Iterator, Sequence

from flask_wtf.file import FileField
from wtforms.validators import ValidationError

from blueprints import workbook
from blueprints.forms import Form
from models import RuleBroken
from models.form_batch import Cell

EXAMPLE = "（示例）"  # what the line that only shows how begins with


class UploadForm(Form):
    """试读: what each kind of workbook is, its form says."""

    sheet: str
    columns: Sequence[str]  # the first line's headings
    first: str  # of the columns; the example says in it that it is one
    most = workbook.MOST_ROWS
    nameless: str  # what a file is called whose name holds nothing

    file: FileField
    content = b""
    rows: Sequence[workbook.Row] = ()

    def validate_file(self, field: FileField) -> None:
        if field.data:
            self.content = field.data.stream.read(workbook.LARGEST + 1)
        try:
            self.rows = workbook.read(self.content, self.sheet, self.columns, self.most)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from None

    @property
    def filled(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Without the line that only shows how."""
        for number, values in self.rows:
            if not values[self.first].text.startswith(EXAMPLE):
                yield number, {name: Cell(*value) for name, value in values.items()}

    @property
    def name(self) -> str:
        name = (self.file.data.filename or "") if self.file.data else ""
        bare = name.replace("\\", "/").rpartition("/")[2]
        return "".join(ch for ch in bare if ch.isprintable()) or self.nameless
