"""Where a consultation stands in its time; may it be published, and if not, why."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.languages import time_in_words
from consultation.models import Consultation

ZONE = gettext_lazy("London time")
FEW = 5  # gaps named in a refusal; readiness.gaps() has them all


def in_words(moment: datetime) -> str:
    """A deadline as people say it, in London: 11:59pm on Sunday 14 February 2027."""
    local = timezone.localtime(moment)
    time = time_in_words(local.hour, local.minute)
    return _("%(time)s on %(day)s") % {"time": time, "day": date_format(local, "l j E Y")}


@dataclass(frozen=True)
class Standing:
    """Where a consultation is in its time: open, coming or closed, and its dates in words."""

    open: bool
    coming: bool
    opens: str
    closes: str

    @property
    def closed(self) -> bool:
        """Past its deadline."""
        return not self.open and not self.coming


def standing_at(consultation: Consultation, now: datetime) -> Standing:
    """Of a published consultation."""
    return Standing(
        open=consultation.is_open_at(now),
        coming=now < consultation.opens_at,
        opens=in_words(consultation.opens_at),
        closes=in_words(consultation.closes_at),
    )


def why_not_publish(gaps: list[str]) -> str:
    """A consultation is published once nothing is missing in it."""
    if not gaps:
        return ""
    told = " ".join(gaps[:FEW])
    more = len(gaps) - FEW
    if more > 0:
        told += f" And {more} more."
    return f"This consultation cannot be published yet. {told}"
