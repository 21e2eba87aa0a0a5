"""The case record as a Word form: made from a record, and read back as one, box by box."""

from macros.record_form.changes import changed_fields, changes, state_of
from macros.record_form.definition import NAME, parts_of
from macros.record_form.files import Taken, read_record_form, record_form

__all__ = ["NAME", "Taken", "changed_fields", "changes", "parts_of", "read_record_form", "record_form", "state_of"]
