from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from gateway.accounting.books import Kept, Page
from gateway.accounting.expenses import ExpenseItemIn, ExpenseItemOut
from gateway.accounting.miscellaneous_operations import (
    MiscellaneousOperationIn,
    MiscellaneousOperationOut,
)
from gateway.api.accounting.declaring import Noun, Unbuilt, able, asks
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute, deprecated=True)

OPERATIONS = Noun("Miscellaneous operations", "miscellaneous_operations")
EXPENSES = Noun("Expenses", "expenses")

Operations = Annotated[Kept[MiscellaneousOperationOut], able("miscellaneous_operations")]


class OperationFilter(BaseModel):
    date_from: date | None = None
    date_to: date | None = None
    journal_ids: Text | None = Field(None, description="With commas between them.")


@router.get(
    "/miscellaneous-operation",
    **OPERATIONS.reads("accounting_get_miscellaneous_operations", "List miscellaneous operations"),
)
async def list_operations(
    operations: Operations, query: PageQuery, asked: Annotated[OperationFilter, Query()]
) -> Page[MiscellaneousOperationOut]:
    return await operations.page(query.asking(**asks(asked)))


@router.post(
    "/miscellaneous-operation",
    **OPERATIONS.writes(
        "accounting_create_miscellaneous_operation", "Book a miscellaneous operation"
    ),
)
async def create_operation(
    new: MiscellaneousOperationIn, unbuilt: Unbuilt
) -> MiscellaneousOperationOut:
    raise unbuilt(new)


@router.get(
    "/miscellaneous-operation/{operation_id}",
    **OPERATIONS.reads("accounting_get_miscellaneous_operation", "Get a miscellaneous operation"),
)
async def get_operation(
    operation_id: Text, operations: Operations, query: OneQuery
) -> MiscellaneousOperationOut:
    return await operations.get(operation_id, query)


@router.post(
    "/expenses", **EXPENSES.writes("accounting_create_expense", "Book an employee's expenses")
)
async def create_expense(new: ExpenseItemIn, unbuilt: Unbuilt) -> ExpenseItemOut:
    raise unbuilt(new)
