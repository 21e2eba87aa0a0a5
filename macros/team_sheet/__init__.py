"""The team sheet: what a team made of a briefing, as a Word form to fill in, and sheets that came back."""

from macros.team_sheet.sheet import team_sheet

__all__ = ["team_sheet"]
