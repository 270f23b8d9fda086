"""Companies and people as they are, before each system spells them its own way: what is made up for them is made here.

Domains end in `.example` (RFC 2606). Telephone numbers are valid for their country; tax numbers have their
country's form.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from api.demo.chance import dice

COUNTRIES = {
    "Argentina": "AR",
    "Australia": "AU",
    "Austria": "AT",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Denmark": "DK",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Ireland": "IE",
    "Italy": "IT",
    "Japan": "JP",
    "Mexico": "MX",
    "Netherlands": "NL",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "UK": "GB",
    "USA": "US",
    "Venezuela": "VE",
}
"""Northwind's names of countries → ISO 3166-1."""

_FICTION = {"GB": "+442079460###", "FR": "+331990#####", "US": "+120255501##", "DE": "+493023125###"}
"""Ranges that are set aside for fiction, where a country has one that reads as a business's number."""

_TAX = {
    "AT": "ATU########",
    "BE": "BE0#########",
    "BR": "BR##############",
    "CH": "CHE#########",
    "DE": "DE#########",
    "ES": "ESB########",
    "FI": "FI########",
    "FR": "FR###########",
    "GB": "GB#########",
    "IE": "IE#######T",
    "IT": "IT###########",
    "NL": "NL#########B01",
    "NO": "NO#########MVA",
    "PL": "PL##########",
    "PT": "PT#########",
    "SE": "SE##########01",
    "VE": "VEJ#########",
}
"""The forms of tax numbers; nine digits after the country's code elsewhere."""

_FORMS = frozenset(["ab", "ag", "co", "gmbh", "hb", "kg", "ltd", "ltda", "mbh", "oy", "sa", "spa", "srl"])
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "ä": "ae", "ö": "oe", "ü": "ue", "Ö": "Oe", "Ü": "Ue"}
)


@dataclass(frozen=True)
class Company:
    """One company, and the person there whom Northwind knows."""

    id: str
    name: str
    contact: str
    title: str
    street: str
    city: str
    region: str | None
    postal_code: str | None
    country: str
    phone: str
    domain: str
    tax_number: str

    @property
    def email(self) -> str:
        """The company's own mailbox."""
        return f"accounts@{self.domain}"

    @property
    def contact_email(self) -> str:
        return address(self.contact, self.domain)


def company(seed: int, row: Mapping[str, str | None], id_: str) -> Company:
    """The company of a row of Northwind's customers or suppliers."""
    name = str(row["CompanyName"]).strip()
    country = COUNTRIES[str(row["Country"]).strip()]
    rolls = dice(seed, "company", name)
    return Company(
        id=id_,
        name=re.sub(r"\s+", " ", name),
        contact=re.sub(r"\s+", " ", str(row["ContactName"])).strip(),
        title=str(row["ContactTitle"]),
        street=re.sub(r"\s+", " ", str(row["Address"])),
        city=str(row["City"]),
        region=row["Region"],
        postal_code=row["PostalCode"],
        country=country,
        phone=valid_phone(row["Phone"], country, rolls),
        domain=_domain(name),
        tax_number=_filled(_TAX.get(country, f"{country}#########"), rolls),
    )


def plain(text: str) -> str:
    """Text without accents and umlauts, as a system that knows only ASCII keeps it."""
    return unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode()


def slug(text: str, joint: str) -> str:
    """The letters and digits of a text in small, words joined."""
    return joint.join(re.findall(r"[a-z0-9]+", re.sub(r"[’'.]", "", plain(text)).lower()))


def address(person: str, domain: str) -> str:
    """A person's e-mail address."""
    return f"{slug(person, '.')}@{domain}"


def _domain(name: str) -> str:
    words = [word for word in slug(name, " ").split() if word not in _FORMS]
    return f"{''.join(words[:3])}.example"


def valid_phone(old: str | None, country: str, rolls: random.Random) -> str:
    """The number in E.164 if it is valid in its country, otherwise another of that country that is."""
    if old and phonenumbers.is_possible_number_string(old, country):
        number = phonenumbers.parse(old, country)
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return new_phone(country, rolls)


def new_phone(country: str, rolls: random.Random) -> str:
    """A number in E.164 that is valid in its country."""
    shape = _FICTION.get(country)
    if shape is None:
        example = phonenumbers.example_number_for_type(country, PhoneNumberType.FIXED_LINE)
        assert example is not None, f"phonenumbers knows no number in {country}"
        shape = phonenumbers.format_number(example, PhoneNumberFormat.E164)[:-4] + "####"
    while True:
        number = _filled(shape, rolls)
        if phonenumbers.is_valid_number(phonenumbers.parse(number)):
            return number


def national(phone: str) -> str:
    """A number in E.164 as it is written within its country."""
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.NATIONAL)


def international(phone: str) -> str:
    """A number in E.164 with spaces, as it is printed."""
    return phonenumbers.format_number(phonenumbers.parse(phone), PhoneNumberFormat.INTERNATIONAL)


def _filled(shape: str, rolls: random.Random) -> str:
    """The shape with its `#` replaced by digits, the first of them not 0."""
    digits = iter([rolls.choice("123456789"), *(rolls.choice("0123456789") for _ in shape)])
    return "".join(next(digits) if sign == "#" else sign for sign in shape)
