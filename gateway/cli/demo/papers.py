"""What the demo tells: `demo.json` for programs, a page of text for people."""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class CredentialPair(BaseModel):
    key: str
    value: str = Field(repr=False)


class Papers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str
    client_id: str
    client_secret: str = Field(repr=False)
    account_id: str
    consumer_id: str
    connection_id: str
    simulator_url: str
    afas_company_id: str
    afas_token: str = Field(repr=False)
    admin_url: str
    admin_token: str = Field(repr=False)
    integrationid: int
    connection_credentials: list[CredentialPair]
    afas_oauth_client_id: str
    afas_oauth_client_secret: str = Field(repr=False)


def write_whole(path: Path, text: str) -> None:
    """For our eyes only, and never half a file, whatever happens meanwhile."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


class Drawer:
    """Holds `demo.json`. While a demo starts, the last one's is set aside with its secrets: whoever
    waits for the file waits for the demo."""

    def __init__(self, folder: Path) -> None:
        self._shown = folder / "demo.json"
        self._aside = folder / "demo.json.last"

    def take_out(self) -> Papers | None:
        """What the last demo wrote, if it can be read."""
        if self._shown.exists():
            self._shown.replace(self._aside)
        try:
            return Papers.model_validate_json(self._aside.read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def put_in(self, papers: Papers) -> None:
        write_whole(self._shown, papers.model_dump_json(indent=2) + "\n")
        self._aside.unlink(missing_ok=True)


def page(papers: Papers) -> str:
    base = papers.base_url
    body = (
        f'{{"clientId":"{papers.client_id}","clientSecret":"{papers.client_secret}",'
        f'"accountId":"{papers.account_id}"}}'
    )
    token = f"curl -sS {base}/token -H 'Content-Type: application/json' -d '{body}'"
    read = f'{token} | sed \'s/.*"access_token" *: *"\\([^"]*\\)".*/\\1/\''
    bearer = f'-H "Authorization: Bearer $({read})"'
    return f"""
ledgergate is running. Ctrl-C ends it; `make run` brings the same data back.

  API             {base}
  reference       {base}/docs
  operators       {papers.admin_url}
  AFAS simulator  {papers.simulator_url}

  client id       {papers.client_id}
  client secret   {papers.client_secret}
  account id      {papers.account_id}
  consumer id     {papers.consumer_id}
  connection id   {papers.connection_id}
  operator key    {papers.admin_token}

Ask for a token, list the consumer's connections, list its clients in AFAS:

{token}

curl -sS {base}/consumers/{papers.consumer_id}/connections {bearer}

curl -sS '{base}/consumers/{papers.consumer_id}/accounting/clients?size=3' {bearer}
"""
