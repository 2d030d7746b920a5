"""Clients and suppliers, read from a simulated company."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.afas.parties import address, bank_account, in_use, surname
from contract.adapter.opening import simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import InvalidField, NotFound
from gateway.accounting.parties import AddressItemOut, AddressType

ALL = Query(folder_id="1", size=100)
NO_PARTS = (None,) * 6
PACK_SAYS_BETTER = {"addresses", "bank_accounts"}
EDAM = ("1000 AA", "Edam", "NL")


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


@pytest.fixture(params=["clients", "suppliers"])
def parties(request, simulated):
    return getattr(simulated.open_books(), request.param)


async def every(parties, **asks):
    query = ALL.asking(**asks)
    first = await parties.page(query)
    pages = range(2, -(-first.total // 100) + 1)
    found = list(first.items)
    for page in pages:
        found += (await parties.page(Query(folder_id="1", page=page, size=100, asks=asks))).items
    return found


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (
            ("Molenpad 12", "1509 AA  Zaandam", "Nederland"),
            ("Molenpad", "12", "1509 AA", "Zaandam"),
        ),
        (("Plein 1944 8 a", "6811XZ  Arnhem", None), ("Plein 1944", "8 a", "6811XZ", "Arnhem")),
        (("Wetstraat 16", "1000  Brussel", "België"), ("Wetstraat", "16", "1000", "Brussel")),
        (("2e Kade 1", "London", None), ("2e Kade 1", None, None, "London")),
        (("Postbus", None, None), ("Postbus", None, None, None)),
        ((None, "  ", "Nederland"), (None, None, None, None)),
    ],
)
def test_an_address_in_lines_is_taken_apart_only_where_it_is_plain(lines, parts):
    (found,) = address.decode(*lines, *NO_PARTS)
    street, number, postal_code, city = parts
    assert found == AddressItemOut(
        address_type=AddressType.MAIN,
        street=street,
        number=number,
        postal_code=postal_code,
        city=city,
        country=lines[2],
    )


def test_nothing_is_made_of_nothing():
    assert address.decode(None, "", None, *NO_PARTS) == []
    assert bank_account.decode("", "RABONL2U") == []
    assert surname.decode(None, " ") is None


def test_the_parts_of_an_address_are_better_than_its_lines():
    (found,) = address.decode("Kade 1 A", "1000 AA  Edam", "Nederland", "Kade", 1, "A", *EDAM)
    assert found == AddressItemOut(
        address_type=AddressType.MAIN,
        street="Kade",
        number="1 A",
        postal_code="1000 AA",
        city="Edam",
        country="NL",
    )


async def test_our_pack_tells_more_and_never_something_else(simulated):
    async with simulated_afas(pack=False) as plain:
        for noun in ("clients", "suppliers"):
            more = await every(getattr(simulated.open_books(), noun))
            less = await every(getattr(plain.open_books(), noun))
            assert len(more) == len(less)
            for packed, standard in zip(more, less, strict=True):
                told = standard.model_dump(
                    exclude_none=True, exclude={"addresses", "bank_accounts"}
                )
                assert told.items() <= packed.model_dump().items()
            assert {party.is_company for party in less} == {None}
            assert {party.is_company for party in more} == {True, False}
            assert all(party.last_name for party in more if not party.is_company)
            assert {len(p.addresses[0].country or "") for p in more if p.addresses} == {2}


def test_one_way_of_blocking_is_enough():
    assert [in_use.decode(*flags) for flags in ((None, False), (True, False), (False, "1"))] == [
        True,
        False,
        False,
    ]


async def test_a_party_is_explained_field_by_field(parties):
    client = (await parties.page(ALL)).items[0]
    explained = await parties.explain(client.id, ALL)
    assert explained.value == client == await parties.get(client.id, ALL)
    name = next(step for step in explained.steps if step.ours == "name")
    assert (name.theirs.endswith("orName"), name.before, name.after) == (
        True,
        client.name,
        client.name,
    )


async def test_an_id_that_differs_in_capitals_only_is_another(simulated):
    books = simulated.open_books()
    client = (await books.clients.page(ALL)).items[0]
    with pytest.raises(NotFound) as refused:
        await books.clients.get(f" {client.id}", ALL)
    assert refused.value.code == "ERROR_PARTNER_NOT_FOUND"


async def test_search_looks_at_names_addresses_and_numbers(parties):
    whole = await every(parties)
    one = next(party for party in whole if party.vat and party.company_number and party.email)
    for sought in (one.name[2:], one.email, one.vat[2:], one.company_number):
        found = await every(parties, search=sought)
        assert one in found
        assert all(
            sought.lower() in f"{p.name} {p.email} {p.vat} {p.company_number}".lower()
            for p in found
        )
    assert await every(parties, search="no such party, at all; none") == []


async def test_a_search_that_is_too_long_is_refused(parties):
    with pytest.raises(InvalidField) as refused:
        await parties.page(ALL.asking(search="x" * 101))
    assert refused.value.field == "search"


async def test_updated_after_gives_what_changed_since(parties):
    whole = await every(parties)
    moments = sorted(party.last_updated_on for party in whole)
    since = moments[len(moments) // 2]
    found = await every(parties, updated_after=since)
    # AFAS hides the milliseconds, so that one of the very second may count as later.
    newer = {party.id for party in whole if party.last_updated_on > since}
    assert newer <= {party.id for party in found}
    assert all(party.last_updated_on >= since for party in found)
    assert await every(parties, updated_after=datetime(2100, 1, 1, tzinfo=UTC)) == []


async def test_updated_after_is_asked_in_dutch_time_without_a_z(simulated):
    books = simulated.open_books()
    await books.clients.page(ALL.asking(updated_after=datetime(2026, 7, 1, 10, tzinfo=UTC)))
    url = next(each.url for each in reversed(simulated.exchanges) if each.connector)
    asked = parse_qs(urlsplit(url).query)
    assert asked["filtervalues"] == ["2026-07-01T12:00:00;2026-07-01T12:00:00"]
    assert asked["filterfieldids"] == ["ModifiedDate;CreateDate"]


async def test_a_new_party_is_found_by_the_time_it_was_made(simulated):
    """Across the night in which the clocks go back, as a client that polls would."""
    books, clock = simulated.open_books(), simulated.clock
    clock.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, for the first time
    await simulated.debtor("Eerste")
    (first,) = await every(books.clients, search="Eerste")
    assert first.last_updated_on == clock.now
    clock.now += timedelta(minutes=40)  # 02:10, for the second time
    await simulated.debtor("Tweede")
    found = await every(books.clients, updated_after=first.last_updated_on)
    assert "Tweede" in {party.name for party in found}


async def test_a_list_of_some_hundreds_costs_a_handful_of_calls_and_then_one(simulated):
    books = simulated.open_books()
    await books.clients.page(ALL)
    assert simulated.connectors.count("Ledgergate_Debtors") <= 6
    simulated.exchanges.clear()
    await books.clients.page(Query(folder_id="1", page=2, size=100))
    assert simulated.connectors == ["Ledgergate_Debtors"]
    await books.clients.page(Query(folder_id="1", page=2, size=100, fresh=True))
    assert len(simulated.connectors) > 2


async def test_a_row_that_comes_in_between_two_pages_moves_nothing(simulated):
    books = simulated.open_books()
    whole = [party.id for party in await every(books.clients)]
    first = await books.clients.page(ALL)
    await simulated.debtor("Voorop", number="00001")
    second = await books.clients.page(Query(folder_id="1", page=2, size=100))
    assert [party.id for party in (*first.items, *second.items)] == whole[:200]
    out_of_the_blue = await books.clients.page(Query(folder_id="1", page=2, size=100, fresh=True))
    assert [party.id for party in out_of_the_blue.items] == whole[99:199]
    assert out_of_the_blue.total == len(whole) + 1
