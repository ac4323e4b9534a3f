"""What people write when they subscribe is read as they mean it, or refused with what would be right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import QueryError
from digests.model import AtQuiet, Language, QuietHours
from digests.subscribing import (
    DAYS,
    read_cron,
    read_days,
    read_language,
    read_quiet,
    read_region,
    read_span,
    read_time,
    read_times,
    read_zone,
)


@pytest.mark.parametrize(
    ("read", "written", "value"),
    [
        (read_time, "08:30", time(8, 30)),
        (read_time, " 8.05", time(8, 5)),
        (read_times, "17:00,08:30,8:30", (time(8, 30), time(17))),
        (read_days, "mon-fri", (0, 1, 2, 3, 4)),
        (read_days, "Weekdays", (0, 1, 2, 3, 4)),
        (read_days, "daily", (0, 1, 2, 3, 4, 5, 6)),
        (read_days, "Monday, wed", (0, 2)),
        (read_days, "sat-mon", (0, 5, 6)),
        (read_days, "月-金", (0, 1, 2, 3, 4)),
        (read_days, "月水金、日曜日", (0, 2, 4, 6)),
        (read_days, "周一至周五", (0, 1, 2, 3, 4)),
        (read_days, "จันทร์–ศุกร์", (0, 1, 2, 3, 4)),
        (read_days, "ทุกวัน", (0, 1, 2, 3, 4, 5, 6)),
        (read_times, "８：３０、17:00", (time(8, 30), time(17))),
        (read_zone, "asia/bangkok", "Asia/Bangkok"),
        (read_zone, "America/New York", "America/New_York"),
        (read_cron, "30  8 * * 1-5", "30 8 * * 1-5"),
        (read_quiet, "22:00-07:00", QuietHours(time(22), time(7))),
        (read_language, "zh-CN", Language.ZH),
        (read_language, "TH", Language.TH),
        (read_region, "タイ", "TH"),
        (read_region, "South-East Asia", "035"),
        (read_span, "12h", timedelta(hours=12)),
        (read_span, "2w", timedelta(days=14)),
        (read_span, "1m", timedelta(days=30)),
        (read_span, "３日", timedelta(days=3)),
        (read_span, "2 weeks", timedelta(days=14)),
        (read_span, "3个月", timedelta(days=90)),
        (read_span, "1 ปี", timedelta(days=365)),
    ],
)
def test_what_is_written_is_read(read: Callable[[str], object], written: str, value: object):
    assert read(written) == value


@pytest.mark.parametrize(
    ("read", "written", "remedy"),
    [
        (read_time, "25:00", "08:30"),
        (read_times, "08:30,", "08:30"),
        (read_days, "noday", "mon-fri"),
        (read_zone, "Asia/Bangkk", "Asia/Bangkok"),
        (read_zone, "bangkok", "Asia/Bangkok"),
        (read_zone, "!!", "IANA"),
        (read_cron, "every day", "30 8 * * 1-5"),
        (read_quiet, "22:00", "22:00-07:00"),
        (read_quiet, "22:00-22:00", "pause"),
        (read_language, "xx", "write one of ja, en, zh, th"),
        (read_region, "Thailnd", "Thailand"),
        (read_region, "Qqqqqq", "a code or a name"),
        (read_span, "soon", "3d"),
        (read_span, "0d", "3d"),
        (read_span, "5月", "3d"),
        (read_span, "101y", "3d"),
        (read_days, "mon,", "mon-fri"),
    ],
)
def test_what_is_wrong_is_refused_with_what_would_be_right(read: Callable[[str], object], written: str, remedy: str):
    with pytest.raises(QueryError) as refused:
        read(written)
    assert refused.value.what
    assert remedy in refused.value.remedy


def test_quiet_hours_hold_unless_told_to_drop():
    assert read_quiet("22:00–07:00").policy is AtQuiet.HOLD
    assert read_quiet("22:00-07:00", AtQuiet.DROP).policy is AtQuiet.DROP


@given(st.sets(st.integers(0, 6), min_size=1))
def test_any_set_of_days_reads_back(days: set[int]):
    assert read_days(",".join(DAYS[day] for day in days)) == tuple(sorted(days))


@given(st.times())
def test_any_minute_of_the_day_reads_back(moment: time):
    assert read_time(f"{moment:%H:%M}") == moment.replace(second=0, microsecond=0)
