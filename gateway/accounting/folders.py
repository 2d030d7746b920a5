"""Folders: the legal entities of which books are kept."""

from pydantic import BaseModel


class FolderAddressItem(BaseModel):
    street: str | None = None
    number: str | None = None
    box: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = None


class FolderItem(BaseModel):
    id: str
    name: str
    selected: bool | None = True
    active: bool | None = True
    vat: str | None = None
    company_number: str | None = None
    main_currency: str | None = None
    addresses: list[FolderAddressItem] | None = None
