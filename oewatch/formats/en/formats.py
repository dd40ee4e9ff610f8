"""American dates in one way: what `editorial.dates` has, for the stock pages of the admin and of accounts."""

from editorial.dates import DATE, DAY, TIME

DATE_FORMAT = SHORT_DATE_FORMAT = DATE
TIME_FORMAT = TIME
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = f"{DATE}, {TIME}"
MONTH_DAY_FORMAT = DAY
