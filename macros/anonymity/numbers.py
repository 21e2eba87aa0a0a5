"""Numbers, addresses and references that lead to one person: each has its form, some their check digit."""

import re

from macros.anonymity.forms import Form, Sign, around, before
from macros.anonymity.lists import known_hosts, postcode_areas, vocabulary

_YEAR = r"(?:19|20)\d\d"
_ROADS = (
    "Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Cl|Drive|Dr|Way|Court|Ct|Crescent|Cres|Terrace|Gardens|Gdns|Place|Square|Grove|Hill"
    "|Row|Walk|Mews|Green|Park|Rise|View|Parade|Gate|Fields?|Croft|Yard|Mount|Vale|Leys|Meadows?|Orchard|Cottages?|House|Villas?"
)
_SERVICES = (
    r"facebook|instagram|insta|snapchat|snap|tik ?tok|twitter|whatsapp|telegram|discord|roblox|xbox|playstation|psn"
    r"|twitch|youtube|only ?fans|tinder|grindr|kik|wink|yubo|steam|fortnite|gamer ?tag|user ?name|handle"
    r"|screen ?name|channel"
)
_CALLED = (
    rf"\b(?:{_SERVICES})\b(?: (?:account|name|user ?name|handle|profile|page|tag|id|group|channel))?"
    r"(?:,? (?:as|was|is|of|called|named|under))*[ :,]*"
)
_WITH_A_NUMBER = r"(?:extension|ext\.?|room|pin|plan no\.?|carefirst|PC|shoulder|exhibit)"
_FIGURES_IN_WORDS = "zero|oh|o|nought|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred"
# What stands before the number of something that has one.
_NUMBERED = (
    r"(?:ref(?:erence)?s?|urn|upn|mrn|case|crime|claim|file|log|incident|custody|prisoner|passport|hospital|patient|chi|cad|niche|steis"
    r"|licence|court|indictment|account|pupil|child(?= id)|mosaic|liquidlogic|systmone|application|warrant|exhibit"
    r"|policy|reg(?:istration)?|badge"
    r"|collar|shoulder)"
)
_COURTS = (
    r"uk(?:sc|pc|hl|ut|ftt|ait)|ew(?:hc|fc|ca|cop|misc)|cs[oi]h|hcj(?:ac)?|ni(?:fam|ca|qb|kb)|all er|flr|wlr|fcr|ac"
)
_AN_AT = Sign(r"@|\((?:at|AT)\)|\[(?:at|AT)\]", ("@", "(at)", "(AT)", "[at]", "[AT]"))
_SERVICE_WORDS = vocabulary("services")


def _is_an_nhs_number(match: re.Match[str], text: str) -> bool:
    """Ten digits whose last one checks the others (modulus 11), and a word nearby that says what they are.

    Of random numbers of ten digits one in eleven passes the check alone.
    Source: NHS Data Dictionary, NHS number.
    """
    digits = [int(digit) for digit in match.group() if digit.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    checks = (11 - total % 11) % 11 == digits[9]
    return checks and re.search(r"(?i)\bnhs\b|patient|health|hospital|record", around(match, text)) is not None


def _is_dialled(match: re.Match[str], text: str) -> bool:
    """A number that can be dialled from the United Kingdom, as libphonenumber knows it."""
    # Its own tables take a moment to load, and most texts hold nothing that looks like a number.
    from phonenumbers import Leniency, PhoneNumberMatcher

    return PhoneNumberMatcher(match.group(), "GB", leniency=Leniency.VALID).has_next()


def _is_an_area(match: re.Match[str], text: str) -> bool:
    """The first half of a postcode. One letter and figures are often something else (S47): ask what stands before."""
    if match["area"] not in postcode_areas():
        return False
    if re.search(r"(?i)\b(?:NICE|guidelines?|standards?) $", before(match, text)):
        return False
    led = re.search(r"(?i)\b(?:in|postcodes?|area|around|near|from|across|the) (?:the )?$", before(match, text))
    return len(match["area"]) == 2 or led is not None


def _has_an_area(match: re.Match[str], text: str) -> bool:
    return match["area"].upper() in postcode_areas()


def _is_long(match: re.Match[str], text: str) -> bool:
    """Six digits or more, and no row of years."""
    digits = sum(character.isdigit() for character in match.group())
    return digits >= 6 and re.fullmatch(rf"{_YEAR}(?:[-/ .]+(?:{_YEAR}|\d\d))*", match.group()) is None


def _is_of_a_vehicle(match: re.Match[str], text: str) -> bool:
    return re.search(r"(?i)\b(?:plates?|registration|number ?plate|reg)\b", around(match, text, 50)) is not None


def _is_a_plate(match: re.Match[str], text: str) -> bool:
    is_written_large = match.group() == match.group().upper()
    return (
        is_written_large
        or re.search(r"(?i)\b(?:car|van|vehicle|plate|reg|registration|bike|taxi)\b", around(match, text)) is not None
    )


def _has_a_name(match: re.Match[str], text: str) -> bool:
    return re.search(r"[A-Z][\w'-]+ [A-Z]", match.group()) is not None


def _is_lived_at(match: re.Match[str], text: str) -> bool:
    return re.search(r"(?i)\b(?:at|of|from|lived|address|to|outside|near)\b[ :]*$", before(match, text)) is not None


def _is_a_number(match: re.Match[str], text: str) -> bool:
    """A number of its own: no year (2022/23) and no short one."""
    found = match["it"]
    return (
        sum(character.isdigit() for character in found) >= 3
        and re.fullmatch(rf"{_YEAR}(?:[-/](?:\d\d|{_YEAR}))?", found) is None
    )


def _is_a_made_up_name(match: re.Match[str], text: str) -> bool:
    """Letters and figures in one word: no amount, no section, no year of school."""
    return (
        re.fullmatch(
            r"(?i)[\d.]+(?:st|nd|rd|th|mgs?|mcg|g|ml|kgs?|cm|mm|km|am|pm|hrs?|mins?|wks?|yrs?|weeks?|months?|years?|days?|hours?|minutes?)"
            r"|covid\d+|[a-z]{1,2}\d{1,2}[a-z]?|ks[1-5]|y(?:ea)?r?\d{1,2}|sgcp\d?|gcp\d|[fr]\d+",
            match.group(),
        )
        is None
    )


def _is_unknown_host(match: re.Match[str], text: str) -> bool:
    host = match["host"].lower().removeprefix("www.")
    return not any(host == known or host.endswith(f".{known}") for known in known_hosts())


NUMBERS = (
    # Family names that begin no such sentence as words.
    Form("name", r"\b(?P<it>So|Man|Hung|Wing|Long)(?= (?:did|had|has|was) not\b)", frozenset({"not"}), exact_case=True),
    Form("e-mail", r"[\w.+'-]+ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:(?:\.| ?(?:\(dot\)|\[dot\]) ?)[\w-]+)+", _AN_AT),
    Form("e-mail", r"\b[\w.-]+ at [\w-]+(?: dot [\w-]+)+", frozenset({"dot"})),
    Form(
        "web-address",
        r"(?:\bhttps?:/{1,2}|\bwww\.)(?:[^\s/@)\]]*@)?(?P<host>[\w.-]*\w)(?:[^\s)\]]*[^\s)\].,;:!?'\"])?",
        Sign(r"://|www\.|WWW\.|https?:", ("://", "www.", "WWW.", "http")),
        _is_unknown_host,
    ),
    Form(
        "web-address",
        r"(?<![\w@./-])(?P<host>[\w-]+(?:\.[\w-]+)*\.(?:co\.uk|org\.uk|me\.uk|com|org|net|info|uk|io|tv|app|gg|me|ly|be))\b(?:/(?:\S*[^\s)\].,;:!?'\"])?)?(?![\w.]*@)",
        Sign(r"\.(?:co|org|net|uk|info|io|tv|app|gg|me|ly|be|CO|ORG|NET|UK)", (".",)),
        _is_unknown_host,
    ),
    Form(
        "reference",
        rf"[\[(]\d{{4}}[\])] ?(?:\d{{1,2}} ?)?(?:{_COURTS})\b[\w ()]{{0,12}}? ?\d{{1,5}}(?: ?\([a-z]+\))?",
        needs=r"[\[(]\d{4}[\])]",
    ),
    Form(
        "reference",
        r"\b(?:R|Regina|Rex) v\.? [A-Z][\w'-]*(?: and [A-Z][\w'-]*)*|\bRe:? [A-Z][\w'-]*(?= \()",
        frozenset({"v", "re"}),
        exact_case=True,
    ),
    Form(
        "national-insurance",
        r"\b(?!bg|gb|nk|kn|nt|tn|zz)[a-ceghj-prtw-z][a-ceghj-nprtw-z][ -]?(?:\d\d[ -]?){3}[a-d]\b",
        needs=r"(?:\d\d[ -]?){3}",
    ),
    Form(
        "national-insurance",
        r"\b(?:national insurance|ni) (?:number|no)\W{1,4}(?:is |was )?(?P<it>[a-z]{2}[ -]?(?:\d\d[ -]?){3}[a-d]?\b)",
        needs=r"(?:\d\d[ -]?){3}",
    ),
    Form(
        "nhs-number",
        r"(?<![\w+])\d{3}[ .-]{0,3}\d{3}[ .-]{0,3}\d{4}(?!\w)",
        holds=_is_an_nhs_number,
        needs=r"\d{3}[ .-]{0,3}\d{3}",
    ),
    Form(
        "telephone",
        r"(?<![\w.])(?:\+44|0044|\(?0)[ ()./-]{0,2}\d(?:[ ()./-]{0,3}\d){7,10}(?!\w)",
        needs=r"\d(?:[ ()./-]{0,3}\d){7}",
    ),
    Form(
        "telephone", r"(?<![\w.])(?:\+|\(|00)?\d[\d ()./+-]{7,20}\d(?!\w)", holds=_is_dialled, needs=r"\d[\d ()./+-]{7}"
    ),
    Form(
        "street-address",
        # Behind a whole word and a full stop, the number of a heading begins no address: `… a flat. 4. The review`.
        r"\b(?:(?:flat|apartment|plot|caravan|pitch)(?:\.(?! \d+\. [a-z]))?|apt\.?) (?:no\.? |number )?\d+[a-z]?\b"
        r"(?:,? ?\d+[a-z]?\b)?",
    ),
    Form(
        "street-address",
        rf"\b\d{{1,4}}[A-Za-z]?,? (?:(?:The |Old |Upper |Lower )?[A-Z][\w'-]+ ){{0,3}}(?:The )?(?:{_ROADS})\b",
        holds=_has_a_name,
        exact_case=True,
        needs=r"\d[A-Za-z]?,? [A-Z]",
    ),
    Form(
        "street-address",
        r"\b\d{1,4}[a-z]? (?:[a-z'-]+ ){1,2}(?:street|road|avenue|lane|crescent|close|terrace|drive)\b",
        holds=_is_lived_at,
        needs=r"(?i)\d[a-z]? (?:[a-z'-]+ ){1,2}(?:s|r|a|l|c|t|d)",
    ),
    Form(
        "postcode",
        r"\b(?P<area>[a-z]{1,2})\d[a-z\d]? ?\d[a-z]{2}\b",
        holds=_has_an_area,
        needs=r"(?i)\d[a-z\d]? ?\d[a-z]",
    ),
    Form("vehicle", r"\b[a-z]{2}\d{2}[ -]?[a-z]{3}\b", holds=_is_a_plate, needs=r"(?i)\d\d[ -]?[a-z]{3}"),
    Form(
        "vehicle",
        r"\b(?:[A-Z]\d{1,3}[ -]?[A-Z]{3}|[A-Z]{3}[ -]?\d{1,3}[A-Z])\b",
        exact_case=True,
        needs=r"\d[ -]?[A-Z]",
    ),
    Form("vehicle", r"\b[A-Z]{2}\d{2}\b", holds=_is_of_a_vehicle, exact_case=True, needs=r"[A-Z]\d"),
    Form(
        "reference",
        rf"\b{_NUMBERED}(?: (?:ref(?:erence)?|number|no|id|code))?\b\.?[ :#]*"
        r"(?:is|was|of|under|number|no\.?)?[ :#]*(?P<it>\w[\w/.-]*\d\w*)",
        holds=_is_a_number,
    ),
    Form(
        "reference",
        r"(?<![\w-])(?P<it>[a-z]{1,3}\d{2}[a-z]{1,2}\d{4,}|[a-z]{1,5}[-/]?\d{4,}[a-z]?(?<!covid)|\d{1,4}/\d{3,}(?:/\d{2,4})?|[a-z]{1,4}(?:/[a-z\d]{2,})*/\d{2,}(?:/\d+)*)\b",
        holds=_is_a_number,
        needs=r"(?i)\d\d(?<=[a-z/-]\d\d)",
    ),
    Form(
        "postcode",
        r"\b(?P<area>[A-Z]{1,2})\d{1,2}[A-Z]?\b(?![-/])",
        holds=_is_an_area,
        exact_case=True,
        needs=r"[A-Z]\d",
    ),
    Form(
        "initials",
        r"\b(?!([a-z])(?:[ .*-]{1,2}\1){3})[a-z](?:[ .*-]{1,2}[a-z]){3,40}\b(?![a-z'])",
        Sign(r"\b[A-Za-z][ .*-]{1,2}[A-Za-z][ .*-]", (" ", ".", "*", "-")),
    ),
    Form("initials", r"\b[A-Z]\.(?: ?[A-Z]\.)+", Sign(r"\.(?<=(?P<it>[A-Z]\.))", (".",)), exact_case=True),
    Form(
        "initials",
        r"\b(?!e\.g|i\.e|a\.m|p\.m|n\.b|a\.k)[a-z]\.\s?[a-z]\.(?:\s?[a-z]\.)?(?!\w)",
        Sign(r"\.(?<=(?P<it>\b[a-z]\.))", (".",)),
    ),
    Form(
        "postcode",
        r"\b(?:in|around|near|from) (?P<it>(?P<area>[a-z]{2})\d{1,2})\b",
        holds=_has_an_area,
        needs=r"(?i)\d(?<=[a-z]{2}\d)",
    ),
    Form(
        "telephone",
        rf"\b(?:(?:{_FIGURES_IN_WORDS})[ ,-]+){{6,}}(?:{_FIGURES_IN_WORDS})\b",
        vocabulary("figures"),
        least=5,
    ),
    Form("telephone", r"(?<![\w,])0\d{1,4}(?:,\d{3}){2,3}\b", needs=r",\d{3},"),
    Form(
        "reference",
        rf"\b{_WITH_A_NUMBER} (?P<it>[A-Z]{{0,3}}\d{{3,}}[A-Z]?)\b",
        needs=r"\d{3}",
    ),
    Form("handle", r"(?<![\w@.])@[A-Za-z0-9_.]{2,}\b", Sign("@", ("@",))),
    Form("handle", rf"{_CALLED}[\"'](?P<it>[^\"'\n]{{2,30}})[\"']", _SERVICE_WORDS),
    Form("handle", rf"{_CALLED}(?P<it>[\w.]*[\d_.][\w.]*\w)", _SERVICE_WORDS),
    Form(
        "handle",
        r"(?<![\w/.-])(?=[\w.]*[A-Za-z]{2})(?=[\w.]*(?:\d|[A-Za-z]_[A-Za-z]))[A-Za-z0-9_]{4,30}(?![\w/])",
        Sign(r"[0-9_]+", tuple("0123456789_")),
        _is_a_made_up_name,
        needs=r"_|\d(?:[^\W\d]|\.[\w.]|(?<=[^\W\d]\d)|(?<=\.\d))",
    ),
    Form(
        "long-number",
        r"(?<![\w,.£$€])\+?\d(?:[ ()./-]{0,3}\d){5,}(?!\w|,\d|\.\d|%)",
        holds=_is_long,
        needs=r"\d(?:[ ()./-]{0,3}\d){5}",
    ),
)
