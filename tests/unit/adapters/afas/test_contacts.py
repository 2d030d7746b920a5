"""The people and departments behind a client or supplier."""

import pytest

from adapters.afas.contacts import first_that_is_known
from adapters.mapping.codec import Unreadable
from contract.adapter.opening import simulated_afas
from gateway.accounting.books import Query
from gateway.accounting.errors import NotFound, PermissionMissing
from gateway.accounting.parties import PartnerType

FIRST = Query(folder_id="1", size=100)


@pytest.fixture(params=[True, False], ids=["pack", "standard"])
async def simulated(request):
    async with simulated_afas(pack=request.param) as opened:
        yield opened


async def contacts(simulated, partner_type, partner_id):
    asked = FIRST.asking(partner_type=partner_type, partner_id=partner_id)
    page = await simulated.open_books().contacts.page(asked)
    assert page.total == len(page.items)
    return page.items


async def test_a_client_has_the_contacts_of_its_organisation(simulated):
    (desk,) = await contacts(simulated, PartnerType.CLIENT, "10020")
    assert desk.name == "Administratie"
    assert "@bedrijf20." in desk.email
    assert desk.phone
    assert (desk.first_name, desk.last_name) == (None, None)


async def test_a_supplier_of_the_same_number_is_somebody_else(simulated):
    (desk,) = await contacts(simulated, PartnerType.SUPPLIER, "10006")
    assert "@bedrijf756." in desk.email
    assert await contacts(simulated, PartnerType.CLIENT, "10006") == []


def element(name, fields, *under):
    return {name: {"Element": {"Fields": fields, "Objects": list(under)}}}


async def test_a_person_who_works_there_is_one_of_them_until_blocked(simulated):
    name = {"MatchPer": "7", "AutoNum": True, "FiNm": "Els", "LaNm": "Kok"}
    work = {"ViKc": "PRS", "PadAdr": True, "EmAd": "els@bedrijf20.example", "FuDs": "Inkoper"}
    contact = element("KnContact", work, element("KnPerson", name))
    organisation = {"MatchOga": "0", "BcCo": "1000020"}
    await simulated.write(
        "POST", "KnOrganisation/KnContact", element("KnOrganisation", organisation, contact)
    )
    desk, els = await contacts(simulated, PartnerType.CLIENT, "10020")
    assert desk.name == "Administratie"
    assert (els.name, els.email, els.function) == ("Els Kok", "els@bedrijf20.example", "Inkoper")
    await simulated.write(
        "PUT", "KnContact", element("KnContact", {"CdId": int(els.id), "Bl": True})
    )
    assert await contacts(simulated, PartnerType.CLIENT, "10020") == [desk]


def test_a_contact_without_any_name_is_unreadable():
    assert first_that_is_known.decode(None, " ", "Hoofdkantoor") == "Hoofdkantoor"
    with pytest.raises(Unreadable):
        first_that_is_known.decode(None, "", " ")


@pytest.mark.parametrize("nobody", ["404", "10020 ", "", "1,2", "%"])
async def test_contacts_of_nobody_are_not_found(simulated, nobody):
    with pytest.raises(NotFound) as refused:
        await contacts(simulated, PartnerType.CLIENT, nobody)
    assert refused.value.code == "ERROR_PARTNER_NOT_FOUND"


async def test_a_token_without_the_connector_is_told_its_name(simulated):
    await simulated.allow(["Profit_Debtor"])
    with pytest.raises(PermissionMissing, match="Profit_Contacts"):
        await contacts(simulated, PartnerType.CLIENT, "10020")
