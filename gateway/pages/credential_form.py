"""A form drawn from an adapter's credential model, and what somebody filled in, read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from gateway.accounting.books import Credentials

FORGET = "forget."  # before a field's name: the box that empties a stored secret


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Input:
    """One field as a template draws it. `value` is always empty for a secret."""

    name: str
    label: str
    hint: str
    required: bool
    optional: bool
    secret: bool
    value: str
    choices: tuple[Choice, ...]
    error: str
    stored: bool
    forget: str
    forgotten: bool
    type_again: bool


@dataclass(frozen=True, slots=True)
class CredentialForm:
    """Of a new connection, or of one whose stored credentials can stay or be changed."""

    model: type[Credentials]
    stored: Mapping[str, object] = field(repr=False)

    def given(self, typed: Mapping[str, str]) -> dict[str, object]:
        """What was filled in, by field. A stored secret that was left blank is not among it."""
        secret = self.model.secret_names()
        given: dict[str, object] = {}
        for name in self.model.model_fields:
            value = typed.get(name, "").replace("\x00", "")
            if name in secret and not value.strip() and FORGET + name not in typed:
                continue
            given[name] = value
        return given

    def errors(self, given: Mapping[str, object]) -> dict[str, str]:
        """By field, and under no name what is wrong with all of it; never repeats a value."""
        together = {**self.stored, **given}
        try:
            self.model.model_validate(
                {name: one for name, one in together.items() if str(one).strip()}
            )
        except ValidationError as error:
            found = reversed(error.errors(include_input=False, include_url=False))
            return dict(map(self._in_words, found))
        return {}

    def inputs(
        self, typed: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
    ) -> list[Input]:
        """The fields, empty or as they were filled in; a secret is never filled in again."""
        return [
            self._input(name, info, typed, (errors or {}).get(name, ""))
            for name, info in self.model.model_fields.items()
        ]

    def _input(
        self, name: str, info: FieldInfo, typed: Mapping[str, str] | None, error: str
    ) -> Input:
        values = _choices(info)
        value = self._value(name, info) if typed is None else typed.get(name, "")
        secret = name in self.model.secret_names()
        stored = secret and name in self.stored
        return Input(
            name=name,
            label=_label(name, info),
            hint=info.description or "",
            required=info.is_required() and not stored,
            optional=not info.is_required() and not secret and not values,
            secret=secret,
            value="" if secret else value,
            choices=tuple(Choice(one, _worded(one), one == value) for one in values),
            error=error,
            stored=stored,
            forget=FORGET + name if stored and not info.is_required() else "",
            forgotten=bool(typed and FORGET + name in typed),
            type_again=secret and bool(typed and typed.get(name)),
        )

    def _value(self, name: str, info: FieldInfo) -> str:
        default = None if info.is_required() else info.default
        value = self.stored.get(name, default)
        return "" if value is None else str(value)

    def _in_words(self, error: ErrorDetails) -> tuple[str, str]:
        name = str(error["loc"][0]) if error["loc"] else ""
        if error["type"] == "missing":
            label = _label(name, self.model.model_fields[name])
            return name, f"{label} is needed; please fill it in."
        return name, error["msg"].removeprefix("Value error, ")


def _label(name: str, info: FieldInfo) -> str:
    return info.title or _worded(name)


def _worded(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _choices(info: FieldInfo) -> tuple[str, ...]:
    """The values of an enumeration or a `Literal`; nothing for a field that is typed freely."""
    for part in (info.annotation, *get_args(info.annotation)):
        if isinstance(part, type) and issubclass(part, StrEnum):
            values = tuple(str(one) for one in part)
            break
        if get_origin(part) is Literal:
            values = tuple(str(one) for one in get_args(part))
            break
    else:
        return ()
    return values if info.is_required() or info.default is not None else ("", *values)
