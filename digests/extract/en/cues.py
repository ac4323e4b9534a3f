"""English words around a figure: approximations before and behind it, and what it is compared with."""

from __future__ import annotations

from digests.extract.grammar import Base
from digests.model import Approx
from digests.patterns import compiled

_ARTICLE = r"(?: (?:an?|the|another|its))? ?$"
_MOVED = "".join(
    rf"(?<!{verb} )"
    for verb in [
        "edged",
        "edges",
        "inched",
        "ticked",
        "moved",
        "moves",
        "crept",
        "nudged",
        "pushed",
        "went",
        "goes",
        "gone",
        "going",
        "shot",
        "drifted",
        "revised",
    ]
)
"""Behind these "up to 9 per cent" is a level and no limit."""
_COMPARED = r"(?<!% )(?<!per cent )(?<!percent )(?<!pct )(?<!pc )(?<!points )(?<!times )"
"""Behind these "over" and "lower than" compare with a figure and do not limit it."""
BEFORE = tuple(
    (compiled(rf"(?i)(?<![\w-])(?:{words}){_ARTICLE}"), approx)
    for words, approx in (
        (
            (
                rf"{_MOVED}up to|as (?:much|many|high|large|long|far) as|at most|no more than|not more than|no "
                r"longer than|a maximum(?: of)?|maximum of|capped at|(?:can|could|may|might) reach|within"
            ),
            Approx.AT_MOST,
        ),
        (
            (
                r"at least|no (?:less|fewer) than|not less than|a minimum of|minimum of|at a minimum|not "
                r"fewer than|as (?:little|few|low) as"
            ),
            Approx.AT_LEAST,
        ),
        (
            (
                rf"{_COMPARED}(?:less than|fewer than|under|below|lower than|shorter than|little less than)|nearly|almost|just under|just below|a little under|slightly under|"
                r"slightly less than|just shy of|just short of|approaching|close to|not quite|"
                r"shy of|well under|well below"
            ),
            Approx.LESS_THAN,
        ),
        (
            (
                rf"{_COMPARED}(?:more than|over|above|greater than|longer than|larger than|higher than|bigger than)|just over|a little over|slightly over|slightly more than|in excess of|"
                r"upwards? of|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|(?<!the )top(?:s|ped|ping)?|north of|"
                r"well over|beyond|older "
                r"than|further than"
            ),
            Approx.MORE_THAN,
        ),
        (
            (
                r"about|around|roughly|approximately|approx\.?|some|circa|c\.|an estimated|estimated|in "
                r"the region of|on the order of|or so|near|or about|more or less|somewhere around|an "
                r"average of about"
            ),
            Approx.ABOUT,
        ),
        (r"~|≈|∼", Approx.ABOUT),
        (r">|＞", Approx.MORE_THAN),
        (r"≥", Approx.AT_LEAST),
        (r"<|＜", Approx.LESS_THAN),
        (r"≤", Approx.AT_MOST),
    )
)
AFTER = tuple(
    (compiled(rf"(?i)(?:{words})"), approx)
    for words, approx in (
        (r"\+|-plus\b| plus\b|-odd\b", Approx.MORE_THAN),
        (r" or (?:more|higher|above|greater|longer)\b| and (?:above|over|up)\b", Approx.AT_LEAST),
        (r" or (?:so|thereabouts)\b|-ish\b", Approx.ABOUT),
        (r" or (?:less|fewer|lower|below|under)\b| at most\b", Approx.AT_MOST),
    )
)
BASES = tuple(
    Base(compiled(words), code, near)
    for words, code, near in (
        (
            (
                r"(?i)\byear[- ](?:on|over)[- ]year\b|\bon[- ]year\b|\by/y\b|\byoy\b|\b(?:from|than|on|"
                r"over|in|against|with|to) (?:a|the) year[ -](?:earlier|ago|before|previously|prior)|"
                r"\bthe (?:same|corresponding|comparable|year-earlier|year-ago|prior-year) (?:\w+ "
                r")?(?:period|quarter|month|half|week|time)|\ba year (?:earlier|ago|before)\b|\b(?:than|"
                r"from|over|on|with) last year\b|\byear[- ]earlier\b|\bthe previous year\b|\bcompared "
                r"(?:with|to) (?:last year|20\d\d)"
            ),
            "yoy",
            ("year", "y/y", "yoy", " same ", "corresponding", "comparable", "20"),
        ),
        (
            (
                r"(?i)\bquarter[- ](?:on|over)[- ]quarter\b|\bq/q\b|\bqoq\b|\b(?:from|than|on|with|over) "
                r"the (?:previous|prior|preceding) (?:quarter|three months)|\ba quarter (?:earlier|ago)\b"
            ),
            "qoq",
            ("quarter", "q/q", "qoq", "three months"),
        ),
        (
            (
                r"(?i)\bmonth[- ](?:on|over)[- ]month\b|\bm/m\b|\bmom\b|\b(?:from|than|on|with|over) the "
                r"(?:previous|prior|preceding) month|\b(?:from|than) a month (?:earlier|ago|before)|"
                r"\bon[- ]month\b|\b(?:from|than) last month"
            ),
            "mom",
            ("month", "m/m", "mom"),
        ),
        (
            (
                r"(?i)\bweek[- ](?:on|over)[- ]week\b|\b(?:from|than|on) (?:the previous|a|last) week(?: "
                r"(?:earlier|ago|before))?\b"
            ),
            "wow",
            ("week",),
        ),
        (
            (
                r"(?i)\b(?:from|than|on) (?:the )?(?:previous|prior|last) (?:day|close|session|trading "
                r"day)|\b(?:from|than) (?:yesterday|a day earlier)"
            ),
            "previous_day",
            ("day", "close", "session"),
        ),
        (
            (
                r"(?i)\b(?:than|versus|against|above|below|ahead of) (?:the )?(?:plan|budget|target|its "
                r"own target|planned)\b"
            ),
            "plan",
            ("plan", "budget", "target"),
        ),
        (
            (
                r"(?i)\b(?:than|beat|beating|above|below|versus|against|missed|missing|ahead of|short of) "
                r"(?:\w+ ){0,3}(?:forecasts?|expected|expectations|estimates?|consensus|predicted)\b"
            ),
            "forecast",
            ("forecast", "expect", "estimate", "consensus", "predicted"),
        ),
    )
)
