"""From what somebody typed to an adapter's credentials, with errors that never repeat a secret."""

import difflib
from collections.abc import Mapping

from pydantic import ValidationError

from gateway.accounting.books import Adapter, Credentials
from gateway.plumbing.refusals import Fault, InvalidInput, Unfit


def read_credentials(adapter: Adapter, given: Mapping[str, object]) -> Credentials:
    """Raises `Unfit` for a wrong or missing key, `InvalidInput` for a value."""
    known = list(adapter.credentials.model_fields)
    for key in given:
        if key not in known:
            nearest = difflib.get_close_matches(key, known, n=1) or known
            raise Unfit(
                f"{adapter.label} has no credential '{key}'; did you mean {' or '.join(nearest)}?"
            )
    filled = {key: value for key, value in given.items() if not _blank(value)}
    try:
        return adapter.credentials.model_validate(filled)
    except ValidationError as error:
        faults = [
            Fault(("body", "credentials", *one["loc"]), one["msg"].removeprefix("Value error, "))
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        missing = [str(one["loc"][0]) for one in error.errors() if one["type"] == "missing"]
        if missing:
            raise Unfit(f"The credential '{missing[0]}' is missing.") from None
        raise InvalidInput(faults) from None


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
