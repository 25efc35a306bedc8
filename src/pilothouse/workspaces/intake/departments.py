"""The UK departments that report major projects: the abbreviations they used, and their names.

A department that was renamed or split stays itself: only spellings of one department at one time are joined
("MoD" and "MOD"; "DH", "DoH" and its reporting groups "DoH Capital" and "DoH Non Capital").
Source: GOV.UK list of departments, agencies and public bodies, and machinery-of-government changes 2014–2023.
"""

from __future__ import annotations

from typing import Final

NAMES: Final[tuple[tuple[str, str, str], ...]] = (
    ("BEIS", "Department for Business, Energy and Industrial Strategy", ""),
    ("BIS", "Department for Business, Innovation and Skills", ""),
    ("CO", "Cabinet Office", ""),
    ("CPS", "Crown Prosecution Service", ""),
    ("DBT", "Department for Business and Trade", ""),
    ("DCLG", "Department for Communities and Local Government", ""),
    ("DCMS", "Department for Culture, Media and Sport", ""),
    ("DECC", "Department of Energy and Climate Change", ""),
    ("Defra", "Department for Environment, Food and Rural Affairs", ""),
    ("Defra & DfT", "Defra and the Department for Transport, jointly", ""),
    ("DESNZ", "Department for Energy Security and Net Zero", ""),
    ("DfE", "Department for Education", ""),
    ("DFID", "Department for International Development", ""),
    ("DfT", "Department for Transport", ""),
    ("DH", "Department of Health", "doh|doh capital|doh non capital"),
    ("DHSC", "Department of Health and Social Care", ""),
    ("DLUHC", "Department for Levelling Up, Housing and Communities", ""),
    ("DSIT", "Department for Science, Innovation and Technology", ""),
    ("DWP", "Department for Work and Pensions", ""),
    ("FCDO", "Foreign, Commonwealth and Development Office", ""),
    ("FCO", "Foreign and Commonwealth Office", ""),
    ("HMLR", "HM Land Registry", ""),
    ("HMRC", "HM Revenue and Customs", ""),
    ("HMT", "HM Treasury", ""),
    ("HO", "Home Office", ""),
    ("MHCLG", "Ministry of Housing, Communities and Local Government", ""),
    ("MOD", "Ministry of Defence", ""),
    ("MOJ", "Ministry of Justice", ""),
    ("NCA", "National Crime Agency", ""),
    ("NS&I", "National Savings and Investments", ""),
    ("ONS", "Office for National Statistics", ""),
    ("VOA", "Valuation Office Agency", ""),
)
DEPARTMENTS: Final[dict[str, tuple[str, str]]] = {
    spelling: (code, name)
    for code, name, aliases in NAMES
    for spelling in (code.casefold(), name.casefold(), *filter(None, aliases.split("|")))
}
"""Folded abbreviation, name or other spelling -> (abbreviation, name)."""
