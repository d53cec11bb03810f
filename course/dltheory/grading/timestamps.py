"""What ``timestamp.txt`` says: the moment in UTC, and what is doubtful about it.

Zones are read from a table and from the time zone database by their full names: never from this machine's own settings, which would
make a class late on one machine and in time on another.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser, tz

_LONGEST = 200
# Abbreviations that mean one thing only, in hours. Others (CST, IST, BST, AST, ...) mean several and are a doubt.
_HOURS = {
    "Z": 0, "UTC": 0, "UT": 0, "GMT": 0, "ZULU": 0,
    "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3,
    "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
    "NST": -3.5, "NDT": -2.5, "BRT": -3, "ART": -3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5, "NPT": 5.75,
    "WIB": 7, "ICT": 7, "HKT": 8, "SGT": 8, "PHT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
# In summer many write the winter's name of their zone and mean their clock.
_WINTER = {"CET": "CEST", "MEZ": "MESZ", "EET": "EEST", "WET": "WEST", "EST": "EDT", "MST": "MDT", "PST": "PDT"}
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?|T\d{2,6}(?:[.,]\d+)?"
_ZONE = re.compile(
    rf"(?P<clock>{_CLOCK})\s*"
    r"(?:(?P<name>(?!(?:on|at)\b)[A-Za-z]+(?:/[A-Za-z0-9_+-]+){0,2})?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?)(?![\w:/+-])"
    r"(?:\s*\([A-Za-z ]{1,60}\))?"
)
_SLASHED = re.compile(r"\b(\d{1,2})([./-])(\d{1,2})\2(\d{4})\b")


def read_timestamp(content: bytes) -> tuple[datetime | None, str]:
    """Return the moment that a time stamp names, in UTC without a zone, and what is doubtful about it, or nothing."""
    try:
        text = _text(content)
        if not text:
            return None, "timestamp.txt is empty"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # dateutil's word on zones that it does not know
            moment, doubt = _moment(text)
    except Exception:  # dateutil raises whatever its parts raise
        return None, "timestamp.txt holds no date"
    if not 1970 <= moment.year <= 2200:
        return None, "timestamp.txt holds no date"
    return moment, f"timestamp.txt {doubt}; it was read as {moment:%Y-%m-%d %H:%M} UTC" if doubt else ""


def stamp_text(content: bytes, moment: datetime) -> bytes:
    """Return a time stamp that nbgrader reads as this moment: the student's own if it does, else a new one."""
    return content if nbgraders_reading(content) == moment else f"{moment:%Y-%m-%d %H:%M:%S.%f} UTC".encode()


def nbgraders_reading(content: bytes) -> datetime | None:
    """Return how plain nbgrader reads a time stamp, which ends its work on a submission where this is None."""
    from nbgrader.utils import parse_utc

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moment: datetime = parse_utc(content.decode("utf-8").strip())
    except Exception:  # see read_timestamp
        return None
    return moment


def _text(content: bytes) -> str:
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")  # what Windows PowerShell writes
    return content[: _LONGEST * (1 + wide)].decode("utf-16" if wide else "utf-8-sig").strip()


def _moment(text: str) -> tuple[datetime, str]:
    found = _ZONE.search(text)
    name, offset = (found["name"] or "", found["offset"] or "") if found else ("", "")
    if found:
        text = f"{text[: found.end('clock')]} {text[found.end() :]}".strip()
    turned = _SLASHED.search(text)
    dotted = turned is not None and turned[2] == "."
    local = _complete(text, dayfirst=dotted)
    doubts = []
    if turned and not dotted and turned[1] != turned[3] and int(turned[1]) <= 12 and int(turned[3]) <= 12:
        doubts.append(f"says {turned[0]}, where month and day can be exchanged")
    if found is None:
        doubts.append("names no time of the day")
    moment, doubt = _in_utc(local, name, offset)
    doubts += [doubt] if doubt else []
    return moment, " and ".join(doubts)


def _complete(text: str, dayfirst: bool) -> datetime:
    """Return a date and time without a zone; a ValueError if year, month or day are not all there."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        # dateutil fills in what is missing: two different fillings show whether anything is.
        local, other = (
            parser.parse(text, dayfirst=dayfirst, default=datetime(year, month, day))
            for year, month, day in ((2000, 1, 1), (2003, 2, 2))
        )
        if local != other:
            raise ValueError("a part of the date is missing") from None
    if local.tzinfo is not None:
        raise ValueError("the zone stands where none was expected")
    return local


def _in_utc(local: datetime, name: str, offset: str) -> tuple[datetime, str]:
    if offset:
        digits = offset[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
        shift = timedelta(hours=int(hours), minutes=int(minutes))
        if shift > timedelta(hours=15) or int(minutes) > 59:
            raise ValueError("no place on earth is so far off")
        moment = local - shift if offset[0] == "+" else local + shift
        known = not name or name.upper() in ("UTC", "GMT", "UT")
        return moment, "" if known else f"names the time zone {name}{offset}"
    upper = name.upper()
    if upper in _HOURS:
        moment = local - timedelta(hours=_HOURS[upper])
        if upper in _WINTER and 4 <= local.month <= 9:
            return moment, f"says {name} in summer, when {_WINTER[upper]} may be meant"
        return moment, ""
    try:
        zone = ZoneInfo(name if "/" in name else "")  # which opens nothing outside the database
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return local, f"names the time zone {name}, which is not known" if name else "names no time zone"
    there = local.replace(tzinfo=zone)
    moment = there.astimezone(UTC).replace(tzinfo=None)
    if tz.datetime_ambiguous(local, zone) or not tz.datetime_exists(local, zone):
        return moment, "names a time at which the clocks are changed"
    return moment, ""
