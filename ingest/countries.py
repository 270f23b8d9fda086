"""Countries by the names that people write, as ISO 3166-1 alpha-2 codes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

NAMES = """
AD Andorra; AE United Arab Emirates; AF Afghanistan; AG Antigua & Barbuda; AI Anguilla; AL Albania; AM Armenia; AO
Angola; AQ Antarctica; AR Argentina; AS American Samoa; AT Austria; AU Australia; AW Aruba; AX Åland Islands; AZ
Azerbaijan; BA Bosnia & Herzegovina; BB Barbados; BD Bangladesh; BE Belgium; BF Burkina Faso; BG Bulgaria; BH Bahrain;
BI Burundi; BJ Benin; BL Saint Barthelemy; BM Bermuda; BN Brunei; BO Bolivia; BQ Caribbean Netherlands; BR Brazil; BS
Bahamas; BT Bhutan; BV Bouvet Island; BW Botswana; BY Belarus; BZ Belize; CA Canada; CC Cocos Islands; CD Democratic
Republic of the Congo; CF Central African Republic; CG Republic of the Congo; CH Switzerland; CI Côte d'Ivoire; CK
Cook Islands; CL Chile; CM Cameroon; CN China; CO Colombia; CR Costa Rica; CU Cuba; CV Cape Verde; CW Curaçao; CX
Christmas Island; CY Cyprus; CZ Czech Republic; DE Germany; DJ Djibouti; DK Denmark; DM Dominica; DO Dominican
Republic; DZ Algeria; EC Ecuador; EE Estonia; EG Egypt; EH Western Sahara; ER Eritrea; ES Spain; ET Ethiopia; FI
Finland; FJ Fiji; FK Falkland Islands; FM Micronesia; FO Faroe Islands; FR France; GA Gabon; GB United Kingdom; GD
Grenada; GE Georgia; GF French Guiana; GG Guernsey; GH Ghana; GI Gibraltar; GL Greenland; GM Gambia; GN Guinea; GP
Guadeloupe; GQ Equatorial Guinea; GR Greece; GS South Georgia & the South Sandwich Islands; GT Guatemala; GU Guam; GW
Guinea-Bissau; GY Guyana; HK Hong Kong; HM Heard Island & McDonald Islands; HN Honduras; HR Croatia; HT Haiti; HU
Hungary; ID Indonesia; IE Ireland; IL Israel; IM Isle of Man; IN India; IO British Indian Ocean Territory; IQ Iraq; IR
Iran; IS Iceland; IT Italy; JE Jersey; JM Jamaica; JO Jordan; JP Japan; KE Kenya; KG Kyrgyzstan; KH Cambodia; KI
Kiribati; KM Comoros; KN Saint Kitts & Nevis; KP North Korea; KR South Korea; KW Kuwait; KY Cayman Islands; KZ
Kazakhstan; LA Laos; LB Lebanon; LC Saint Lucia; LI Liechtenstein; LK Sri Lanka; LR Liberia; LS Lesotho; LT Lithuania;
LU Luxembourg; LV Latvia; LY Libya; MA Morocco; MC Monaco; MD Moldova; ME Montenegro; MF Saint Martin; MG Madagascar;
MH Marshall Islands; MK North Macedonia; ML Mali; MM Myanmar; MN Mongolia; MO Macau; MP Northern Mariana Islands; MQ
Martinique; MR Mauritania; MS Montserrat; MT Malta; MU Mauritius; MV Maldives; MW Malawi; MX Mexico; MY Malaysia; MZ
Mozambique; NA Namibia; NC New Caledonia; NE Niger; NF Norfolk Island; NG Nigeria; NI Nicaragua; NL Netherlands; NO
Norway; NP Nepal; NR Nauru; NU Niue; NZ New Zealand; OM Oman; PA Panama; PE Peru; PF French Polynesia; PG Papua New
Guinea; PH Philippines; PK Pakistan; PL Poland; PM Saint Pierre & Miquelon; PN Pitcairn; PR Puerto Rico; PS Palestine;
PT Portugal; PW Palau; PY Paraguay; QA Qatar; RE Réunion; RO Romania; RS Serbia; RU Russia; RW Rwanda; SA Saudi
Arabia; SB Solomon Islands; SC Seychelles; SD Sudan; SE Sweden; SG Singapore; SH Saint Helena; SI Slovenia; SJ
Svalbard & Jan Mayen; SK Slovakia; SL Sierra Leone; SM San Marino; SN Senegal; SO Somalia; SR Suriname; SS South
Sudan; ST Sao Tome & Principe; SV El Salvador; SX Sint Maarten; SY Syria; SZ Eswatini; TC Turks & Caicos Islands; TD
Chad; TF French Southern Territories; TG Togo; TH Thailand; TJ Tajikistan; TK Tokelau; TL East Timor; TM Turkmenistan;
TN Tunisia; TO Tonga; TR Turkey; TT Trinidad & Tobago; TV Tuvalu; TW Taiwan; TZ Tanzania; UA Ukraine; UG Uganda; UM US
minor outlying islands; US United States; UY Uruguay; UZ Uzbekistan; VA Vatican City; VC Saint Vincent & the
Grenadines; VE Venezuela; VG British Virgin Islands; VI US Virgin Islands; VN Vietnam; VU Vanuatu; WF Wallis & Futuna;
WS Samoa; YE Yemen; YT Mayotte; ZA South Africa; ZM Zambia; ZW Zimbabwe;
"""

ALIASES = """
GB UK, Great Britain, England, Scotland, Wales, Northern Ireland, GBR; US USA, U.S., America, Estados Unidos;
DE Deutschland, Federal Republic of Germany, DEU, Allemagne; FR FRA, Frankreich; ES España, Spanien, ESP;
IT Italia, Italien, ITA; PT PRT; NL Holland, The Netherlands, Nederland, NLD; BE Belgique, België, Belgien, BEL;
AT Österreich, AUT; CH Schweiz, Suisse, Svizzera, CHE; SE Sverige, Schweden, SWE; NO Norge, Norwegen, NOR;
DK Danmark, Dänemark, DNK; FI Suomi, Finnland, FIN; IE Éire, Eire, Republic of Ireland, IRL; PL Polska, Polen, POL;
CZ Czechia, Česko, Tschechien, CZE; HU Magyarország, Ungarn, HUN; GR Hellas, Greek, EL, GRC; TR Türkiye, TUR;
RU Russian Federation, RUS; UA UKR; RO ROU; BG BGR; HR Hrvatska, HRV; SI SVN; SK SVK; LT LTU; LV LVA; EE EST; LU LUX;
BR Brasil, BRA; MX México, MEX; AR ARG; CL CHL; CO COL; PE Perú, PER; VE VEN, Bolivarian Republic of Venezuela;
BO Plurinational State of Bolivia, BOL; CA CAN; AU AUS; NZ NZL; JP Nippon, JPN; CN PRC, People's Republic of China, CHN;
KR Korea, Republic of Korea, KOR; KP DPRK; IN IND; ID IDN; VN Viet Nam, VNM; TW Republic of China, TWN; HK HKG;
SG SGP; TH THA; MY MYS; PH PHL; AE UAE, Emirates, ARE; SA KSA, SAU; IL ISR; IR Islamic Republic of Iran, IRN;
EG EGY; MA MAR; ZA RSA, ZAF; NG NGA; KE KEN; CD DR Congo; CG Congo; CI Ivory Coast; MM Burma; SZ Swaziland;
MK Macedonia; SY Syrian Arab Republic; LA Lao People's Democratic Republic; TZ United Republic of Tanzania;
MD Republic of Moldova; VA Holy See; PS State of Palestine; BN Brunei Darussalam; CV Cabo Verde; TL Timor-Leste;
"""


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    return "".join(letter for letter in plain if letter.isalnum())


def _table() -> dict[str, str]:
    """Every name and code → code. A code is what stands before the first space of an entry."""
    found: dict[str, str] = {}
    for entry in " ".join((ALIASES + NAMES).split()).rstrip("; ").split("; "):
        code, names = entry.split(" ", 1)
        found |= {_key(name): code for name in [code, *names.split(",")]}
    return found


@lru_cache(maxsize=4096)
def region(name: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country, by its code or by a name; None when it is not known."""
    return _TABLE.get(_key(name))


_TABLE = _table()
