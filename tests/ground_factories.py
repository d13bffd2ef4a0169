"""One factory a model of the register; `tests.factories` offers them with the others."""

from datetime import datetime
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from stations import models as ground

THEN = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/London"))


class BoroughFactory(DjangoModelFactory):
    class Meta:
        model = ground.Borough
        django_get_or_create = ["ons_code"]

    ons_code = factory.Sequence(lambda n: f"E09{n:06}")
    name = factory.Sequence(lambda n: f"Borough {n}")
    slug = factory.Sequence(lambda n: f"borough-{n}")


class StationFactory(DjangoModelFactory):
    class Meta:
        model = ground.Station

    borough = factory.SubFactory(BoroughFactory)
    name = factory.Sequence(lambda n: f"Station {n}")
    slug = factory.Sequence(lambda n: f"station-{n}")


class AliasFactory(DjangoModelFactory):
    class Meta:
        model = ground.Alias

    station = factory.SubFactory(StationFactory)
    name = factory.Sequence(lambda n: f"Old name {n}")


class FactFactory(DjangoModelFactory):
    class Meta:
        model = ground.Fact

    station = factory.SubFactory(StationFactory)
    kind = "building"
    label = "The building"
    value = "To be sold"
    source = "A local paper, 1 November 2017"
    confidence = "STATED"


class OpeningHoursFactory(DjangoModelFactory):
    class Meta:
        model = ground.OpeningHours

    station = factory.SubFactory(StationFactory)
    valid = "2017"
    text = "24 hours a day, 7 days a week"
    all_day = True
    basis = "A local paper"
    confidence = "STATED"


class PopulationFactory(DjangoModelFactory):
    class Meta:
        model = ground.Population

    borough = factory.SubFactory(BoroughFactory)
    people = 300_000
    source = "Census 2021"
    dated = "21 March 2021"
    at = THEN
    by = "load_populations"


class PostcodeFactory(DjangoModelFactory):
    class Meta:
        model = ground.Postcode
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"IG{n % 9 + 1}{n // 9 % 10}NB")
    borough = factory.SubFactory(BoroughFactory)
    easting = 543700
    northing = 186500


class RegisterImportFactory(DjangoModelFactory):
    class Meta:
        model = ground.RegisterImport

    source = "register.csv"
    sha256 = "0" * 64
    by = "set-up"
    at = THEN
    rows = 73
