"""The lists that bookkeepers look codes up in, read from a simulated company."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from adapters.afas.accounts import account_type, tax_information
from adapters.mapping.codec import Unreadable
from contract.adapter.opening import SECOND_CODE_SET, simulated_afas
from gateway.accounting.accounts import AccountItemType, AccountTaxMode, AccountTypeFilter
from gateway.accounting.books import Query
from gateway.accounting.errors import ConnectionBroken, NotFound, PermissionMissing, Rejected
from gateway.accounting.journals import JournalType
from gateway.accounting.vat_codes import VatCodeScope, VatCodeType

FIRST = Query(folder_id="1", size=100)


@pytest.fixture
async def simulated():
    async with simulated_afas() as opened:
        yield opened


@pytest.fixture
async def standard():
    async with simulated_afas(pack=False) as opened:
        yield opened


@pytest.fixture(params=["a", "b"])
async def either_code_set(request, simulated):
    await simulated.control("PUT", "settings", {"code_set": request.param})
    known = {"code_lists": SECOND_CODE_SET} if request.param == "b" else {}
    return simulated.open_books(**known)


async def by_id(ability, query=FIRST):
    return {item.id: item for item in (await ability.page(query)).items}


async def test_folders_are_administrations_and_the_connection_says_which_are_selected(simulated):
    books = simulated.open_books(administration="1, 3")
    listed = (await books.folders.page(Query())).items
    assert [(folder.id, folder.selected) for folder in listed] == [
        ("1", True),
        ("2", False),
        ("3", True),
    ]
    assert await books.selected_folders() == ("1", "3")
    assert (await books.folders.get("2", Query())).name == "Zuiderveld Service B.V."
    with pytest.raises(NotFound) as refused:
        await books.folders.get("9", Query())
    assert refused.value.code == "ERROR_FOLDER_NOT_FOUND"


async def test_a_connection_that_names_no_administration_uses_all_that_its_user_may(simulated):
    books = simulated.open_books(administration="")
    assert list(await books.selected_folders()) == ["1", "2", "3"]
    assert all(folder.selected for folder in (await books.folders.page(Query())).items)


async def test_book_years_hold_all_their_periods(simulated):
    years = (await simulated.open_books().bookyears.page(FIRST)).items
    assert [year.name for year in years] == ["2024", "2025", "2026"]
    last = years[-1]
    assert (last.start, last.end, last.closed) == (date(2026, 1, 1), date(2026, 12, 31), False)
    assert all(one.end < other.start for one, other in pairwise(years))


async def test_journals_are_those_of_the_folder_under_any_code_set(either_code_set):
    journals = await by_id(either_code_set.journals)
    assert {code: journals[code].journal_type for code in ("10", "20", "40", "50", "80", "90")} == {
        "10": JournalType.SUPPLIER_INVOICE,
        "20": JournalType.CUSTOMER_INVOICE,
        "40": JournalType.FINANCIAL_OPERATION,
        "50": JournalType.FINANCIAL_OPERATION,
        "80": JournalType.MISCELLANEOUS_OPERATION,
        "90": JournalType.MISCELLANEOUS_OPERATION,
    }
    assert JournalType.UNKNOWN not in {journal.journal_type for journal in journals.values()}
    assert "73" not in journals
    assert (await by_id(either_code_set.journals, Query(folder_id="3")))["73"].blocked is True


async def test_vat_codes_are_the_same_under_any_code_set(either_code_set):
    codes = await by_id(either_code_set.vat_codes)
    high, reverse, old = codes["1"], codes["8"], codes["14"]
    assert (high.rate, high.type, high.scope) == (
        Decimal(21),
        VatCodeType.SALE,
        VatCodeScope.DOMESTIC,
    )
    assert (high.payable_account, high.deductible_account, high.reversed) == ("1510", None, False)
    assert (reverse.type, reverse.reversed) == (VatCodeType.PURCHASE, True)
    assert (reverse.payable_account, reverse.deductible_account) == (None, "1508")
    assert (codes["9"].scope, codes["11"].scope) == (
        VatCodeScope.EUROPEAN_UNION,
        VatCodeScope.REST_OF_THE_WORLD,
    )
    assert (high.active, old.active) == (True, False)


async def test_codes_that_the_connection_does_not_know_are_unknown(simulated):
    await simulated.control("PUT", "settings", {"code_set": "b"})
    books = simulated.open_books()
    assert {each.journal_type for each in (await books.journals.page(FIRST)).items} == {
        JournalType.UNKNOWN
    }
    high = (await by_id(books.vat_codes))["1"]
    assert (high.type, high.scope, high.reversed) == (
        VatCodeType.UNKNOWN,
        VatCodeScope.UNKNOWN,
        None,
    )
    assert (high.payable_account, high.deductible_account) == (None, None)


async def test_accounts_say_what_stands_on_them(simulated):
    accounts = {a.number: a for a in (await simulated.open_books().accounts.page(FIRST)).items}
    assert {
        number: accounts[number].type for number in ("1300", "1600", "1500", "8000", "4300")
    } == {
        "1300": AccountItemType.RECEIVABLE,
        "1600": AccountItemType.PAYABLE,
        "1500": AccountItemType.VAT,
        "8000": AccountItemType.INCOME,
        "4300": AccountItemType.EXPENSE,
    }
    assert (accounts["4990"].active, accounts["4300"].active) == (False, True)
    assert accounts["1000"].tax_information.mode is AccountTaxMode.RESTRICTED
    assert accounts["8000"].tax_information.mode is AccountTaxMode.FREE


async def test_accounts_are_chosen_by_class_and_by_type(simulated):
    books = simulated.open_books()

    async def numbers(**asks):
        return [item.number for item in (await books.accounts.page(FIRST.asking(**asks))).items]

    assert {number[0] for number in await numbers(classes="4, 8")} == {"4", "8"}
    assert await numbers(classes="130", type=None) == ["1300", "1305"]
    assert "8000" in await numbers(type=AccountTypeFilter.INCOME)
    assert await numbers(type=AccountTypeFilter.INCOME, classes="4") == []
    assert await numbers(type=AccountTypeFilter.BANK) == []


def test_an_account_of_a_kind_nobody_knows_has_no_type():
    assert account_type.decode("9", "O", "N") is None
    assert account_type.decode(None, None, None) is None


def test_an_account_names_its_preferred_vat_code():
    told = tax_information.decode(True, "5")  # noqa: FBT003 - as a record holds it
    assert [(code.id, code.default) for code in told.tax_codes] == [("5", True)]
    with pytest.raises(Unreadable):
        tax_information.decode("perhaps", None)


async def test_payment_terms_need_our_pack(simulated, standard):
    terms = await by_id(simulated.open_books().payment_terms)
    assert terms["30"].name == "30 dagen"
    with pytest.raises(PermissionMissing, match="Ledgergate_PaymentConditions"):
        await standard.open_books().payment_terms.page(FIRST)


async def test_a_list_is_asked_once_and_again_when_the_caller_insists(simulated):
    books = simulated.open_books()
    for _ in range(3):
        await books.journals.page(FIRST)
    await simulated.open_books().journals.page(FIRST)
    assert simulated.connectors.count("Profit_Journals") == 1
    await books.journals.page(Query(folder_id="1", fresh=True))
    assert simulated.connectors.count("Profit_Journals") == 2


async def test_another_token_does_not_see_what_the_first_remembers(simulated):
    books = simulated.open_books()
    await books.journals.page(FIRST)
    await simulated.open_books(token_name="another").journals.page(FIRST)
    assert simulated.connectors.count("Profit_Journals") == 2


async def test_rows_of_a_folder_need_the_folder(simulated):
    with pytest.raises(Rejected) as refused:
        await simulated.open_books().journals.page(Query())
    assert refused.value.code == "ERROR_FOLDER_REQUIRED"


async def test_analytic_plans_and_accounts_come_from_the_pack_or_from_what_is_assigned(
    simulated, standard
):
    packed, plain = simulated.open_books(), standard.open_books()
    assert await by_id(packed.analytic_plans) == await by_id(plain.analytic_plans)
    all_codes = await by_id(packed.analytic_accounts)
    assigned = await by_id(plain.analytic_accounts)
    assert assigned.keys() < all_codes.keys(), "a code that is assigned nowhere needs the pack"
    assert all_codes["DIRECTIE"].name == "Directie"


async def test_a_default_plan_is_needed_where_there_are_several(simulated):
    books = simulated.open_books(default_analytic_plan="")
    with pytest.raises(ConnectionBroken, match="several analytic plans") as refused:
        await books.analytic_accounts.page(FIRST)
    assert refused.value.code == "ERROR_CONFIGURATION_CONNECTION"


async def test_a_code_is_looked_up_within_its_plan(simulated):
    books = simulated.open_books()
    found = await books.analytic_accounts_of_every_plan.get(
        "DIRECTIE", FIRST.asking(analytic_plan="1")
    )
    assert found.analytic_plan == "1"
    with pytest.raises(NotFound):
        await books.analytic_accounts_of_every_plan.get("DIRECTIE", FIRST.asking(analytic_plan="2"))
