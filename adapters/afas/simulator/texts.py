"""What Profit says when it refuses, in two languages.

OFFICIAL texts come from the vendor's pages; where only the Dutch is published, the English is ours.
INVENTED texts stand in for messages that nobody published. Clients must not match on either.
"""

from dataclasses import dataclass

UNEXPECTED = -2147180999
NO_SUCH_VALUE = -2147220469
NOT_AUTHORISED = -2147180996


@dataclass(frozen=True, slots=True)
class Text:
    en: str
    nl: str
    number: int = UNEXPECTED

    def say(self, language: str, **values: object) -> str:
        return (self.en if language == "en" else self.nl).format(**values)


@dataclass(frozen=True, slots=True)
class Label:
    """A field's name in both languages, for messages that quote it."""

    en: str
    nl: str

    def say(self, language: str) -> str:
        return self.en if language == "en" else self.nl


class Refusal(Exception):
    """Profit declines the request: HTTP 500 with a message."""

    def __init__(self, text: Text, **values: object) -> None:
        super().__init__(text.en)
        self.text = text
        self.values = values

    def message(self, language: str) -> str:
        spoken = {
            name: value.say(language) if isinstance(value, Label) else value
            for name, value in self.values.items()
        }
        return self.text.say(language, **spoken)


# --- OFFICIAL -----------------------------------------------------------------------------------
NO_ACCOUNT = Text(
    "The entered value for 'Account Number' does not exist",
    "De ingevulde waarde bij 'Rekeningnummer' bestaat niet",
    NO_SUCH_VALUE,
)
ACCOUNT_EMPTY = Text(
    "Enter a value for 'Account Number'.", "Vul een waarde in bij 'Rekeningnummer'."
)
DOES_NOT_EXIST = Text(
    "The entered value for '{label}' does not exist.",
    "De ingevulde waarde bij '{label}' bestaat niet.",
    NO_SUCH_VALUE,
)
ENTER_A_VALUE = Text("Enter a value for '{label}'.", "Vul een waarde in bij '{label}'.")
DATE_IN_BLOCKED_PERIOD = Text(
    "Date '{date}' belongs to a blocked period",
    "Datum '{date}' valt in een geblokkeerde periode",
)
PERIOD_BLOCKED = Text(
    "For this administration, period {period} of the year {year} is blocked.",
    "Voor deze administratie is periode {period} van jaar {year} geblokkeerd.",
)
ALLOCATION_MISSING = Text(
    "Allocation code for axis '{axis}' must be filled for account {account}",
    "Code verbijzondering voor as '{axis}' moet gevuld worden voor rekening {account}",
)
NO_UNIT = Text("No unit available", "No unit available")
ENTRY_NUMBER_SUPPLIED = Text(
    "When adding a journal entry, the journal entry number may not be entered.",
    "Bij toevoegen journaalpost mag het journaalpostnummer niet worden opgegeven.",
)
TWO_INVOICE_NUMBERS = Text(
    "This is not possible. You cannot supply an internal and an external invoice number together.",
    "Dit is niet mogelijk. Je kunt niet een intern en extern factuurnummer samen meegeven.",
)
BANK_ACCOUNT_NOT_FOUND = Text(
    "Bank account {number} not found for account {relation}.",
    "Bankrekening {number} niet gevonden bij rekening {relation}.",
)
BANK_ACCOUNT_NOT_ALLOWED = Text(
    "A deviating payment account is not allowed.", "Afwijkende betaalrekening is niet toegestaan."
)
PROJECT_MISSING = Text(
    "A project entry is mandatory for ledger account {account}.",
    "Projectboeking is verplicht voor grootboekrekening {account}.",
)
SPREAD_IN_BLOCKED_PERIOD = Text(
    "Period {period} of year {year} is blocked within the selection.||"
    "The transitory item can therefore not be generated.",
    "Binnen de gekozen selectie is periode {period} van jaar {year} geblokkeerd.||"
    "De transitorische post kan hierdoor niet gegenereerd worden.",
)
MATCH_9_NEEDS_UPDATE = Text(
    'With this MatchOga value (9), \'Action=""update""\' is mandatory.',
    'Bij deze MatchOga waarde (9) is het verplicht om \'Action=""update""\' te gebruiken.',
)
NOT_FOUND_BY_ADDRESS = Text(
    "No organisation/person was found by searching on address.",
    "Er is geen organisatie/persoon gevonden via zoeken op adres.",
)
NOT_FOUND_BY_MATCH = Text(
    "No organisation/person was found that meets the search criteria.",
    "Er is geen organisatie/persoon gevonden die voldoet aan de zoekcriteria.",
)
ADDRESS_INCOMPLETE = Text(
    "An incomplete address may not be imported.",
    "Een onvolledig adres mag niet geïmporteerd worden.",
)
IMAGE_WITHOUT_NAME = Text(
    "The field 'FileName' is mandatory when adding an image.",
    "Het veld 'FileName' is verplicht bij het toevoegen van een afbeelding.",
)
FILE_NAME_INVALID = Text(
    "Filename contains invalid characters.", "Filename bevat ongeldige karakters."
)
UPDATE_NOT_ALLOWED = Text(
    "General message: This UpdateConnector is not supported or the user is not authorised.",
    "General message: Deze UpdateConnector wordt niet ondersteund of de gebruiker is niet"
    " geautoriseerd.",
    NOT_AUTHORISED,
)
GET_NOT_ALLOWED = Text(
    "GetConnector not supported for this app or the user is not authorized",
    "GetConnector niet ondersteund voor deze app of de gebruiker is niet geautoriseerd",
    NOT_AUTHORISED,
)
DESTINATION_INVALID = Text(
    "This destination is not valid for this type of dossier item",
    "Deze bestemming is niet geldig voor dit type dossieritem",
    NOT_AUTHORISED,
)
FIELD_NOT_FOUND = Text(
    "Connector field '{field}' not found", "Connector-veld '{field}' niet gevonden"
)
CONNECTOR_BLOCKED = Text(
    "This GetConnector (definition) is blocked", "Deze GetConnector (definitie) is geblokkeerd"
)
TIME_LIMIT = Text(
    "The maximum time for executing the command has elapsed.",
    "De maximale tijdsduur voor het uitvoeren van de opdracht is verstreken.",
)
NO_AMOUNT_ON_LINE = Text("eErrFiEntryNoAmountOnEntryLine", "eErrFiEntryNoAmountOnEntryLine")

# --- INVENTED -----------------------------------------------------------------------------------
INVALID_PAGE = Text(
    "The combination of skip and take is not valid.",
    "De combinatie van skip en take is niet geldig.",
)
INVALID_FILTER = Text("The filter is not valid: {reason}", "Het filter is niet geldig: {reason}")
TYPE_MISMATCH = Text("Type mismatch: {label}", "Type mismatch: {label}")
TOO_LONG = Text(
    "The value for '{label}' is longer than {length} characters.",
    "De waarde bij '{label}' is langer dan {length} tekens.",
)
TOO_MANY_DECIMALS = Text(
    "The value for '{label}' has more than {decimals} decimals.",
    "De waarde bij '{label}' heeft meer dan {decimals} decimalen.",
)
NOT_IN_LIST = Text(
    "The value '{value}' is not allowed for '{label}'.",
    "De waarde '{value}' is niet toegestaan bij '{label}'.",
)
UNKNOWN_FIELD = Text(
    "Field '{field}' is not known in '{element}'.", "Veld '{field}' is onbekend in '{element}'."
)
UNKNOWN_OBJECT = Text(
    "Object '{field}' is not known in '{element}'.", "Object '{field}' is onbekend in '{element}'."
)
ONE_RECORD_ONLY = Text(
    "'{element}' may occur only once per call.", "'{element}' mag per aanroep één keer voorkomen."
)
METHOD_NOT_SUPPORTED = Text(
    "The action {method} is not supported by '{connector}'.",
    "De actie {method} wordt niet ondersteund door '{connector}'.",
)
NOT_BALANCED = Text(
    "The journal entry is not balanced: debit {debit}, credit {credit}.",
    "De journaalpost is niet in evenwicht: debet {debit}, credit {credit}.",
)
NO_LINES = Text("The journal entry has no lines.", "De journaalpost bevat geen regels.")
TOO_MANY_LINES = Text(
    "The journal entry has more than {limit} lines.",
    "De journaalpost bevat meer dan {limit} regels.",
)
BOTH_AMOUNTS = Text(
    "Enter either a debit or a credit amount (line {line}).",
    "Vul óf een debetbedrag óf een creditbedrag in (regel {line}).",
)
NEGATIVE_AMOUNT = Text(
    "A negative amount is not allowed (line {line}).",
    "Een negatief bedrag is niet toegestaan (regel {line}).",
)
BLOCKED_VALUE = Text(
    "The entered value for '{label}' is blocked ({value}).",
    "De ingevulde waarde bij '{label}' is geblokkeerd ({value}).",
)
ACCOUNT_CLOSED_FOR_ENTRY = Text(
    "Manual entries on account {account} are blocked.",
    "Handmatig boeken op rekening {account} is geblokkeerd.",
)
VAT_NOT_ALLOWED = Text(
    "VAT is not allowed on account {account}.", "Btw is niet toegestaan op rekening {account}."
)
JOURNAL_EXPECTS = Text(
    "Journal {journal} expects {expectation}.", "Dagboek {journal} verwacht {expectation}."
)
DUPLICATE_INVOICE = Text(
    "Invoice number {invoice} already exists for {relation}.",
    "Factuurnummer {invoice} bestaat al bij {relation}.",
)
ALLOCATION_NOT_ASSIGNED = Text(
    "Allocation code {code} of axis '{axis}' is not assigned to account {account}.",
    "Code verbijzondering {code} van as '{axis}' is niet toegewezen aan rekening {account}.",
)
ALLOCATION_AMOUNT = Text(
    "The allocated amount differs from the amount of the line (line {line}).",
    "Het verbijzonderde bedrag wijkt af van het regelbedrag (regel {line}).",
)
ONLY_ON_LEDGER_LINE = Text(
    "'{element}' is only allowed on a ledger line (line {line}).",
    "'{element}' is alleen toegestaan op een grootboekregel (regel {line}).",
)
MODULE_ABSENT = Text(
    "The module for '{label}' is not active.", "De module voor '{label}' is niet actief."
)
ALREADY_EXISTS = Text(
    "The record '{key}' already exists ({label}).", "Het record '{key}' bestaat al ({label})."
)
IN_USE = Text(
    "The record '{key}' is in use and cannot be deleted.",
    "Het record '{key}' is in gebruik en kan niet worden verwijderd.",
)
ENTRY_SETTLED = Text(
    "Journal entry {entry} cannot be deleted: it has been settled.",
    "Journaalpost {entry} kan niet worden verwijderd: er is op afgeletterd.",
)
ENTRY_WITHOUT_INVOICE = Text(
    "Journal entry {entry} cannot be deleted: it has no sales or purchase invoice.",
    "Journaalpost {entry} kan niet worden verwijderd: er is geen verkoop- of inkoopfactuur.",
)
INVOICE_SETTLED = Text(
    "The credit restriction of a fully settled invoice cannot be changed.",
    "De kredietbeperking van een volledig afgeletterde factuur kan niet worden gewijzigd.",
)
SEVERAL_MATCHES = Text(
    "Several organisations/persons meet the search criteria.",
    "Er voldoen meerdere organisaties/personen aan de zoekcriteria.",
)
IBAN_INVALID = Text("The IBAN number is not valid.", "Het IBAN-nummer is niet geldig.")
LAYOUT_LOCKED = Text(
    "The booking layout is locked by another user.",
    "De boekingslay-out is vergrendeld door een andere gebruiker.",
)
RECORD_NOT_FOUND = Text(
    "The record was not found ({label} {key}).", "Het record is niet gevonden ({label} {key})."
)
