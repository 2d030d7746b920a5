"""UpdateConnector schemas, read from the data files; metainfo is served from the same data."""

import functools
from dataclasses import dataclass
from pathlib import Path

import msgspec

from adapters.afas.simulator.texts import Label

FOLDER = Path(__file__).parent.parent / "schema" / "update"


class FieldSchema(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    type: str
    label: str
    labelNl: str  # noqa: N815 - the file format
    length: int = 0
    decimals: int = 0
    mandatory: bool = False  # as metainfo reports it
    enforced: bool = False  # refused when missing on insert
    key: bool = False
    refused: bool = False
    codes: dict[str, tuple[str, str]] | None = None
    since: str = ""

    @property
    def name(self) -> Label:
        return Label(self.label, self.labelNl)


class ObjectSchema(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    fields: dict[str, FieldSchema]
    objects: dict[str, "ObjectSchema"] = {}
    many: bool = True


class UpdateConnector(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    id: str
    description: str
    descriptionNl: str  # noqa: N815 - the file format
    element: str
    methods: tuple[str, ...]
    keys: tuple[str, ...]
    replyKeys: tuple[str, ...]  # noqa: N815 - the file format
    subObjects: tuple[str, ...]  # noqa: N815 - the file format
    fields: dict[str, FieldSchema]
    objects: dict[str, ObjectSchema] = {}
    many: bool = True
    freeFields: bool = True  # noqa: N815 - the file format

    @property
    def main(self) -> ObjectSchema:
        return ObjectSchema(self.fields, self.objects, self.many)


@dataclass(frozen=True, slots=True)
class FreeField:
    """A field that the customer added: `U` and 32 hexadecimal digits."""

    id: str
    label: str
    label_nl: str
    type: str
    length: int

    @property
    def schema(self) -> FieldSchema:
        return FieldSchema(self.type, self.label, self.label_nl, length=self.length)


# By object name (a line of FiEntries is its inner object FiEntries) and upper-case id.
FreeFields = dict[str, dict[str, FreeField]]


@functools.cache
def update_connectors() -> dict[str, UpdateConnector]:
    """All UpdateConnectors by folded id."""
    found = (
        msgspec.json.decode(path.read_bytes(), type=UpdateConnector)
        for path in sorted(FOLDER.glob("*.json"))
    )
    return {each.id.casefold(): each for each in found}


def metainfo(connector: UpdateConnector, free: FreeFields, language: str) -> dict[str, object]:
    main = _object(connector.element, connector.main, free, language)
    return {
        "id": connector.id,
        "description": connector.description if language == "en" else connector.descriptionNl,
        "name": connector.element,
        "fields": main["fields"],
        "objects": main["objects"],
    }


def _object(name: str, schema: ObjectSchema, free: FreeFields, language: str) -> dict[str, object]:
    fields = schema.fields | {each.id: each.schema for each in free.get(name, {}).values()}
    return {
        "name": name,
        "fields": [_field(field, each, language) for field, each in fields.items()],
        "objects": [_object(inner, each, free, language) for inner, each in schema.objects.items()],
    }


_DATA_TYPES = {"datetime": "date"}
_CONTROL_TYPES = {"int": 2, "decimal": 2, "boolean": 4, "date": 3, "datetime": 3}


def _field(name: str, field: FieldSchema, language: str) -> dict[str, object]:
    return {
        "fieldId": name,
        "primaryKey": field.key,
        "dataType": _DATA_TYPES.get(field.type, field.type),
        "label": field.name.say(language),
        # Since Profit 3 a boolean is never reported mandatory.
        "mandatory": field.mandatory and field.type != "boolean",
        "length": field.length,
        "decimals": field.decimals,
        "decimalFieldId": "",
        "notzero": False,
        "controlType": 5 if field.codes else _CONTROL_TYPES.get(field.type, 1),
        "values": None
        if field.codes is None
        else [
            {"id": code, "description": names[0 if language == "en" else 1] or names[0]}
            for code, names in field.codes.items()
        ],
    }
