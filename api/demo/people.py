"""The people at a company: the one whom Northwind knows, and colleagues who are made up."""

from __future__ import annotations

from dataclasses import dataclass

from api.demo.chance import dice
from api.demo.hero import HERO
from api.demo.parties import Company, address, new_phone

SHARED = "SAVEA"
"""Save-a-lot Markets: six people there share one mailbox, which must not make them one person."""

_TITLES = (
    "Purchasing",
    "Warehouse Manager",
    "Accounts Payable",
    "Kitchen Manager",
    "Quality Assurance",
    "Store Manager",
)
_NAMES = {
    "de": (("Anke", "Jörg", "Sabine", "Uwe", "Katrin", "Lukas"), ("Brandt", "Vogel", "Krüger", "Seidel", "Lorenz")),
    "fr": (("Amélie", "Hugo", "Claire", "Benoît", "Inès", "Luc"), ("Moreau", "Girard", "Lefèvre", "Roussel", "Perrot")),
    "es": (("Lucía", "Mateo", "Elena", "Tomás", "Inés", "Pablo"), ("Ortega", "Navarro", "Iglesias", "Campos", "Vidal")),
    "pt": (("Beatriz", "Tiago", "Marta", "Rui", "Sofia", "Caio"), ("Almeida", "Ribeiro", "Teixeira", "Moura", "Pinto")),
    "it": (("Giulia", "Marco", "Chiara", "Davide", "Elisa"), ("Ferri", "Conti", "Galli", "Marchetti", "Bruno")),
    "north": (("Ingrid", "Lars", "Sanna", "Erik", "Maja"), ("Lindqvist", "Halvorsen", "Nygård", "Virtanen", "Dahl")),
    "en": (("Grace", "Owen", "Hannah", "Marcus", "Priya", "Daniel"), ("Whitfield", "Okafor", "Reyes", "Doyle", "Shah")),
}
_TONGUES = {
    **dict.fromkeys(("DE", "AT", "CH"), "de"),
    **dict.fromkeys(("FR", "BE"), "fr"),
    **dict.fromkeys(("ES", "MX", "AR", "VE"), "es"),
    **dict.fromkeys(("BR", "PT"), "pt"),
    "IT": "it",
    **dict.fromkeys(("SE", "NO", "DK", "FI"), "north"),
}


@dataclass(frozen=True)
class Person:
    """Somebody at a company, in the order in which systems got to know them; the first is Northwind's contact."""

    name: str
    title: str
    email: str
    phone: str | None


def people(company: Company, seed: int) -> tuple[Person, ...]:
    """Everybody known at a company."""
    rolls = dice(seed, "people", company.id)
    count = 5 if company.id == SHARED else 1 if company.id == HERO.customer else rolls.choice((0, 0, 1, 1, 2))
    firsts, lasts = _NAMES[_TONGUES.get(company.country, "en")]
    names = [
        f"{first} {last}" for first, last in zip(rolls.sample(firsts, count), rolls.sample(lasts, count), strict=True)
    ]
    found = [Person(company.contact, company.title, company.contact_email, company.phone)]
    for name in names:
        title = rolls.choice(_TITLES)
        phone = new_phone(company.country, rolls) if rolls.random() < 0.5 else None
        found.append(Person(name, title, address(name, company.domain), phone))
    if company.id == SHARED:
        found = [Person(one.name, one.title, f"info@{company.domain}", one.phone) for one in found]
    return tuple(found)
