"""Four hundred debtors and four hundred creditors, on top of organisations and persons."""

import json
from dataclasses import dataclass
from random import Random

from adapters.afas.simulator.booking.addresses import BIC
from adapters.afas.simulator.seed.master import COMPANY, FIRST_STAMP, many
from adapters.afas.simulator.store.books import Books, Value

EACH_KIND = 400
SHARED = 40  # organisations that are both debtor and creditor
FIRST_PARTY = 1_000_000
FIRST = {"2": 10_000, "3": 60_000}
PERSONS, G_ACCOUNTS = 0.15, 0.02
BLOCKED, HIDDEN = range(17, EACH_KIND, 50), range(33, EACH_KIND, 100)
OVERLAP = 10  # creditors whose number is also a debtor's: the ranges are separate
FREE_SEGMENT = COMPANY["free_fields"][0][1]


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    id: str
    name: str
    control: str
    payment_condition: str
    currency: str
    country: str


@dataclass(slots=True)
class _Tables:
    parties: list[tuple[Value, ...]]
    addresses: list[tuple[Value, ...]]
    banks: list[tuple[Value, ...]]
    contacts: list[tuple[Value, ...]]
    relations: list[tuple[Value, ...]]


def move_in(books: Books, random: Random) -> list[Relation]:
    tables = _Tables([], [], [], [], [])
    relations = []
    parties: dict[str, list[tuple[str, str, str]]] = {"2": [], "3": []}
    for kind in ("2", "3"):
        for number in range(EACH_KIND):
            shared = kind == "3" and number < SHARED
            party = parties["2"][number] if shared else _party(tables, random)
            parties[kind].append(party)
            relations.append(_relation(tables, random, kind, number, party))
    _write(books, tables)
    books.write_many(
        "INSERT INTO counters VALUES (?, ?)",
        [
            ("party", FIRST_PARTY + len(tables.parties)),
            ("party internal", 5000 + len(tables.parties)),
            ("relation 2", FIRST["2"] + EACH_KIND),
            ("relation 3", FIRST["3"] + EACH_KIND),
        ],
    )
    return relations


def _party(tables: _Tables, random: Random) -> tuple[str, str, str]:
    """Number, name and country of a new organisation or person."""
    index = len(tables.parties)
    number = str(FIRST_PARTY + index)
    person = random.random() < PERSONS
    country = random.choices(["NL", "B", "D", "F", "US"], [86, 6, 5, 2, 1])[0]
    first, last = random.choice(COMPANY["first_names"]), random.choice(COMPANY["last_names"])
    if person:
        name = f"{first} {last}"
    else:
        place, trade = random.choice(COMPANY["places"]), random.choice(COMPANY["trades"])
        name = f"{place} {trade} {index % 97 + 1} {random.choice(COMPANY['legal_forms'])}"
    mail = f"{random.choice(COMPANY['mailboxes'])}@bedrijf{index}.example"
    phone = f"0{random.randint(10, 79)}-{random.randint(1000000, 9999999)}"
    tables.parties.append(
        (
            *(number, 5000 + index, "Persoon" if person else "Organisatie", name),
            *(name.upper().replace(" ", "")[:10], None if person else f"{20_000_000 + index * 7}"),
            *(phone, f"06-{random.randint(10000000, 99999999)}", mail),
            *(f"www.bedrijf{index}.example",),
            *((first, first[0] + ".", last, random.choice("MV")) if person else (None,) * 4),
            *(FIRST_STAMP, _stamp(random)),
        )
    )
    _reach(tables, random, number, country)
    if not person and index % 4 == 0:
        tables.contacts.append(
            ("AFD", number, "Administratie", phone, mail, FIRST_STAMP, _stamp(random))
        )
    return number, name, country


def _reach(tables: _Tables, random: Random, number: str, country: str) -> None:
    city = random.choice(COMPANY["cities"])
    digits = random.randint(int(city[1]), int(city[2]))
    letters = "".join(random.choices("ABCDEGHJKLMNPRSTVWXZ", k=2))
    code = f"{digits} {letters}" if country == "NL" else str(random.randint(10000, 99999))
    for role in ("adr", "pad"):
        tables.addresses.append(
            (
                *(number, role, random.choice(COMPANY["streets"]), random.randint(1, 240)),
                *(random.choice(["A", "B", None, None, None, None]), code),
                *(city[0] if country == "NL" else "Grensstad", country, "1900-01-01"),
                *(FIRST_STAMP, FIRST_STAMP),
            )
        )
    bank = random.choice(sorted(BIC))
    iban = dutch_iban(bank, random.randint(100_000_000, 999_999_999))
    tables.banks.append((number, "NL", iban, BIC[bank], int(random.random() < G_ACCOUNTS)))


def dutch_iban(bank: str, account: int) -> str:
    digits = "".join(str(int(each, 36)) for each in f"{bank}{account:010}NL00")
    return f"NL{98 - int(digits) % 97:02}{bank}{account:010}"


def _stamp(random: Random) -> str:
    day = f"20{random.randint(20, 24)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    clock = (random.randint(8, 17), random.randint(0, 59), random.randint(0, 59))
    return day + "T{:02}:{:02}:{:02}.417".format(*clock)


def _relation(
    tables: _Tables, random: Random, kind: str, number: int, party: tuple[str, str, str]
) -> Relation:
    overlaps = kind == "3" and number >= EACH_KIND - OVERLAP
    id_ = str(FIRST["2"] + number - EACH_KIND + OVERLAP if overlaps else FIRST[kind] + number)
    abroad = party[2] != "NL"
    relation = Relation(
        kind=kind,
        id=id_,
        name=party[1],
        control={"2": "1305" if abroad else "1300", "3": "1605" if abroad else "1600"}[kind],
        payment_condition=random.choices(["14", "30", "60", "7", "30E", "14K"], [4, 8, 2, 1, 1, 1])[
            0
        ],
        currency="USD" if party[2] == "US" else "EUR",
        country=party[2],
    )
    fields = (
        {FREE_SEGMENT: random.choice(COMPANY["segments"]), "InPv": random.choice("AEEEU")}
        if kind == "2"
        else {"InPv": "A"}
    )
    duty = "1" if not abroad else "4" if party[2] == "US" else "3"
    prefix = {"NL": "NL", "B": "BE", "D": "DE", "F": "FR"}.get(party[2], "")
    vat = f"{prefix}{int(party[0]) * 83 % 10**9:09}{'B01' if prefix == 'NL' else ''}"
    tables.relations.append(
        (
            *(kind, id_, party[0], 1, relation.control, relation.payment_condition),
            *(relation.currency, duty, vat if prefix else None),
            *(int(number in BLOCKED), int(number in HIDDEN)),
            *(random.choice([0, 500_000, 1_000_000, 2_500_000]), int(number % 6 == 0)),
            *(json.dumps(fields), FIRST_STAMP, _stamp(random)),
        )
    )
    return relation


def _write(books: Books, tables: _Tables) -> None:
    many(
        books,
        "parties",
        "number, internal, type, name, search_name, chamber_number, phone, mobile, email, website,"
        " first_name, initials, last_name, gender, created, modified",
        tables.parties,
    )
    many(
        books,
        "addresses",
        "owner, role, street, number, number_addition, zip, city, country, begins, created,"
        " modified",
        tables.addresses,
    )
    many(books, "bank_accounts", "owner, country, iban, bic, g_account", tables.banks)
    many(
        books,
        "contacts",
        "type, organisation, department, phone, email, created, modified",
        tables.contacts,
    )
    many(
        books,
        "relations",
        "kind, id, party, in_ledger, control, payment_condition, currency, vat_duty, vat_number,"
        " blocked, hidden, credit_limit, auto_payment, fields, created, modified",
        tables.relations,
    )
