"""Where a consultation stands in its time; may staff change that now, and if not, why."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation.languages import time_in_words
from consultation.models import Consultation, Extension, Outage, Pause, QuestionVersion
from consultation.publish.queries import Timetable, pause_of

ZONE = gettext_lazy("London time")
FEW = 5  # gaps named in a refusal; readiness.gaps() has them all
WEEKS_FROM = 14  # days; from then on the countdown says weeks
HOUR = 60  # minutes


def clock_words(moment: datetime) -> str:
    """The time of day as people say it, in London: 11:59pm."""
    local = timezone.localtime(moment)
    return time_in_words(local.hour, local.minute)


def in_words(moment: datetime) -> str:
    """A deadline as people say it, in London: 11:59pm on Sunday 14 February 2027."""
    day = date_format(timezone.localtime(moment), "l j E Y")
    return _("%(time)s on %(day)s") % {"time": clock_words(moment), "day": day}


def countdown(closes_at: datetime, now: datetime) -> str:
    """How long is left and until when: Closes in 3 weeks, at 11:59pm on Sunday 14 February 2027.

    "Today", "tomorrow" and days are those of the calendar in London; hours and minutes are those
    that pass, so they are right on a day that has 23 or 25. Rounded down: nobody is promised more
    than there is.
    """
    told = {
        "left": _time_left(closes_at, now),
        "time": clock_words(closes_at),
        "moment": in_words(closes_at),
    }
    days = _days_between(now, closes_at)
    if days == 0:
        return _("Closes today at %(time)s London time, %(left)s") % told
    if days == 1:
        return _("Closes tomorrow, at %(moment)s, London time") % told
    return _("Closes %(left)s, at %(moment)s, London time") % told


def _days_between(earlier: datetime, later: datetime) -> int:
    return (timezone.localtime(later).date() - timezone.localtime(earlier).date()).days


def _time_left(closes_at: datetime, now: datetime) -> str:
    """In words, by the largest unit that fits."""
    days = _days_between(now, closes_at)
    if days >= WEEKS_FROM:
        weeks = days // 7
        return ngettext("in %(n)s week", "in %(n)s weeks", weeks) % {"n": weeks}
    if days > 0:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    # Two moments in one zone would be subtracted by what their clocks show.
    minutes = int((closes_at.astimezone(UTC) - now.astimezone(UTC)).total_seconds() // 60)
    if minutes >= HOUR:
        hours = minutes // HOUR
        return ngettext("in %(n)s hour", "in %(n)s hours", hours) % {"n": hours}
    if minutes < 1:
        return _("in less than a minute")
    return ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}


@dataclass(frozen=True)
class Standing:
    """Where a consultation is in its time: open, coming, paused or closed; its dates in words."""

    open: bool
    coming: bool
    paused: bool
    opens: str
    closes: str
    countdown: str  # while it is open; otherwise empty

    @property
    def closed(self) -> bool:
        """Past its deadline."""
        return not self.open and not self.coming and not self.paused


def standing_at(consultation: Consultation, now: datetime) -> Standing:
    """Of a published consultation."""
    is_open = consultation.is_open_at(now)
    return Standing(
        open=is_open,
        coming=consultation.is_coming_at(now),
        paused=consultation.is_paused,
        opens=in_words(consultation.opens_at),
        closes=in_words(consultation.closes_at),
        countdown=countdown(consultation.closes_at, now) if is_open else "",
    )


def grace_in_words(consultation: Consultation) -> str:
    """What those who have begun are promised; empty where nothing is."""
    minutes = consultation.grace_minutes
    if not minutes:
        return ""
    return ngettext(
        "If you have begun before the close, you have %(n)s minute more to finish and send.",
        "If you have begun before the close, you have %(n)s minutes more to finish and send.",
        minutes,
    ) % {"n": minutes}


def grace_at(consultation: Consultation, now: datetime) -> str:
    """The same after the close: until when, or that it is over."""
    minutes = consultation.grace_minutes
    if not minutes or not consultation.is_closed_at(now):
        return ""
    told = {"n": minutes, "moment": in_words(consultation.grace_ends_at)}
    if now <= consultation.grace_ends_at:
        return _("If you began before the close, you can finish and send until %(moment)s.") % told
    return ngettext(
        "Those who had begun before the close had %(n)s minute more to finish and send.",
        "Those who had begun before the close had %(n)s minutes more to finish and send.",
        minutes,
    ) % told  # fmt: skip


def ways_to_ask(consultation: Consultation) -> list[tuple[str, str, str]]:
    """Who answers questions: by what name, where, and a link if there is one. No empty ones."""
    email, phone = consultation.contact, consultation.contact_phone
    ways = [(_("Questions"), email, f"mailto:{email}")]
    if phone:
        ways.append((_("Phone"), phone, consultation.phone_link))
    if lines := consultation.address_lines:
        ways.append((_("Postal address"), ", ".join(lines), ""))
    return ways


def _sentence(words: str) -> str:
    """With a full stop where whoever wrote it left it out."""
    told = words.strip()
    return told if told.endswith((".", "!", "?")) else f"{told}."


def told_of_extension(extension: Extension) -> str:
    """As it is published: from when to when, and why."""
    told = {
        "on": date_format(timezone.localtime(extension.at), "l j E Y"),
        "before": in_words(extension.from_at),
        "after": in_words(extension.to_at),
        "reason": _sentence(extension.reason),
    }
    if extension.reopened:
        return (
            _(
                "This consultation closed at %(before)s and was opened again on %(on)s, "
                "until %(after)s, London time: %(reason)s"
            )
            % told
        )
    return (
        _(
            "The closing time was changed on %(on)s from %(before)s to %(after)s, "
            "London time: %(reason)s"
        )
        % told
    )


def told_of_pause(pause: Pause) -> str:
    """As it is published: since when or from when to when, and why."""
    told = {"since": in_words(pause.from_at), "reason": _sentence(pause.reason)}
    if pause.to_at is None:
        return (
            _(
                "This consultation is paused, not closed, since %(since)s, London time, because: "
                "%(reason)s"
            )
            % told
        )
    told |= {"until": in_words(pause.to_at), "reopened": _sentence(pause.reopened_reason)}
    return (
        _(
            "This consultation was paused from %(since)s to %(until)s, London time, because: "
            "%(reason)s It was opened again because: %(reopened)s"
        )
        % told
    )


def told_of_outage(outage: Outage) -> str:
    """As it is published."""
    return _(
        "The service did not work as it should from %(start)s to %(end)s, London time: %(what)s"
    ) % {
        "start": in_words(outage.from_at),
        "end": in_words(outage.to_at),
        "what": _sentence(outage.what_happened),
    }


def told_of_changes(changed: Timetable) -> list[str]:
    """All that is published about a consultation's time, oldest first, but a pause that goes on."""
    told = [
        *((one.at, told_of_extension(one)) for one in changed.extensions),
        *((one.from_at, told_of_pause(one)) for one in changed.pauses if one.to_at),
        *((one.from_at, told_of_outage(one)) for one in changed.outages),
    ]
    return [words for _at, words in sorted(told)]


def history(changed: Timetable) -> list[dict[str, Any]]:
    """The same for staff, with who did it: entries of a timeline, oldest first."""
    entries = []
    for one in changed.extensions:
        entries.append((one.at, _("Closing time changed"), one.by.name, told_of_extension(one)))
    for pause in changed.pauses:
        entries.append((pause.from_at, _("Paused"), pause.by.name, _sentence(pause.reason)))
        if pause.to_at and pause.reopened_by:
            reason = _sentence(pause.reopened_reason)
            entries.append((pause.to_at, _("Resumed"), pause.reopened_by.name, reason))
    for outage in changed.outages:
        noted = _("Noted by %(name)s.") % {"name": outage.by.name}
        entries.append((outage.from_at, _("Outage"), "", f"{told_of_outage(outage)} {noted}"))
    return [
        {"at": at, "title": title, "by": by, "text": text}
        for at, title, by, text in sorted(entries, key=lambda entry: entry[0])
    ]


def told_of_pause_now(consultation: Consultation) -> str:
    """The pause that goes on; empty where it is not paused. One query at most."""
    pause = pause_of(consultation)
    return told_of_pause(pause) if pause else ""


def given_back(closes_at: datetime, lost: timedelta, *, after: datetime | None = None) -> datetime:
    """A closing time at the same time of day, later by the time lost or a little more.

    :param after: what the lost time is added to, where that is not the closing time itself.
    """
    least = (after or closes_at).astimezone(UTC) + lost
    local = timezone.localtime(closes_at)
    proposed, days = local, 0
    while proposed.astimezone(UTC) < least:
        days += 1
        proposed = local + timedelta(days=days)  # the clock's time stays, whatever the season
    return proposed


def time_lost(consultation: Consultation, start: datetime, end: datetime) -> timedelta:
    """How much of the time between opening and closing lies between these two moments."""
    first, last = max(start, consultation.opens_at), min(end, consultation.closes_at)
    return max(last.astimezone(UTC) - first.astimezone(UTC), timedelta(0))


def closing_after_pause(consultation: Consultation, pause: Pause, *, now: datetime) -> datetime:
    """Later by as long as it was paused: what is offered when it goes on."""
    began = max(pause.from_at, consultation.opens_at)
    return given_back(consultation.closes_at, max(now - began, timedelta(0)))


def reason_after_outage(outage: Outage) -> str:
    """What a later closing time is proposed to be explained with."""
    return _("To give back the time lost to the outage: %(what)s") % {
        "what": _sentence(outage.what_happened)
    }


def closing_after_outage(consultation: Consultation, outage: Outage, *, now: datetime) -> datetime:
    """Later by as long as the service was away; from now on where it has closed meanwhile."""
    lost = time_lost(consultation, outage.from_at, outage.to_at)
    return given_back(consultation.closes_at, lost, after=max(consultation.closes_at, now))


def why_not_publish(gaps: list[str]) -> str:
    """A consultation is published once nothing is missing in it."""
    if not gaps:
        return ""
    told = " ".join(gaps[:FEW])
    more = len(gaps) - FEW
    if more > 0:
        told += f" And {more} more."
    return f"This consultation cannot be published yet. {told}"


def why_not_extend(consultation: Consultation, *, now: datetime, to: datetime | None = None) -> str:
    """The closing time of what is published moves only later. Without `to`: may it move at all?"""
    if not consultation.is_public:
        return _("This consultation is a draft: its dates are changed where it is prepared.")
    if consultation.is_paused:
        return _("This consultation is paused: choose a closing time when you resume it.")
    return _why_not_later(consultation, to, now) if to else ""


def _why_not_later(consultation: Consultation, to: datetime, now: datetime) -> str:
    if to <= consultation.closes_at:
        return _("The closing time can only be made later. It is %(closes)s now, London time.") % {
            "closes": in_words(consultation.closes_at)
        }
    if to <= now:
        return _("The new closing time must be in the future.")
    return ""


def why_not_pause(consultation: Consultation, *, now: datetime) -> str:
    """What is published and has not closed can be paused."""
    if consultation.is_paused:
        return _("This consultation is paused already.")
    if not consultation.is_public:
        return _("This consultation is a draft: nobody can respond to it yet.")
    if consultation.is_closed_at(now):
        return _("This consultation has closed: there is nothing to pause.")
    return ""


def why_not_resume(consultation: Consultation, *, now: datetime, to: datetime | None = None) -> str:
    """What is paused can go on, with time left in which to respond."""
    if not consultation.is_paused:
        return _("This consultation is not paused.")
    if to is not None and to != consultation.closes_at:
        return _why_not_later(consultation, to, now)
    if consultation.closes_at <= now:
        return _("Its closing time passed while it was paused: choose a later one.")
    return ""


def why_not_note(*, start: datetime, end: datetime, now: datetime) -> str:
    """An outage is noted once it is over."""
    if start >= end:
        return _("The outage must end after it began.")
    if end > now:
        return _("An outage is noted when it is over: its end cannot be in the future.")
    return ""


def why_not_without(reason: str) -> str:
    """Whatever changes the time to respond says why, and that is published."""
    return "" if reason.strip() else _("Give the reason: it is published.")


def why_not_edit(consultation: Consultation) -> str:
    """Questions are written while nobody has been asked."""
    if consultation.is_public:
        return (
            "This consultation is published, so its questions are fixed. The wording of one can be "
            "corrected."
        )
    return ""


def why_not_correct(consultation: Consultation, *, now: datetime) -> str:
    """A wording is corrected while it is asked, or before; never after the close."""
    if not consultation.is_public:
        return "This consultation is a draft: change the question itself."
    if consultation.is_closed_at(now):
        return "This consultation has closed: what was asked stays as it was."
    return ""


def why_not_reword(before: QuestionVersion, after: QuestionVersion) -> str:
    """Answers given to the wording before keep their meaning: every answer to choose stays."""
    kept = dict(after.options)
    for value, label in before.options:
        if value not in kept:
            return (
                f"Keep the answer {value} (“{label}”): people may have given it. You can word it "
                "anew."
            )
    if len(kept) != len(after.options):
        return "Give each answer a value of its own."
    told = (
        "heading", "wording", "short", "help", "easy_wording", "easy_help", "missing", "options",
    )  # fmt: skip
    if all(getattr(before, name) == getattr(after, name) for name in told):
        return "Change something: this is the wording in force."
    if not after.correction.strip():
        return "Enter the reason for the correction: it is published."
    return ""
