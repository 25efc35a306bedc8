"""Invented names: of people, of the land along the river, of districts and of firms."""

from __future__ import annotations

FIRST = (
    "Maren", "Tobias", "Ines", "Callum", "Priya", "Anton", "Leila", "Rufus", "Yara", "Magnus", "Odile", "Samir",
    "Freya", "Dario", "Hanneke", "Kofi", "Elin", "Bram", "Noor", "Silas", "Tamsin", "Jonas", "Amara", "Felix",
    "Wren", "Mateus", "Sunniva", "Idris", "Clara", "Emeka", "Petra", "Lorcan", "Mei", "Ansel", "Zofia", "Gwilym",
    "Aroha", "Casper", "Thea", "Ravi", "Linnea", "Bastian", "Oona", "Hugo", "Nadia", "Evander", "Saskia", "Tariq",
    "Isla", "Viktor", "Delphine", "Mose", "Runa", "Alaric", "Farah", "Corin", "Ottilie", "Dev", "Signe", "Lucan",
    "Marit", "Ezra", "Paloma", "Stellan", "Hebe", "Osman", "Brigid", "Kenji", "Lowri", "Aurel",
)  # fmt: skip
LAST = (
    "Holloway", "Brandt", "Okafor", "Lindqvist", "Marsh", "Sandoval", "Whitlow", "Aydin", "Fenwick", "Corrigan",
    "Pereira", "Halloran", "Nakata", "Vance", "Solberg", "Rahimi", "Tolliver", "Beaumont", "Kessler", "Mbeki",
    "Ashdown", "Ferraro", "Quill", "Novak", "Thorley", "Iyer", "Winterbourne", "Castell", "Odum", "Hartnell",
    "Larkin", "Moreau", "Stenberg", "Penhale", "Desai", "Calloway", "Varga", "Trevane", "Osei", "Hollis",
    "Kirkwood", "Bellamy", "Ranganathan", "Sutter", "Morwen", "Achterberg", "Pell", "Darrow", "Engel", "Cardoso",
    "Rowntree", "Sayer", "Tanaka", "Ullman", "Voss", "Wexley", "Yarrow", "Zeller", "Abbott", "Briar",
    "Coombe", "Drummond", "Esk", "Farrow", "Gallant", "Hawke", "Ingram", "Jessop", "Keane", "Lovell",
)  # fmt: skip

_STEMS = (
    "Quill", "Tarrow", "Sallow", "Hesper", "Brindle", "Oxlip", "Fennel", "Marl", "Otter", "Curlew", "Withy", "Sorrel",
    "Lapwing", "Sedge", "Bracken", "Plover", "Teasel", "Merrow", "Dunlin", "Osier", "Larch", "Campion", "Yarrel",
    "Gannet", "Rushen", "Tansy", "Harrier", "Bittern", "Medlar", "Alderlow",
)  # fmt: skip
_ENDS = (
    "beck",
    "mere",
    "wath",
    "holm",
    "fleet",
    "reach",
    "garth",
    "staithe",
    "combe",
    "rill",
    "thwaite",
    "lode",
)
PLACES = tuple(f"{stem}{end}" for end in _ENDS for stem in _STEMS if stem[-1] != end[0])

DISTRICTS = (
    "Upper Quill", "Lower Quill", "Saltings", "High Moors", "Long Fen", "Heronsea", "Three Becks", "Oldmarsh",
    "Whinfell Vale", "Lantern Coast", "Reedlands", "Copperhills", "Sandpiper Bay", "Westerling", "Hollow Down",
    "Gatehouse", "Larkmoor", "Millrace", "Foxglove Hundred", "Tidewater", "Grey Wolds", "Ambermoor",
    "Kestrel Heights", "Silverfleet", "Broad Meadows", "Northern Levels", "Stillwater", "Thornmarch", "Eelbridge",
)  # fmt: skip

SUPPLIERS = (
    ("Hallbrook Civils", "hallbrook.example"),
    ("Tessaly Pumps", "tessaly.example"),
    ("Ironmere Pipelines", "ironmere.example"),
    ("Larkspur Systems", "larkspur.example"),
)
LANGUAGES = ("English", "English", "English", "English, Welsh", "English, Polish", "English, French", "English, Urdu",
             "English, German", "English, Portuguese", "English, Hindi", "English, Dutch")  # fmt: skip
HOURS = ("Mon–Fri 8:30–16:30", "Mon–Fri 9:00–17:00", "Mon–Fri 9:00–17:00", "Mon–Thu 8:00–17:30",
         "Tue–Fri 9:00–17:00", "Mon–Fri 7:30–15:30", "Mon–Wed 9:00–17:00, Thu 9:00–13:00")  # fmt: skip
