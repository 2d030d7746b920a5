"""Every router of the accounting vertical, under a consumer."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

from gateway.api.accounting import (
    accounts,
    analytic_plans,
    attachments,
    bank_accounts,
    clients,
    folders,
    invoices,
    journal_entries,
    lookups,
    miscellaneous_operations,
    parties,
    suppliers,
)
from gateway.api.accounting.declaring import Able

NOUNS = (
    folders,
    lookups,
    accounts,
    clients,
    suppliers,
    parties,
    invoices,
    attachments,
    journal_entries,
    miscellaneous_operations,
    analytic_plans,
    bank_accounts,
)

router = APIRouter(prefix="/consumers/{consumer_id}/accounting")
for noun in NOUNS:
    router.include_router(noun.router)


def _operations() -> Iterator[tuple[str, str | None]]:
    for noun in NOUNS:
        for route in noun.router.routes:
            if isinstance(route, APIRoute) and route.operation_id:
                needs = (one.call for one in route.dependant.dependencies)
                abilities = (need.ability for need in needs if isinstance(need, Able))
                yield route.operation_id, next(abilities, None)


# Each operation with the ability it needs of the books; None when nothing is built behind it.
OPERATIONS = dict(_operations())
