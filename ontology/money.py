"""Money: the currencies of ISO 4217 and their minor units, and an amount in minor units as people read it."""

from __future__ import annotations

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


def show(minor: int, currency: str) -> str:
    """An amount in minor units as people read it: `12050` and `EUR` is `120.50 EUR`."""
    places = EXPONENTS.get(currency, 2)
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(places + 1, "0")
    whole, rest = (digits[:-places], "." + digits[-places:]) if places else (digits, "")
    return f"{sign}{whole}{rest} {currency}"
