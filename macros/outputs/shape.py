"""The shape of the public data, field by field. What stands below a field is its description in the schema."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class Data(BaseModel):
    # Made ready when the data are written: pages alone do without them.
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


class Term(Data):
    """A word of the partnership's vocabulary."""

    id: str
    """Stays the same when the name is put better."""
    name: str
    """The word as pages show it."""


class Text(Data):
    """A text, as plain words and as HTML."""

    text: str
    """The words alone, on one line and without footnotes."""
    html: str
    """HTML without styles and scripts. Links to other pages are whole addresses."""


class Addresses(Data):
    """Where a review is read, as whole addresses."""

    report: str | None
    """The page of the report; null where there is none."""
    briefing: str | None
    """The page of the six-step briefing; null where there is none."""
    data: str
    """The file with all that is published of this review."""


class InShort(Data):
    """Which review it is."""

    reference: str
    """The review's name in addresses. It stays the same."""
    title: str
    """The pseudonym under which the review is published."""
    example: bool
    """True where the review is invented, to show how one looks. It describes no real child, family or service."""
    kind: str | None
    """The kind of review; null where improvements alone are published."""
    published: date
    """The day of publication, by London time."""


class Review(InShort):
    """A published review in short."""

    improvements_only: bool
    """True where the report would identify someone: what must improve is published instead."""
    summary: str | None
    """What happened and what was learnt, in at most 400 characters; null where it is not published."""
    themes: tuple[Term, ...]
    """What the review is about."""
    agencies: tuple[Term, ...]
    """The agencies that the review is about."""
    addresses: Addresses
    """Where the review is read."""


class Reviews(Data):
    """Every published review in short, the newest first."""

    reviews: tuple[Review, ...]
    """The reviews."""


class Child(Data):
    """A child, by a pseudonym."""

    pseudonym: str
    """The name that the texts use. It is nobody's own."""
    age_band: Term | None
    """The child's age within a band; null where it is not published."""


class Reviewer(Data):
    """Somebody who led the review."""

    name: str
    """The reviewer's own name: the law asks for it."""
    role: str
    """What the reviewer did in the review."""
    organisation: str
    """Where the reviewer works."""


class Step(Data):
    """One of the first five steps of a briefing."""

    heading: str
    """The heading of the step."""
    text: Text | None
    """What it says; null where nothing is written."""


class Briefing(Data):
    """The six-step briefing for team meetings."""

    steps: tuple[Step, ...]
    """Steps 1 to 5, in order."""
    last_step: str
    """The heading of step 6. What it says are the recommendations of the review."""
    good_practice: Text | None
    """What went well; null where nothing is written."""
    questions: tuple[Text, ...]
    """Questions for the team."""
    facilitator_notes: Text | None
    """For whoever leads the meeting; null where nothing is written."""


class Section(Data):
    """A section of the report."""

    heading: str
    """Its heading."""
    text: Text
    """What it says."""


class Finding(Data):
    """Something that the review found."""

    id: str
    """Its name within the review: F1."""
    theme: Term | None
    """What it is about; null where it has no theme."""
    text: Text
    """What was found."""


class Progress(Data):
    """What has become of a recommendation by a day."""

    on: date
    """The day."""
    status: Term
    """How far it was on that day."""
    text: Text
    """What was done."""


class Recommendation(Data):
    """What is to change, by whom and by when."""

    id: str
    """Its name within the review: R1."""
    text: Text | None
    """What is to change; null where nothing is written."""
    finding: str | None
    """The id of the finding that it answers; null where it answers none, or findings are not published."""
    agencies: tuple[Term, ...]
    """Who is to change it."""
    due: date | None
    """The day by which it is to be done; null where none is set."""
    status: Term
    """How far it is, by the last progress note."""
    progress: tuple[Progress, ...]
    """The progress notes, the oldest first."""


class Amendment(Data):
    """A correction after publication."""

    on: date
    """The day of the correction."""
    text: Text
    """What was corrected."""


class WholeReview(Review):
    """All that is published of one review."""

    children: tuple[Child, ...]
    """The children whom the review is about."""
    reviewers: tuple[Reviewer, ...]
    """Who led the review."""
    partners: tuple[str, ...]
    """Other partnerships that took part in the review."""
    briefing: Briefing | None
    """The six-step briefing; null where there is none for the public."""
    sections: tuple[Section, ...]
    """The report, section by section; empty where there is none, or improvements alone are published."""
    family_words: Text | None
    """What the family wishes to say; null where nothing is written."""
    findings: tuple[Finding, ...]
    """What the review found."""
    recommendations: tuple[Recommendation, ...]
    """What is to change."""
    response: Text | None
    """What the partnership says and has done; null where nothing is written."""
    amendments: tuple[Amendment, ...]
    """Corrections after publication, the oldest first."""


class PublishedRecommendation(Recommendation, InShort):
    """A recommendation with the review that it is of."""

    last_reported: date | None
    """The day of the last progress note; null where there is none."""
    address: str
    """Where it is read, as a whole address."""


class Recommendations(Data):
    """Every published recommendation, the newest review first."""

    recommendations: tuple[PublishedRecommendation, ...]
    """The recommendations."""
