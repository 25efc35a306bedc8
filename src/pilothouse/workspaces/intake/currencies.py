"""Currencies: their codes, how many decimals their small unit has, and the signs that people write.

Source: ISO 4217, list one (active codes and minor units).
"""

from __future__ import annotations

from typing import Final

CODES: Final = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF
    XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 a block of words reads better than 150 strings
)
WITHOUT_DECIMALS: Final = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
WITH_THREE: Final = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
DOLLARS: Final = frozenset(
    "USD AUD CAD NZD SGD HKD TWD MXN BRL ARS CLP COP JMD BBD BMD BND BSD FJD NAD TTD".split()  # noqa: SIM905
)
SIGNS: Final[dict[str, frozenset[str]]] = {
    "£": frozenset({"GBP", "FKP", "GIP", "SHP", "EGP"}),
    "€": frozenset({"EUR"}),
    "$": DOLLARS,
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₽": frozenset({"RUB"}),
    "₴": frozenset({"UAH"}),
    "₺": frozenset({"TRY"}),
    "₪": frozenset({"ILS"}),
    "Kč": frozenset({"CZK"}),
    "zł": frozenset({"PLN"}),
    "Ft": frozenset({"HUF"}),
}
USUAL: Final = {
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₴": "UAH",
    "₺": "TRY",
    "₪": "ILS",
}
"""Signs that name one currency in practice; "$", "¥" and "kr" do not, so they are asked."""


def minor_digits(currency: str) -> int:
    """Decimals of a currency's small unit: 2 for the pound, 0 for the yen, 3 for the Kuwaiti dinar."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE else 2


def currency_in(text: str) -> str:
    """The currency that a heading or a cell names by code or by an unmistakable sign, else ""."""
    for word in text.replace("(", " ").replace(")", " ").replace("_", " ").replace("-", " ").split():
        for part in word.split("/"):
            letters = part.strip(".,:;0123456789")
            if letters.upper() in CODES and (letters.isupper() or "_" in text):
                return letters.upper()
    return next((code for sign, code in USUAL.items() if sign in text), "")
