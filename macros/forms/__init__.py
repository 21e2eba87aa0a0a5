"""Forms as Word files, made from the same data as their pages; and those that come back, read and checked."""

from macros.forms.answers import Answers, Row, answers_of, chosen
from macros.forms.file import Above, Filled, Value, form_file, key_of

__all__ = ["Above", "Answers", "Filled", "Row", "Value", "answers_of", "chosen", "form_file", "key_of"]
