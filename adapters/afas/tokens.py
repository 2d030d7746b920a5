"""The classic AFAS token: a small XML document that people copy in many shapes."""

import base64
import binascii
import re

from adapters.afas.addresses import Unreadable, without_white_space

ACCEPTED = (
    "Give the token as AFAS showed it (<token><version>1</version><data>…</data></token>), "
    "the same in base64, or the 64 characters between <data> and </data>."
)
DATA_CHARACTERS = 64
_XML = re.compile(
    r"(?:<\?xml[^>]*\?>)?<token><version>1</version><data>([^<]*)</data></token>", re.IGNORECASE
)
_HEXADECIMAL = re.compile(r"[0-9A-F]+")
_STANDARD_ALPHABET = str.maketrans("-_", "+/")


def canonical_token(text: str) -> str:
    """The token's XML on one line; `Unreadable` explains what cannot be read."""
    text = without_white_space(text)
    data = _data_in(text) or _data_in(_decoded(text))
    if data is None:
        raise Unreadable(f"This is not a token of AFAS Profit. {ACCEPTED}")
    if len(data) != DATA_CHARACTERS:
        raise Unreadable(f"A token holds 64 characters, this one holds {len(data)}. {ACCEPTED}")
    if not _HEXADECIMAL.fullmatch(data):
        raise Unreadable(f"A token holds only digits and the letters A to F. {ACCEPTED}")
    return f"<token><version>1</version><data>{data}</data></token>"


def token_header(canonical: str) -> str:
    return "AfasToken " + base64.b64encode(canonical.encode()).decode()


def _data_in(text: str) -> str | None:
    if xml := _XML.fullmatch(text):
        return xml[1].upper()
    # A wrong number of digits or one wrong letter is still recognised, to be explained.
    if len(text) == DATA_CHARACTERS or _HEXADECIMAL.fullmatch(text.upper()):
        return text.upper()
    return None


def _decoded(text: str) -> str:
    encoded = text.translate(_STANDARD_ALPHABET).rstrip("=")
    padding = "=" * (-len(encoded) % 4)
    try:
        decoded = base64.b64decode(encoded + padding, validate=True)
        return without_white_space(decoded.decode())
    except (binascii.Error, ValueError):
        return ""
