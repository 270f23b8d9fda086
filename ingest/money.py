"""Money without rounding: an amount in the minor units of its currency (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal

from ingest.cleaners import INTEGERS, Unclean
from ontology.errors import nearest

TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY
TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
THREE = "BHD IQD JOD KWD LYD OMR TND"
FOUR = "CLF UYW"

EXPONENTS = {code: digits for digits, codes in ((2, TWO), (0, NONE), (3, THREE), (4, FOUR)) for code in codes.split()}
"""Currency → how many decimals its minor unit has."""


def currency(text: str) -> str:
    """A currency by its code. Raises: Unclean."""
    code = text.strip().upper()
    if code not in EXPONENTS:
        advice = nearest(code, EXPONENTS)
        raise Unclean(f"`{text}` is not a currency of ISO 4217" + (f": {advice}" if advice else ""))
    return code


def minor_units(amount: str, code: str) -> int:
    """A decimal amount in the minor units of a currency, exactly.

    Raises:
        Unclean: it has more decimals than the currency, or more digits than 64 bits hold.
    """
    places = EXPONENTS[code]
    number = Decimal(amount)
    _, digits, exponent = number.as_tuple()
    if -int(exponent) > places:
        raise Unclean(f"more decimals than {code} has ({places})")
    units: int = int("".join(map(str, digits))) * 10 ** (int(exponent) + places) * (-1 if number < 0 else 1)
    if units not in INTEGERS:
        raise Unclean("more than 64 bits hold")
    return units
