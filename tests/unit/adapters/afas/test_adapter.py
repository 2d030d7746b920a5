import base64

import pytest

from adapters.afas.adapter import afas
from adapters.afas.credentials import AfasCredentials
from adapters.catalog import ADAPTERS
from gateway.accounting.books import Credentials, Surroundings
from gateway.accounting.errors import ConnectionBroken
from unit.adapters.afas.scripted_afas import TOKEN


def test_the_catalogue_offers_afas_profit_under_its_number():
    adapter = ADAPTERS["afas"]
    assert (adapter.key, adapter.label, adapter.integration_id) == ("afas", "AFAS Profit", 8037)
    assert adapter.credentials is AfasCredentials


@pytest.mark.parametrize("picture", ["logo", "icon"])
def test_its_pictures_are_pngs(picture):
    image = base64.b64decode(getattr(ADAPTERS["afas"], picture), validate=True)
    assert image.startswith(b"\x89PNG\r\n\x1a\n")


async def test_a_gateway_without_a_sandbox_says_so(vendor):
    sandbox = AfasCredentials(company_id="36480", environment="sandbox", token=TOKEN)
    async with afas(vendor.transport).running(Surroundings(observe=lambda _: None)) as opening:
        with pytest.raises(ConnectionBroken, match="no sandbox"):
            opening(sandbox)


async def test_credentials_of_another_vendor_do_not_open_afas_books(vendor):
    async with afas(vendor.transport).running(Surroundings(observe=lambda _: None)) as opening:
        with pytest.raises(TypeError):
            opening(Credentials())


async def test_credentials_that_nobody_validated_do_not_open_books(vendor):
    unchecked = AfasCredentials.model_construct(company_id="36480", environment="test")
    async with afas(vendor.transport).running(Surroundings(observe=lambda _: None)) as opening:
        with pytest.raises(TypeError, match="not validated"):
            opening(unchecked)
