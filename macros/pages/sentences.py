"""Sentences that a page says and a paper or a form says as well: each is written once."""

# A word that stands out, and what it means.
EXAMPLE = "Example. This case is invented. It describes no real child, family or service."
# Of an early briefing, where others have their summary.
KEEP_WITHIN = "The early briefing for the teams concerned, while the review goes on. Keep it within your team."
WHY_ALONE = (
    "The report of this review is not published, because it would identify someone. "
    "What must be improved is published instead."
)
