"""What every form has in common: Chinese messages and clean text."""

from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms.meta import DefaultMeta

from blueprints.intake import clean


class Form(FlaskForm):
    """表单. Text arrives without unprintable characters and without blanks around it."""

    class Meta(FlaskForm.Meta):
        locales = ["zh"]

        def get_translations(self, form: Any) -> Any:
            """WTForms' own: Flask-WTF would ask Flask-Babel, which we do not need."""
            return DefaultMeta.get_translations(self, form)

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            posted = super().wrap_formdata(form, formdata)
            if posted is None:
                return None
            return MultiDict((name, _tidy(name, value)) for name, value in posted.items(multi=True))


def _tidy(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value  # a file
    return clean(value) if "password" in name else clean(value).strip()
