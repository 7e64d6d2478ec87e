"""The salary line of a post: figures in the country's form, words in the post's language."""

from decimal import Decimal

from nlp.roles.page import Band, Region
from nlp.rules.money import Pay, SalaryPeriod, format_pay, format_range
from nlp.rules.packs import CountryPack

PERIOD_WORDS = {
    SalaryPeriod.HOUR: "per hour",
    SalaryPeriod.DAY: "per day",
    SalaryPeriod.WEEK: "per week",
    SalaryPeriod.MONTH: "per month",
    SalaryPeriod.YEAR: "per year",
}
_BAND_LOCALES = {Region.US: "en-US", Region.UK: "en-GB", Region.EUROZONE: "en-IE"}


def salary_line(pay: Pay, pack: CountryPack) -> str:
    """Write `pay` as a post prints it: `70.000–90.000 € gross per year (brutto pro Jahr)`."""
    local = pack.pay.words.get(pay.period)
    figures = format_pay(pay, pack.locale)
    return f"{figures} gross {PERIOD_WORDS[pay.period]}{f' ({local})' if local else ''}"


def salary_placeholder(pack: CountryPack, *, required: bool) -> str:
    """Ask the employer for the figures; no market band stands in for them."""
    duty = "required by law here" if required else "strongly advised"
    period = PERIOD_WORDS[pack.pay.period]
    return f"[Add your pay range in {pack.currency}, gross {period}: {duty}]"


def format_band(band: Band) -> str:
    """Write a band of the library as its page shows it: `$140,000 – $200,000`."""
    locale = _BAND_LOCALES[band.region]
    return format_range(Decimal(band.min), Decimal(band.max), band.currency, locale)
