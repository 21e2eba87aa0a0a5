"""What the YAML parser says, in the words of an editor."""


def say_syntax(problem: str) -> tuple[str, bool]:
    """What is wrong, and whether it is to be mended where it began, not where the parser gave up."""
    for said, meant, where_it_began in _SYNTAX:
        if said in problem:
            return meant, where_it_began
    message = "the layout cannot be understood; compare the indentation and quotes of this line with the lines above"
    return message, False


# What the parser says, what it means, and whether to mend it where it began.
_SYNTAX = (
    (
        "cannot start any token",
        "a tab, @, ` or % where a value begins; indent with spaces, and put text that begins so in quotes",
        False,
    ),
    (
        "mapping values are not allowed",
        "a second `: ` on one line, or a line indented too far; put text that has a colon in quotes or below `|`",
        False,
    ),
    (
        "could not find expected ':'",
        "a line without `field:`; give it a field, or indent it below `|` if it is text",
        True,
    ),
    (
        "did not find expected key",
        "a line indented unlike its neighbours: line it up; or text after a closing quote: put the whole below `|`",
        False,
    ),
    (
        "did not find expected '-' indicator",
        "a line in a list that does not begin with `- `; line it up with the list",
        False,
    ),
    (
        "found unexpected end of stream",
        "quotes that are opened and never closed; close them",
        True,
    ),
    (
        "did not find expected ',' or ']'",
        "a list in [ ] that is not closed, or lacks a comma",
        True,
    ),
    (
        "did not find expected ',' or '}'",
        "a group in { } that is not closed, or lacks a comma",
        True,
    ),
    (
        "did not find expected node content",
        "brackets or a comma where a value belongs; put the text in quotes",
        False,
    ),
    (
        "block sequence entries are not allowed",
        "a `- ` where no list can begin; put it on a line of its own",
        False,
    ),
    (
        "unknown escape character",
        "a backslash in double quotes; use single quotes, or write \\\\",
        False,
    ),
    (
        "did not find expected alphabetic or numeric character",
        "a text that begins with * or &; put it in quotes, or below `|`",
        True,
    ),
    (
        "found undefined tag handle",
        "a text that begins with !; put it in quotes",
        False,
    ),
    (
        "did not find expected <document start>",
        "text before or after the record; delete what is not `field: value`",
        False,
    ),
)
