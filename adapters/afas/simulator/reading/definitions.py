"""GetConnector definitions: the standard ones and those a partner brings as files, in one format.

`{id, collection, fields: [{alias, source}], filter}`; see docs/simulator.md.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import msgspec

from adapters.afas.simulator.reading.collection import DATA_TYPE, Collection, Kind, Source
from adapters.afas.simulator.reading.collections import COLLECTIONS
from adapters.afas.simulator.reading.filters import EQUAL, QUICK

TEXT, CODE = 1, 5  # controlType
LONGEST_CODE = 20
STORED_KINDS = {Kind.INT, Kind.YES, Kind.DAY, Kind.NUMBER}  # what a bag may be read as
STANDARD = Path(__file__).parent.parent / "schema" / "get"


class FieldFile(msgspec.Struct, forbid_unknown_fields=True):
    alias: str
    source: str = ""
    type: Kind = Kind.TEXT
    label: str = ""
    labelNl: str = ""  # noqa: N815 - the file format


class ConditionFile(msgspec.Struct, forbid_unknown_fields=True):
    source: str
    operator: Annotated[int, msgspec.Meta(ge=EQUAL, le=QUICK)]
    value: str = ""


class DefinitionFile(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    collection: str | None
    fields: list[FieldFile]
    filter: list[list[ConditionFile]] = msgspec.field(default_factory=list)
    description: str = ""
    descriptionNl: str = ""  # noqa: N815 - the file format


class BadDefinition(Exception):
    """A connector file that is no proper one; the message is one line and names what is wrong."""


@dataclass(frozen=True, slots=True)
class Field:
    alias: str
    field_id: str
    source: Source
    label: str
    label_nl: str


@dataclass(frozen=True, slots=True)
class Condition:
    source: Source
    operator: int
    value: str


@dataclass(frozen=True, slots=True)
class GetConnector:
    id: str
    description: str
    description_nl: str
    collection: Collection | None
    fields: tuple[Field, ...]
    filter: tuple[tuple[Condition, ...], ...]

    def metainfo(self, language: str) -> dict[str, object]:
        return {
            "name": self.id,
            "description": self.description if language == "en" else self.description_nl,
            "fields": [
                {
                    "id": each.alias,
                    "fieldId": each.field_id,
                    "dataType": DATA_TYPE[each.source.kind],
                    "label": each.label if language == "en" else each.label_nl,
                    "length": each.source.length,
                    "controlType": CODE if 0 < each.source.length <= LONGEST_CODE else TEXT,
                    "decimals": 2 if each.source.kind is Kind.MONEY else 0,
                    "decimalsFieldId": "",
                }
                for each in self.fields
            ],
        }


def read_definition(content: bytes) -> GetConnector:
    try:
        file = msgspec.json.decode(content, type=DefinitionFile)
    except msgspec.DecodeError as error:
        raise BadDefinition(str(error)) from error
    where = COLLECTIONS.get(file.collection) if file.collection else None
    if file.collection and where is None:
        raise BadDefinition(f"{file.id}: there is no collection {file.collection!r}")
    fields = tuple(
        Field(
            alias=each.alias,
            field_id=f"U{number:03}",
            source=_source(file.id, where, each),
            label=each.label or _source(file.id, where, each).label,
            label_nl=each.labelNl or each.label or _source(file.id, where, each).label,
        )
        for number, each in enumerate(file.fields, 1)
    )
    if len({each.alias.casefold() for each in fields}) != len(fields):
        raise BadDefinition(f"{file.id}: an alias occurs twice")
    conditions = tuple(
        tuple(
            Condition(_named(file.id, where, each.source), each.operator, each.value)
            for each in group
        )
        for group in file.filter
    )
    description = file.description or file.id
    return GetConnector(
        file.id, description, file.descriptionNl or description, where, fields, conditions
    )


def _source(connector: str, where: Collection | None, each: FieldFile) -> Source:
    if each.source:
        source = _named(connector, where, each.source)
        stored = ":" in each.source and each.type in STORED_KINDS
        return replace(source, kind=each.type, length=0) if stored else source
    return Source(each.alias, "NULL", each.type)


def _named(connector: str, where: Collection | None, name: str) -> Source:
    source = where.source(name) if where is not None else None
    if source is None:
        raise BadDefinition(f"{connector}: there is no source {name!r}")
    return source


def read_folder(folder: Path) -> dict[str, GetConnector]:
    found: dict[str, GetConnector] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            connector = read_definition(path.read_bytes())
        except BadDefinition as error:
            raise BadDefinition(f"{path}: {error}") from error
        found[connector.id.casefold()] = connector
    return found
