"""The body of an UpdateConnector call, in every variation that official examples show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from adapters.afas.simulator.booking.schema import FreeFields, ObjectSchema, UpdateConnector
from adapters.afas.simulator.booking.values import Typed, typed
from adapters.afas.simulator.switches import Settings
from adapters.afas.simulator.texts import (
    ACCOUNT_EMPTY,
    ENTER_A_VALUE,
    ENTRY_NUMBER_SUPPLIED,
    ONE_RECORD_ONLY,
    UNKNOWN_FIELD,
    UNKNOWN_OBJECT,
    Refusal,
)

FREE_FIELD = re.compile(r"U[0-9A-F]{32}", re.IGNORECASE)
_DECODER = msgspec.json.Decoder(float_hook=Decimal)

Json = dict[str, object]


class InvalidJson(Exception):
    """The body is no JSON at all."""


class MissingElement(Exception):
    """The body is JSON, but not what an UpdateConnector expects."""


@dataclass(slots=True)
class Record:
    """One element: its fields with keys, and the objects under it. None means: clear it."""

    values: dict[str, Typed]
    action: str = ""
    objects: list[tuple[str, "Record"]] = field(default_factory=list)

    def under(self, name: str) -> Iterator["Record"]:
        return (record for label, record in self.objects if label == name)

    def first(self, name: str) -> "Record | None":
        return next(self.under(name), None)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return "" if value is None else str(value)

    def maybe(self, name: str) -> str | None:
        return self.text(name) or None

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else bool(value)

    def whole(self, name: str) -> int | None:
        value = self.values.get(name)
        return value if isinstance(value, int) else None

    def cents(self, name: str) -> int | None:
        value = self.values.get(name)
        return int(value * 100) if isinstance(value, Decimal) else None


def decode(body: bytes) -> object:
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidJson from error


@dataclass(frozen=True, slots=True)
class Reading:
    """How a body is read: the connector, what the customer added, and the switches."""

    connector: UpdateConnector
    free: FreeFields
    settings: Settings
    inserting: bool

    def records(self, document: object, *, partial: bool = False) -> list[Record]:
        """The top-level records; `partial` for a sub-object path, where the main one exists."""
        if not isinstance(document, dict) or len(document) != 1:
            raise MissingElement
        ((element, content),) = document.items()
        if element.casefold() != self.connector.element.casefold():
            raise MissingElement
        inserting = self.inserting and not partial
        found = [
            self._record(each, self.connector.element, self.connector.main, inserting=inserting)
            for each in self._elements(content, self.connector.element, many=self.connector.many)
        ]
        for record in found:
            if not inserting and record.action != "insert":
                _check_keys(record, self.connector.main)
        return found

    def _elements(self, content: object, name: str, *, many: bool) -> list[Json]:
        inner = _member(content, "Element") if isinstance(content, dict) else None
        listed = inner if isinstance(inner, list) else [inner]
        elements = [each for each in listed if isinstance(each, dict)]
        if len(elements) != len(listed) or not elements:
            raise MissingElement
        if len(elements) > 1 and not many and self.settings.enforce_one_record_rules:
            raise Refusal(ONE_RECORD_ONLY, element=name)
        return elements

    def _record(self, element: Json, name: str, schema: ObjectSchema, *, inserting: bool) -> Record:
        given = {
            key.removeprefix("@"): value for key, value in element.items() if key.startswith("@")
        }
        fields = _member(element, "Fields")
        if isinstance(fields, list) and len(fields) == 1:
            fields = fields[0]
        if isinstance(fields, dict):
            given |= {key.removeprefix("@"): value for key, value in fields.items()}
        elif fields not in (None, "", []):
            raise MissingElement
        action = str(given.pop("Action", given.pop("action", "")) or "").lower()
        record = Record(dict(self._values(given, name, schema)), action)
        if action == "insert" or (inserting and not action):
            _check_mandatory(record, schema)
        for label, inner in _objects(_member(element, "Objects")):
            nested = schema.objects.get(label)
            if nested is None:
                raise Refusal(UNKNOWN_OBJECT, field=label, element=name)
            record.objects.extend(
                (label, self._record(each, label, nested, inserting=inserting))
                for each in self._elements(inner, label, many=nested.many)
            )
        return record

    def _values(self, given: Json, name: str, schema: ObjectSchema) -> Iterator[tuple[str, Typed]]:
        for key, value in given.items():
            if value is None:
                continue
            known = schema.fields.get(key)
            if known is None and FREE_FIELD.fullmatch(key):
                free = self.free.get(name, {}).get(key.upper())
                known = None if free is None else free.schema
            if known is None:
                if self.settings.unknown_field == "ignore":
                    continue
                raise Refusal(UNKNOWN_FIELD, field=key, element=name)
            if known.refused and self.inserting:
                raise Refusal(ENTRY_NUMBER_SUPPLIED)
            yield key.upper() if FREE_FIELD.fullmatch(key) else key, typed(value, known)


def _check_mandatory(record: Record, schema: ObjectSchema) -> None:
    for name, each in schema.fields.items():
        if each.enforced and record.values.get(name) is None:
            if name == "AcNr":
                raise Refusal(ACCOUNT_EMPTY)
            raise Refusal(ENTER_A_VALUE, label=each.name)


def _check_keys(record: Record, schema: ObjectSchema) -> None:
    for name, each in schema.fields.items():
        if each.key and record.values.get(name) is None:
            raise Refusal(ENTER_A_VALUE, label=each.name)


def _member(element: Json, name: str) -> object:
    if name in element:
        return element[name]
    return next((value for key, value in element.items() if key.lower() == name.lower()), None)


def _objects(objects: object) -> Iterator[tuple[str, object]]:
    """`Objects` comes as a list of one-key objects or as one object with several keys."""
    for each in objects if isinstance(objects, list) else [objects]:
        if isinstance(each, dict):
            yield from each.items()
        elif each not in (None, ""):
            raise MissingElement
