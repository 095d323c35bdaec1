"""The table of sentences for input that pydantic refuses: its type of error → a code and a sentence of ours.

Each sentence says what is wrong and what to send instead; none holds a library's words, a class, a pattern or the
value that was sent. Rules of our own raise `chassis.errors.InvalidValue`, whose sentence is taken as it is.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chassis.errors import InvalidValue

type Context = Mapping[str, Any]
type Sentence = str | Callable[[Context], str]

MISSING, UNKNOWN, JSON = "MISSING_REQUIRED_FIELD", "UNKNOWN_FIELD", "INVALID_JSON"
SHORT, LONG, KIND, VALUE = "FIELD_TOO_SHORT", "FIELD_TOO_LONG", "INVALID_FIELD_TYPE", "INVALID_FIELD_VALUE"
CODES = (MISSING, UNKNOWN, JSON, SHORT, LONG, KIND, VALUE)
NEUTRAL = (VALUE, "We do not accept this value. Compare it with the example in the API reference and send another one.")
"""For a type of error that has no row; a test shows that no schema of ours can cause one."""
_COLLECTIONS = {"List", "Dictionary", "Set", "Tuple"}
_QUOTED = re.compile(r"'([^']*)'")


def _short(context: Context) -> str:
    least = context["min_length"]
    if least == 1:
        return "This text is empty. Write something."
    return f"This text is too short. Write at least {least} characters."


def _long(context: Context) -> str:
    return f"This text is too long. Shorten it to at most {_count(context['max_length'], 'character')}."


def _is_text(context: Context) -> bool:
    """Pydantic counts the characters of a text like entries when a check stands before the limit."""
    return context["field_type"] not in _COLLECTIONS


def _few_entries(context: Context) -> str:
    if _is_text(context):
        return _short(context)
    return f"This needs more entries. Send at least {_count(context['min_length'], 'entry', 'entries')}."


def _many_entries(context: Context) -> str:
    if _is_text(context):
        return _long(context)
    return f"This has too many entries. Send at most {_count(context['max_length'], 'entry', 'entries')}."


def _choice(context: Context) -> str:
    """Pydantic lists what it expects in quotes, with the class around it when it is a literal of an enumeration."""
    values = _QUOTED.findall(str(context["expected"]))
    return f"We do not know this value. Use {_joined(values)}." if values else NEUTRAL[1]


def _joined(values: list[str]) -> str:
    return " or ".join([", ".join(values[:-1]), values[-1]] if values[1:] else values)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


_OBJECT = (KIND, 'This must be an object. Send it in braces, for example {"name": "value"}.')
_WHOLE_NUMBER = (KIND, "This must be a whole number. Send digits only, for example 3.")
_NUMBER = (KIND, "This must be a number. Send digits, for example 2.5.")
_TEXT = (KIND, 'This must be a text. Send it in quotation marks, for example "Acme".')
_YES_OR_NO = (KIND, "This must be true or false. Send one of the two.")

SENTENCES: Mapping[str, tuple[str, Sentence]] = {
    "missing": (MISSING, "This field is missing. Add it and send the request again."),
    "extra_forbidden": (UNKNOWN, "We do not know this field. Remove it, or correct its spelling."),
    "json_invalid": (JSON, "The body is not valid JSON. Correct it and send it again."),
    "json_type": (JSON, "The body is not JSON text. Send a JSON object."),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "list_type": (KIND, 'This must be a list. Send it in brackets, for example ["a", "b"].'),
    "string_type": _TEXT,
    "string_unicode": (VALUE, "This text is not valid UTF-8. Save it as UTF-8 and send it again."),
    "string_too_short": (SHORT, _short),
    "string_too_long": (LONG, _long),
    "string_pattern_mismatch": (
        VALUE,
        "This text has characters or a form that we do not accept. Compare it with the example in the API reference.",
    ),
    "too_short": (VALUE, _few_entries),
    "too_long": (VALUE, _many_entries),
    "int_type": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_from_float": (VALUE, _WHOLE_NUMBER[1]),
    "int_parsing_size": (VALUE, "This number is too large for us. Send a smaller one."),
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": (VALUE, "This number is too large for us. Send a smaller one."),
    "greater_than": (VALUE, lambda context: f"This number is too small. Send one above {context['gt']}."),
    "greater_than_equal": (VALUE, lambda context: f"This number is too small. Send {context['ge']} or more."),
    "less_than": (VALUE, lambda context: f"This number is too large. Send one below {context['lt']}."),
    "less_than_equal": (VALUE, lambda context: f"This number is too large. Send {context['le']} or less."),
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "enum": (VALUE, _choice),
    "literal_error": (VALUE, _choice),
    "none_required": (VALUE, "This field takes no value. Leave it out, or send null."),
}


def describe(error: Mapping[str, Any]) -> tuple[str, str]:
    """The code and the sentence for one entry of pydantic's `errors()`."""
    if error["type"] == "missing" and tuple(error["loc"]) == ("body",):
        return MISSING, "This request needs a body. Send a JSON object."
    context: Context = error.get("ctx") or {}
    own = context.get("error")
    if isinstance(own, InvalidValue):
        return own.code, own.message
    code, sentence = SENTENCES.get(str(error["type"]), NEUTRAL)
    return code, sentence if isinstance(sentence, str) else sentence(context)
