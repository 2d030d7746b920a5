from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.books import Kept, Page
from gateway.accounting.suppliers import SupplierItemIn, SupplierItemOut, SupplierItemUpdate
from gateway.api.accounting.declaring import Noun, Unbuilt, able, asks
from gateway.api.accounting.parties import MergeAsked, PartiesAsked
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import OneQuery, PageQuery, Text

router = APIRouter(route_class=AccountingRoute)

SUPPLIERS = Noun("Suppliers", "suppliers")

Suppliers = Annotated[Kept[SupplierItemOut], able("suppliers")]


@router.get("/suppliers", **SUPPLIERS.reads("accounting_get_suppliers", "List suppliers"))
async def list_suppliers(
    suppliers: Suppliers, query: PageQuery, asked: PartiesAsked
) -> Page[SupplierItemOut]:
    return await suppliers.page(query.asking(**asks(asked)))


@router.post("/suppliers", **SUPPLIERS.writes("accounting_create_supplier", "Create a supplier"))
async def create_supplier(
    new: SupplierItemIn, unbuilt: Unbuilt, merge: MergeAsked
) -> SupplierItemOut:
    raise unbuilt(new, merge)


@router.get(
    "/suppliers/{supplier_id}", **SUPPLIERS.reads("accounting_get_supplier", "Get a supplier")
)
async def get_supplier(supplier_id: Text, suppliers: Suppliers, query: OneQuery) -> SupplierItemOut:
    return await suppliers.get(supplier_id, query)


@router.patch(
    "/suppliers/{supplier_id}",
    **SUPPLIERS.writes("accounting_update_supplier", "Change a supplier"),
)
async def update_supplier(
    supplier_id: Text, change: SupplierItemUpdate, unbuilt: Unbuilt
) -> SupplierItemOut:
    raise unbuilt(supplier_id, change)
