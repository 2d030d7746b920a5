from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter

from gateway.accounting.books import Kept
from gateway.accounting.folders import FolderItem
from gateway.api.accounting.declaring import Noun, able
from gateway.api.accounting.wire import AccountingRoute
from gateway.api.deps import LiveQuery, Text

router = APIRouter(route_class=AccountingRoute)

FOLDERS = Noun("Folders", "folders")
MOST_FOLDERS = 1000  # this list alone is not paged

Folders = Annotated[Kept[FolderItem], able("folders")]


@router.get("/folders", **FOLDERS.reads("accounting_get_folders", "List folders"))
async def list_folders(folders: Folders, query: LiveQuery) -> list[FolderItem]:
    return (await folders.page(replace(query, size=MOST_FOLDERS))).items


@router.get("/folders/{folder_id}", **FOLDERS.reads("accounting_get_folder", "Get a folder"))
async def get_folder(folder_id: Text, folders: Folders, query: LiveQuery) -> FolderItem:
    return await folders.get(folder_id, query)
