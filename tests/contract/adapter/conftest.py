from dataclasses import dataclass
from typing import Any

import pytest

from contract.adapter.opening import KEPT, OPENERS
from gateway.accounting.books import Page, Query
from gateway.accounting.outstandings import OutstandingType
from gateway.accounting.parties import PartnerType

LISTS = [(opener, ability) for opener, (_, able) in OPENERS.items() for ability in sorted(able)]


# What a caller must say to be answered at all.
REQUIRED: dict[str, dict[str, Any]] = {
    "balances": {"accounts": [""], "start": "202501", "end": "202605"},
    "contacts": {"partner_type": PartnerType.CLIENT, "partner_id": "10020"},
    "outstandings": {"type": OutstandingType.CLIENT, "unposted_allowed": False},
}


@dataclass(frozen=True)
class Asking:
    """An ability that is always asked what it requires."""

    ability: Any
    required: dict[str, Any]

    async def page(self, query: Query) -> Page:
        return await self.ability.page(query.asking(**self.required))


@dataclass(frozen=True)
class Asked:
    """One ability of opened books, and the folder to ask it in."""

    ability: Any
    folder: str


def pytest_generate_tests(metafunc):
    for name, choices in (
        ("listed", LISTS),
        ("kept", [(opener, ability) for opener, ability in LISTS if ability in KEPT]),
    ):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, choices, indirect=True, ids=map("-".join, choices))


async def opened(request):
    opener, ability = request.param
    async with OPENERS[opener][0]() as books:
        folder, *_ = await books.selected_folders()
        found = getattr(books, ability)
        required = REQUIRED.get(ability)
        yield Asked(found if required is None else Asking(found, required), folder)


listed = pytest.fixture(opened, name="listed")
kept = pytest.fixture(opened, name="kept")
