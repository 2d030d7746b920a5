"""What debtors and creditors have in common: an address in lines of text, a bank account."""

import re
from datetime import datetime

from adapters.afas.codecs import wall_clock_before
from adapters.afas.question import Condition, Groups, Is
from adapters.mapping.codec import Gathering, gathering, maybe, text, yes_no
from gateway.accounting.books import Query
from gateway.accounting.errors import InvalidField
from gateway.accounting.parties import AddressItemOut, AddressType, BankAccountsItem

# "1509 AA  Zaandam", "2000  Antwerpen": a code, two blanks, a city.
_CODE_AND_CITY = re.compile(r"(?P<code>\d{4} ?[A-Z]{2}|\S.*?)\s{2,}(?P<city>\S.*)")
_STREET_AND_NUMBER = re.compile(r"(?P<street>\D.*) (?P<number>\d+(?: ?\S{1,6})?)")
LONGEST_SEARCH = 100


def _in_lines(*lines: object) -> AddressItemOut | None:
    first, second, third = map(_filled, lines)
    if not (first or second or third):
        return None
    place = _CODE_AND_CITY.fullmatch(second or "")
    house = _STREET_AND_NUMBER.fullmatch(first or "")
    return AddressItemOut(
        address_type=AddressType.MAIN,
        street=house["street"] if house else first,
        number=house["number"] if house else None,
        postal_code=place["code"] if place else None,
        city=place["city"] if place else second,
        country=third,
    )


def _in_parts(*parts: object) -> AddressItemOut | None:
    street, number, addition, code, city, country = map(_filled, parts)
    if not (street or city):
        return None
    return AddressItemOut(
        address_type=AddressType.MAIN,
        street=street,
        number=" ".join(part for part in (number, addition) if part) or None,
        postal_code=code,
        city=city,
        country=country,
    )


def _filled(value: object) -> str | None:
    return (maybe(text).decode(value) or "").strip() or None


ADDRESS_PARTS = ("Street", "HouseNo", "HouseNoAdd", "ZipCode", "City", "CountryIso")


def _address(*fields: object) -> list[AddressItemOut] | None:
    lines, parts = fields[:3], fields[3:]
    found = _in_parts(*parts) or _in_lines(*lines)
    return [found] if found else []


# Three lines of text with a standard connector; the parts themselves with our pack.
address: Gathering[list[AddressItemOut] | None] = Gathering("main address", _address)


def _bank_account(iban: object, bic: object) -> list[BankAccountsItem] | None:
    known = _filled(iban)
    return [BankAccountsItem(iban=known, bic_swift=_filled(bic))] if known else []


bank_account: Gathering[list[BankAccountsItem] | None] = Gathering("bank account", _bank_account)


@gathering
def surname(prefix: object, last_name: object) -> str | None:
    return " ".join(part for part in (_filled(prefix), _filled(last_name)) if part) or None


@gathering
def in_use(*blocked: object) -> bool | None:
    return not any(maybe(yes_no).decode(flag) for flag in blocked)


def found_by(query: Query, *, texts: tuple[str, ...], moments: tuple[str, ...]) -> Groups:
    """`search` in any of the texts; `updated_after`: created or changed since then."""
    sought, after = query.asks.get("search"), query.asks.get("updated_after")
    within: Groups = tuple(
        (Condition(each, Is.CONTAINING, _searchable(sought)),) for each in texts if sought
    )
    if not isinstance(after, datetime):
        return within
    since = wall_clock_before(after)
    changed = [Condition(each, Is.MORE, since) for each in moments]
    return tuple((*group, moment) for group in within or ((),) for moment in changed)


def _searchable(sought: object) -> str:
    if not isinstance(sought, str) or len(sought) > LONGEST_SEARCH:
        raise InvalidField(f"Search for at most {LONGEST_SEARCH} characters.", field="search")
    return sought
