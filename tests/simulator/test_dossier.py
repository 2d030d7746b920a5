"""Dossier items with files: upload, link to an invoice, read back."""

import base64
from typing import Any

import pytest

from simulator.asking import Afas
from simulator.bodies import entry, line, sales_invoice

PDF = b"%PDF-1.4 not really"


def subject(link: dict[str, Any] | None = None, files: int = 1, **more: Any) -> dict[str, Any]:
    under: list[Any] = (
        [{"KnSubjectLink": {"Element": {"Fields": {"DoCRM": True} | link}}}] if link else []
    )
    attachment = {"Fields": {"FileName": "a.pdf", "FileStream": base64.b64encode(PDF).decode()}}
    if files:
        under.append({"KnSubjectAttachment": {"Element": [attachment] * files}})
    fields = {"StId": 12, "Ds": "Invoice", "Da": "2026-03-11T09:30:00"} | more
    return {"KnSubject": {"Element": {"Fields": fields, "Objects": under}}}


async def purchase(afas: Afas) -> str:
    body = entry(
        [line("3", "60118", credit="10", InId="LEV-1"), line("1", "4310", debit="10")], JoCo="10"
    )
    return (await afas.done("FiEntries", body))["EnNo"]


async def test_a_file_travels_from_upload_to_the_subject_connector(afas: Afas):
    number = await purchase(afas)
    link = {"SfTp": 11, "SfId": "60118", "PiUn": 1, "PiTp": 1, "PiId": "LEV-1"}
    keys = await afas.done("KnSubject", subject(link, files=2))
    item = await afas.one("Profit_SubjectFile", SubjectId=keys["SbId"])
    assert (item["PurchaseInvoiceNumber"], item["AdministrationPurchaseInvoice"]) == ("LEV-1", 1)
    assert item["FiEntryNumber"] == int(number)
    files = await afas.where("Profit_Subject_Attachments", subject_id=keys["SbId"])
    assert [each["file_name"] for each in files] == ["a.pdf", "a.pdf"]
    assert len({each["file_id"] for each in files}) == 2
    path = f"/SubjectConnector/{keys['SbId']}/{files[0]['file_id']}"
    content = (await afas.get(path)).json()
    assert (content["filename"], content["mimetype"]) == ("a.pdf", "application/pdf")
    assert base64.b64decode(content["filedata"]) == PDF
    raw = await afas.http.get("/ProfitRestServices" + path, headers={"SendFileAsBinary": "1"})
    assert (raw.content, raw.headers["content-type"]) == (PDF, "application/pdf")
    query = await afas.get("/SubjectConnector", SubjectId=keys["SbId"], FileId=files[0]["file_id"])
    assert query.json() == content
    other = await afas.get(f"/FileConnector/{files[0]['file_id']}/a.pdf")
    assert other.json() == content


async def test_a_sales_invoice_links_the_same_way(afas: Afas):
    await afas.done("FiEntries", sales_invoice("T20"))
    link = {"SfTp": "4", "SfId": "10321", "SiUn": 1, "SiTp": 1, "SiId": "T20"}
    keys = await afas.done("KnSubject", subject(link))
    found = await afas.where(
        "Profit_SubjectFile", SalesInvoiceNumber="T20", AdministrationSalesInvoice=1
    )
    assert [each["SubjectId"] for each in found] == [int(keys["SbId"])]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (subject(StId=999), "The entered value for 'Dossier item type' does not exist."),
        (
            subject({"SfTp": 1, "SfId": "x"}),
            "This destination is not valid for this type of dossier item",
        ),
        (
            subject({"SfTp": 4, "SfId": "nope"}),
            "The entered value for 'Destination' does not exist.",
        ),
        (
            subject({"SfTp": 11, "SfId": "60118", "PiUn": 1, "PiId": "NOPE"}),
            "The entered value for 'Purchase invoice' does not exist.",
        ),
        (subject(Ds=""), "Enter a value for 'Subject'."),
        (subject(StId=None), "Enter a value for 'Dossier item type'."),
    ],
)
async def test_refusals(afas: Afas, body: dict[str, Any], said: str):
    assert await afas.refusal("KnSubject", body) == said


async def test_more_files_and_changes_and_the_end(afas: Afas):
    keys = await afas.done("KnSubject", subject(files=0))
    more = subject(files=1)["KnSubject"]["Element"]["Objects"]
    body = {"KnSubject": {"Element": {"@SbId": keys["SbId"], "Objects": more}}}
    assert (await afas.post("KnSubject/KnSubjectAttachment", body)).status_code == 201
    assert len(await afas.where("Profit_Subject_Attachments", subject_id=keys["SbId"])) == 1
    change = {
        "KnSubject": {"Element": {"@SbId": keys["SbId"], "Fields": {"Ds": "Other", "St": True}}}
    }
    assert (await afas.put("KnSubject", change)).status_code == 200
    row = await afas.one("Profit_Subjects", SubjectId=keys["SbId"])
    assert (row["Subject"], row["Afgehandeld"]) == ("Other", True)
    for path, status in ((f"@SbId/{keys['SbId']}", 200), (f"SbId/{keys['SbId']}", 500)):
        assert (await afas.send("DELETE", f"/KnSubject/KnSubject/{path}")).status_code == status
    assert await afas.where("Profit_Subject_Attachments", subject_id=keys["SbId"]) == []


async def test_a_file_that_is_missing_or_not_allowed(afas: Afas):
    assert (await afas.get("/SubjectConnector/1/" + "0" * 32)).status_code == 404
    assert (await afas.get("/SubjectConnector/1")).status_code == 404
    await afas.control("PUT", "app-connector", {"custom": []})
    assert (await afas.get("/SubjectConnector/1/" + "0" * 32)).status_code == 401


async def test_the_seed_has_documents_that_open_as_pdf(afas: Afas):
    rows = await afas.rows("Profit_Subject_Attachments")
    assert len(rows) == 80
    content = (
        await afas.get(f"/SubjectConnector/{rows[0]['subject_id']}/{rows[0]['file_id']}")
    ).json()
    data = base64.b64decode(content["filedata"])
    assert data.startswith(b"%PDF-1.4")
    assert data.endswith(b"%%EOF")
