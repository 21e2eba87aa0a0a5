"""By what a box of a form is known in its Word file."""

from macros.guidance.forms import Column, Field
from macros.word.controls import OF

# The column that says what each fixed row is about, in the place of a column's tag.
LABEL = ""


def tag_of(field: Field | Column, column: Column | None = None) -> str:
    """The tag of a field, or of a table's column. Bookmarks take no hyphens."""
    tag = field.id.replace("-", "_")
    return f"{tag}{OF}{tag_of(column)}" if column else tag
