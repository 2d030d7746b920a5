"""What only AFAS says in its own way: Dutch wall-clock time, and code lists it does not publish."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from adapters.mapping.codec import Codec, Unreadable, maybe, opposite, yes_no
from gateway.accounting.journals import JournalType
from gateway.accounting.vat_codes import VatCodeScope, VatCodeType

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def _moment(raw: object) -> datetime:
    if not isinstance(raw, str):
        raise Unreadable("is not a moment")
    try:
        wall = datetime.fromisoformat(raw.removesuffix("Z"))
    except ValueError as error:
        raise Unreadable("is not a moment") from error
    # AFAS ends its timestamps in "Z" but means Dutch wall-clock time. Of the hour that comes
    # twice in autumn the first is taken: who asks what changed since then misses nothing.
    return wall.replace(tzinfo=AMSTERDAM, fold=0).astimezone(UTC)


def _wall_clock(moment: datetime) -> str:
    wall = moment.astimezone(AMSTERDAM)
    return wall.replace(tzinfo=None, microsecond=0).isoformat()


unless_blocked = maybe(opposite(yes_no))
amsterdam: Codec[datetime] = Codec("Dutch time", _moment, _wall_clock)


def wall_clock_before(moment: datetime) -> str:
    """What Dutch clocks show only before this moment: everything later shows more than this."""
    wall = moment.astimezone(AMSTERDAM)
    comes_again = wall.fold == 0 and wall.replace(fold=1).utcoffset() != wall.utcoffset()
    if comes_again:
        wall = wall.replace(minute=0, second=0) - timedelta(seconds=1)
    return wall.replace(tzinfo=None, microsecond=0).isoformat()


# Unverified, all of them: AFAS publishes no values. Three journal kinds are named in its papers,
# the others are guessed after those.
# fmt: off
JOURNAL_TYPES = {
    "LoSale":    JournalType.CUSTOMER_INVOICE,
    "LoPurc":    JournalType.SUPPLIER_INVOICE,
    "LoBank":    JournalType.FINANCIAL_OPERATION,
    "LoCash":    JournalType.FINANCIAL_OPERATION,
    "LoMemo":    JournalType.MISCELLANEOUS_OPERATION,
    "LoBalance": JournalType.MISCELLANEOUS_OPERATION,
    "LoTrans":   JournalType.MISCELLANEOUS_OPERATION,
    "LoInv":     JournalType.MISCELLANEOUS_OPERATION,
    "LoOther":   JournalType.MISCELLANEOUS_OPERATION,
}
VAT_TYPES = {"V": VatCodeType.SALE, "I": VatCodeType.PURCHASE}
VAT_DUTIES = {
    "1": VatCodeScope.DOMESTIC,
    "2": VatCodeScope.DOMESTIC,  # reversed
    "3": VatCodeScope.EUROPEAN_UNION,
    "4": VatCodeScope.REST_OF_THE_WORLD,
    "5": VatCodeScope.DOMESTIC,  # exempt
}
REVERSE_CHARGES = {"N": False, "G": False, "V": True}
# fmt: on


class CodeLists(msgspec.Struct, frozen=True, eq=False, forbid_unknown_fields=True):
    """What a connection's codes mean. A code that is in no list is `unknown`, never a guess."""

    journal_type: dict[str, JournalType] = msgspec.field(default_factory=JOURNAL_TYPES.copy)
    vat_type: dict[str, VatCodeType] = msgspec.field(default_factory=VAT_TYPES.copy)
    vat_duty: dict[str, VatCodeScope] = msgspec.field(default_factory=VAT_DUTIES.copy)
    reverse_charge: dict[str, bool] = msgspec.field(default_factory=REVERSE_CHARGES.copy)


UNVERIFIED = CodeLists()


@lru_cache(maxsize=256)
def code_lists(text: str | None) -> CodeLists:
    """As a connection holds them; equal texts give the very same lists. Raises DecodeError."""
    return UNVERIFIED if text is None else msgspec.json.decode(text, type=CodeLists)


def told_by(codes: Mapping[str, bool], name: str) -> Codec[bool | None]:
    """Yes or no by code; a code that is in no list is neither."""

    def encode(_: object) -> str:
        raise Unreadable(f"is read only: several codes may mean the same {name}")

    return Codec(name, lambda raw: codes.get(str(raw)), encode)


# In the language of the environment; unverified, as AFAS does not publish these words either.
organisation = told_by(
    {"Organisatie": True, "Persoon": False, "Organisation": True, "Person": False}, "organisation"
)
