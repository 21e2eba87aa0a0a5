"""What the sheet and the reading of returned sheets must agree on: the form's name, its version, its boxes."""

FORM = "team-sheet"
# Goes up by one when a box is added, taken out or comes to mean something else.
VERSION = 1

# The boxes at the head of the sheet, in order, with what each is called.
FACTS = {
    "team": "Team",
    "agency": "Agency",
    "met": "Date of the meeting",
    "took_part": "How many took part",
    "filled_in_by": "Who filled this in (role, not name)",
}
CHANGE = "change"
# The columns of each thing that the team will change.
COLUMNS = {
    "what": "What",
    "who": "Who (role)",
    "by_when": "By when",
    "would_show": "What would show that it worked",
}
NOTE, NOTE_ASKS = "note", "Anything the partnership should know"
ANSWER = "answer_"
