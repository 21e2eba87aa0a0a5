"""Invented prose that behaves as real prose does: for an index, for what packs files, for the anonymity check.

A few words come often and most come seldom, as in every text (by Zipf's law). None is a name, so that what is
made of them can be published. The same number always gives the same text.
"""

import random
import re
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

# The small words of English stand where grammar wants them; (n) is a thing, (a) what it is like, (v) what was done.
OPENINGS = (
    "at that time, in the weeks that followed, before the meeting, by then, as the record shows, on the whole, "
    "after the visit, from the notes alone, during these months, for a long while, at first, in the end, again, "
    "for the second time, with hindsight, across all services, outside office hours, as before"
).split(", ")
CLAUSES = """\
the (n) was (v) and the (n) was not
nobody (v) the (n) of the (n)
the (n) (v) a (a) (n) for the (n)
it was not clear who (v) the (n)
there was a (a) (n) between the (n) and the (n)
each (n) (v) its own (n), and none (v) the whole
the (n) had been (v) more than once
what was (v) as a (n) was in fact a (a) (n)
they (v) that the (n) would be (a)
the (a) (n) was (v) with the (n) within days
more could have been (v) about the (n)
one (n) (v) it well and (v) it with others
the (n) of the (n) (v) on a (a) (n)
a (n) was (v), but it was (v) too late
this was (a), and it (v) the (n)
the (n) did not see how (a) the (n) had become
some of the (n) was (a) and some was (v)
the (a) (n) and the (a) (n) were (v) together
other (n) had (v) the same
where the (n) was (a), the (n) (v)""".splitlines()
JOINTS = (", while ", "; ", ", because ", ", and so ", ", although ", ", which meant that ")

# The words that such reports live on, roughly as often as they come.
THINGS = (
    "child family worker meeting visit home school record concern information plan assessment referral risk parent "
    "service team review decision practice support nurse police health health-visitor need history safety response "
    "contact supervision question view voice neglect injury pattern chronology threshold pathway appointment bruise "
    "delay change week month call note letter message handover discharge hospital ward clinic house flat night morning "
    "weekend routine sleep meal bottle money debt drink alcohol partner mother father sibling baby teenager neighbour "
    "grandparent relationship argument violence fear trust honesty culture language manager colleague officer agency "
    "conference strategy protocol checklist form system alert flag file copy summary evidence analysis learning advice"
).split()
LIKE = (
    "clear early late quiet worried careful recent repeated missing short long full different difficult good poor "
    "strong weak serious small safe unsafe young older tired anxious open closed shared single joint local formal "
    "informal simple complex known unknown common rare cold warm busy calm sudden slow"
).split()
DONE = (
    "seen heard asked recorded shared missed known discussed agreed raised called visited noticed understood planned "
    "offered changed closed checked followed repeated written explained questioned delayed accepted refused moved "
    "supported challenged referred assessed reviewed returned weighed counted named believed"
).split()
# How the rest is told apart, and how many of each there are.
REST = {
    "n": (r"(?:tion|sion|ment|ness|ity|ance|ence|ship|age|ure|ism|ions|ments|ties|ings)", 1_800),
    "a": (r"(?:al|ive|ous|ful|less|able|ible|ic)", 1_000),
    "v": (r"[^e]ed", 1_400),
}
# What nobody should have to read in a sentence made by dice.
UNFIT = re.compile(r"sex|erot|whor|bastard|bugg|damn|fuck|shit|rac[ei]")
# Words of these lists are names as well.
NAMES = ("names.txt", "places.txt", "words-and-given-names.txt", "words-and-family-names.txt", "vocabulary.txt")


class Words(NamedTuple):
    """Words of one kind, the commonest first, with what they weigh up to each."""

    known: tuple[str, ...]
    weights: tuple[float, ...]


@cache
def vocabulary() -> dict[str, Words]:
    """Some thousand words by their kind, out of those that the anonymity check takes for harmless."""
    lists = files("macros.anonymity") / "known"
    names = {word for name in NAMES for word in (lists / name).read_text("utf-8").lower().split()}
    plain = [
        word
        for word in (lists / "words.txt").read_text("utf-8").split()
        if word not in names and not UNFIT.search(word)
    ]
    found = {}
    for kind, often in (("n", THINGS), ("a", LIKE), ("v", DONE)):
        ending, most = REST[kind]
        rest = [word for word in plain if re.fullmatch(rf"[a-z]{{2,9}}{ending}", word) and word not in often]
        random.Random(kind).shuffle(rest)
        known = (*often, *rest[:most])
        found[kind] = Words(known, tuple(accumulate(1 / (place + 6) for place in range(len(known)))))
    return found


def prose(dice: random.Random, length: int) -> str:
    """About so many words in sentences; here and there one is emphasised."""
    sentences: list[str] = []
    while length > 0:
        one = sentence(dice)
        length -= one.count(" ") + 1
        sentences.append(f"**{one}**" if dice.random() < 0.04 else one)
    return " ".join(sentences)


def sentence(dice: random.Random) -> str:
    words = clause(dice)
    if dice.random() < 0.35:
        words = f"{dice.choice(OPENINGS)} {words}"
    if dice.random() < 0.4:
        words += dice.choice(JOINTS) + clause(dice)
    return f"{words[0].upper()}{words[1:]}."


def clause(dice: random.Random) -> str:
    kinds = vocabulary()

    def word(slot: re.Match[str]) -> str:
        known, weights = kinds[slot[1]]
        return dice.choices(known, cum_weights=weights)[0]

    return re.sub(r"\((\w)\)", word, dice.choice(CLAUSES))
