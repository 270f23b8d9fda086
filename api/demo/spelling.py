"""How the same names, numbers and places are written elsewhere."""

from __future__ import annotations

import random
import re

import phonenumbers

from api.demo.parties import national, plain

_FORMS = {
    "AT": ("GmbH", "OG"),
    "BE": ("SPRL", "SA"),
    "BR": ("Ltda.", "S.A."),
    "CH": ("AG", "GmbH"),
    "DE": ("GmbH", "OHG", "e.K."),
    "DK": ("ApS", "A/S"),
    "ES": ("S.L.", "S.A."),
    "FI": ("Oy",),
    "FR": ("SARL", "SAS"),
    "GB": ("Ltd.", "Limited"),
    "IE": ("Ltd.", "DAC"),
    "IT": ("S.r.l.", "S.p.A."),
    "MX": ("S.A. de C.V.",),
    "NO": ("AS",),
    "PL": ("Sp. z o.o.",),
    "PT": ("Lda.",),
    "SE": ("AB",),
    "US": ("Inc.", "LLC"),
    "VE": ("C.A.",),
}


def registered(name: str, country: str, rolls: random.Random) -> str:
    """A name as sales people write it: with a legal form, in ASCII, or in capitals, or as it is."""
    form = rolls.choice(_FORMS.get(country, ("Ltd.",)))
    ends = re.search(r"(S\.A\.|S\.p\.A\.|Ltda\.|HB)$", name)
    with_form = name if ends else f"{name} {form}"
    return rolls.choice((with_form, with_form, plain(with_form), plain(name).upper(), name.replace("&", "and")))


def short(name: str, city: str, rolls: random.Random) -> str:
    """A name as a busy help desk keeps it: shortened, with the city, or with a slip of the finger."""
    words = plain(name).split()
    initials = "".join(word[0] for word in words if word[0].isalnum()).upper()
    shortened = " ".join(words[:2])
    slips = [slipped] if (slipped := re.sub(r"([a-z])\1", r"\1", plain(name), count=1)) != plain(name) else []
    options = [f"{words[0]} {plain(city)}", shortened, f"{shortened} ({plain(city)})", *slips]
    if len(initials) > 2:
        options.append(f"{initials} {plain(city)}")
    return rolls.choice(options)


def initialled(person: str) -> str:
    """A person with the first name as an initial."""
    first, _, rest = plain(person).partition(" ")
    return f"{first[0]}. {rest}" if rest else first


def tax_number(number: str, rolls: random.Random) -> str:
    """A tax number in groups, with points, without its country, or as it is."""
    country, rest = number[:2], number[2:]
    groups = " ".join(rest[place : place + 3] for place in range(0, len(rest), 3))
    return rolls.choice((number, f"{country} {groups}", f"{country}-{groups.replace(' ', '.')}", rest))


def phone(number: str, country: str) -> str:
    """A number as it is written within its country, where that can be read back."""
    written = national(number)
    read = phonenumbers.parse(written, country)
    return written if phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164) == number else number
