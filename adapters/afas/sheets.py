"""`python -m adapters.afas.sheets FOLDER`: what an administrator builds in AFAS, a sheet each.

AFAS imports no definitions that somebody else has made up, so our connectors are built by hand.
"""

import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import msgspec

from adapters.afas.datasets import DATA_SETS, DataSet, Source


class _Field(msgspec.Struct, rename="camel"):
    alias: str
    label: str
    label_nl: str


class _Definition(msgspec.Struct, rename="camel"):
    id: str
    description: str
    description_nl: str
    fields: list[_Field]


def sheets() -> Iterator[tuple[str, str]]:
    """The name of each file and its text."""
    for data_set in DATA_SETS:
        for source in data_set.sources:
            if source.ours:
                yield f"{source.connector}.md", _sheet(data_set, source, _defined(source))


def _defined(source: Source) -> _Definition:
    definition = files(__package__) / "pack" / f"{source.connector}.json"
    return msgspec.json.decode(definition.read_bytes(), type=_Definition)


def _sheet(data_set: DataSet, source: Source, defined: _Definition) -> str:
    others = [f"`{other.connector}`" for other in data_set.sources if not other.ours]
    instead = (
        f"Without it {', '.join(others)} serves them, with fewer fields."
        if others
        else "No standard connector gives them: without this one they are not available."
    )
    rows = "\n".join(
        f"| {number} | `{each.alias}` | {each.label} | {each.label_nl} |"
        for number, each in enumerate(defined.fields, 1)
    )
    return f"""# {defined.id}

For {data_set.name}. {instead}

| | English | Nederlands |
|---|---|---|
| where | General > Output > Management > GetConnector > New | \
Algemeen > Uitvoer > Beheer > GetConnector > Nieuw |
| data collection | {defined.description} | {defined.description_nl} |
| code | `{defined.id}` | `{defined.id}` |
| filter | none | geen |
| then | General > Management > App connector: add it under GetConnectors | \
Algemeen > Beheer > App connector: toevoegen bij GetConnectoren |

ledgergate sorts by {" and ".join(f"`{name}`" for name in source.key)}; no two rows may share that.

| | name of the field | field | veld |
|---|---|---|---|
{rows}
"""


def main(folder: Path) -> None:
    for name, text in sheets():
        (folder / name).write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
