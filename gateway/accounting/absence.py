"""Fields that an answer leaves out when nothing is known: their schema knows no null."""

from typing import Annotated, TypeVar

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

Value = TypeVar("Value")


def _is_absent(value: object) -> bool:
    return value is None


def _without_default(schema: dict[str, object]) -> None:
    schema.pop("default", None)


LeftOut = Annotated[
    Value | SkipJsonSchema[None],
    Field(exclude_if=_is_absent, json_schema_extra=_without_default),
]
