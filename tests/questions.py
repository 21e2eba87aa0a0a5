"""Forty questions as people type them, each with the page that answers it: any one of several where several do.

Written before the search was, from what the site says and not from what the search finds. Who adds one
types it as a colleague would, and mends the search where it fails, not the question.
"""

QUESTIONS: dict[str, tuple[str, ...]] = {
    # What to do, and by when
    "how long do I have to return the additional information form": ("appendices/additional-information/",),
    "when does the rapid review have to be done by": ("guidance/rapid-review/", "guidance/overview-and-timescales/"),
    "how many days to notify ofsted of a serious incident": ("guidance/notify/",),
    "what counts as a serious incident": ("guidance/serious-case/",),
    "how do I refer a case for review": ("guidance/refer-a-case/",),
    "can a school ask for a review": ("guidance/refer-a-case/", "appendices/request-form/"),
    "how long does a CSPR take": ("guidance/overview-and-timescales/",),
    "report is going to be late what do we do": ("guidance/overview-and-timescales/",),
    "do bank holidays count as working days": (
        *("guidance/overview-and-timescales/", "glossary/", "tools/deadlines/"),
    ),
    "work out deadline from date of notification": ("tools/deadlines/",),
    # Forms
    "template for a chronology": ("appendices/chronology/",),
    "key event anaylsis form": ("appendices/key-event-analysis/",),
    # Information
    "can I share information without consent": ("guidance/share-information/",),
    "another agency refuses to share information": ("guidance/share-information/",),
    # Practitioners and their managers
    "I have been invited to a practitioner event what is it": (
        *("guidance/practitioner-event/", "guidance/practitioners/"),
    ),
    "support for staff after a child dies": ("guidance/managers/", "appendices/supporting-practitioners/"),
    "will I be blamed": ("guidance/practitioners/", "guidance/principles/"),
    "debrief": ("guidance/debrief/",),
    # Families
    "when do we tell the parents": ("guidance/families/",),
    "can the family read the report before it is published": ("guidance/families/", "guidance/publication/"),
    # Publication
    "press release on publication day": ("guidance/publication/",),
    "do we have to publish the report": ("guidance/publication/",),
    "redact names in the report": ("guidance/anonymise-a-review/",),
    "criminal trial still going on can we publish": ("guidance/parallel-processes/", "guidance/publication/"),
    "who signs off the final report": ("guidance/sign-off/",),
    # Who does what
    "who sits on the review team": ("guidance/review-group/", "roles/review-group/"),
    "what does the lead reviewer do": ("guidance/lead-reviewer/", "roles/lead-reviewer/"),
    "what does a GP have to do in a rapid review": ("roles/general-practitioner/", "guidance/rapid-review/"),
    "who do I email about a review": ("about/contacts/",),
    # Sheets and dates
    "flowchart for rapid review": ("flowcharts/rapid-review/",),
    "what is being published next": ("calendar/",),
    # Names that are old, or not this site's own
    "what is the CCG called now": ("glossary/",),
    "SCR neglect": ("reports/child-mulberry/",),
    "SIN form": ("guidance/notify/",),
    # What reviews found
    "briefing on bruising in babies": ("briefings/child-rowan/",),
    "county lines": ("briefings/hedgerow/", "reports/hedgerow/", "themes/exploitation/"),
    "self harm teenager in care": ("briefings/child-aspen/",),
    "shaken baby": ("briefings/child-rowan/", "reports/child-rowan/", "themes/injuries-to-babies/"),
    # What reviews asked for
    "recommendations for the police": (
        *("recommendations/police/", "reports/child-rowan/#recommendation-r2", "reports/hedgerow/#recommendation-r1"),
        *("reports/hedgerow/#recommendation-r4", "reports/child-mulberry/#recommendation-r3"),
    ),
    "fathers records linked to the baby": ("reports/child-rowan/#recommendation-r6",),
}
