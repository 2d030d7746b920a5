"""Folders are AFAS's administrations."""

from collections.abc import Sequence
from dataclasses import dataclass

from adapters.afas.datasets import ADMINISTRATIONS
from adapters.afas.reading import Reading
from adapters.afas.resource import Absence, paged
from adapters.mapping.codec import text
from adapters.mapping.table import Table, names_of, read_only
from gateway.accounting.books import Page, Query
from gateway.accounting.folders import FolderItem

f = names_of(FolderItem)

# fmt: off
FOLDER = Table(FolderItem, (
    #         ours     AFAS reads   as
    read_only(f.id,    "AdminId",   text),
    read_only(f.name,  "AdminNm",   text),
))
# fmt: on

NOT_IN_AFAS = {
    "selected": "the connection says which administrations it may use",
    "active": "AFAS lists no administration that cannot be used",
    "vat": "Profit_Administrations does not give it",
    "company_number": "Profit_Administrations does not give it",
    "main_currency": "Profit_Administrations does not give it",
    "addresses": "Profit_Administrations does not give them",
}
IGNORED = {"AdminCd": "a second code for the same administration"}
ABSENT = Absence("folder", "ERROR_FOLDER_NOT_FOUND")


@dataclass(frozen=True, slots=True)
class Folders:
    reading: Reading
    chosen: tuple[str, ...]  # by the connection; empty: all that its user may see

    async def page(self, query: Query, /) -> Page[FolderItem]:
        return paged(await self._all(query), query)

    async def get(self, id: str, query: Query, /) -> FolderItem:
        for folder in await self._all(query):
            if folder.id == id:
                return folder
        raise ABSENT.of(id)

    async def selected(self) -> Sequence[str]:
        return self.chosen or [folder.id for folder in await self._all(Query())]

    async def _all(self, query: Query) -> list[FolderItem]:
        _, question = await self.reading.asking(ADMINISTRATIONS, query)
        found = map(FOLDER.reader(), await self.reading.every(question, query))
        return [
            folder.model_copy(update={"selected": not self.chosen or folder.id in self.chosen})
            for folder in found
        ]
