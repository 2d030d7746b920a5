"""What surrounds the books: projects, commitments, mandates, dossier items with files."""

from datetime import date
from random import Random

from adapters.afas.simulator.booking.dossier import store_file
from adapters.afas.simulator.seed.master import COMPANY, FIRST_STAMP, many
from adapters.afas.simulator.seed.people import Relation
from adapters.afas.simulator.store.books import Books, Value

PROJECTS = 24
CLOSED = range(7, PROJECTS, 8)
DOSSIERS = 80
COMMITMENTS = 20
INVOICE_DOSSIER, PURCHASE_DOSSIER = 5, 12


def add_extras(books: Books, random: Random, relations: list[Relation], today: date) -> None:
    debtors = [each for each in relations if each.kind == "2"]
    creditors = [each for each in relations if each.kind == "3"]
    _projects(books, debtors, today)
    many(
        books,
        "commitments",
        "unit, number, creditor, description, account, amount, modified",
        [
            (
                *(1, 7000 + n, creditors[n * 7].id, f"Inkooporder {7000 + n}", "4310"),
                *(random.randint(50_000, 900_000), FIRST_STAMP),
            )
            for n in range(COMMITMENTS)
        ],
    )
    books.write(
        "INSERT INTO mandates SELECT 1 + (CAST(r.id AS INTEGER) - 10000) / 6, r.id,"
        " 'MNDT-' || r.id, b.iban FROM relations r JOIN bank_accounts b ON b.owner = r.party"
        " WHERE r.kind = '2' AND r.auto_payment = 1 AND CAST(r.id AS INTEGER) < 10120"
    )
    _dossiers(books)


def _projects(books: Books, debtors: list[Relation], today: date) -> None:
    groups = COMPANY["project_groups"]
    many(
        books,
        "project_groups",
        "id, description, unit, created, modified",
        [(*each, FIRST_STAMP, FIRST_STAMP) for each in groups],
    )
    projects: list[tuple[Value, ...]] = []
    stages: list[tuple[Value, ...]] = []
    for n in range(PROJECTS):
        group = groups[n % len(groups)]
        code, closed = f"P{2000 + n}", n in CLOSED
        ready = f"{today.year - 1}-12-31" if closed else None
        projects.append(
            (
                *(code, f"{group[1]} {n + 1}", group[2], group[0], int(closed)),
                *(debtors[n * 11].id, f"{today.year - 1}-02-01", ready, FIRST_STAMP, FIRST_STAMP),
            )
        )
        stages += [
            (code, stage, name, FIRST_STAMP, FIRST_STAMP)
            for stage, name in (("10", "Voorbereiding"), ("20", "Uitvoering"), ("30", "Nazorg"))
        ]
    many(
        books,
        "projects",
        "id, description, unit, project_group, closed, debtor, starts, ready, created, modified",
        projects,
    )
    many(books, "project_stages", "project, id, description, created, modified", stages)


def _dossiers(books: Books) -> None:
    """The documents of the newest invoices, sales and purchase."""
    for kind, target, unit_column, column, type_ in (
        ("2", "4", "sales_unit", "sales_invoice", INVOICE_DOSSIER),
        ("3", "11", "purchase_unit", "purchase_invoice", PURCHASE_DOSSIER),
    ):
        rows = books.all(
            "SELECT * FROM invoices WHERE kind = ? AND unit = 1 AND invoice != ''"
            " ORDER BY entry DESC LIMIT ?",
            (kind, DOSSIERS // 2),
        )
        for row in reversed(rows):
            subject = books.insert(
                "subjects",
                {
                    "type": type_,
                    "subject": f"Factuur {row['invoice']}",
                    "submitted": row["created"],
                    "destination_type": target,
                    "destination": row["relation"],
                    unit_column: row["unit"],
                    column: row["invoice"],
                    "entry": row["entry"],
                    "voucher": row["voucher"],
                    "created": row["created"],
                    "modified": row["created"],
                },
            )
            store_file(books, subject, f"{row['invoice']}.pdf", _pdf(row["invoice"]))


def _pdf(text: str) -> bytes:
    """The smallest page that a PDF reader opens."""
    page = f"BT /F1 18 Tf 72 720 Td (Factuur {text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1 5 0 R>>>>>>"
        ),
        b"<</Length %d>>stream\n%b\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(content))
    )
