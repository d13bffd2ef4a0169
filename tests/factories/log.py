"""Factories of the public log's rows."""

from hashlib import sha256

import factory
from factory.django import DjangoModelFactory

from consultation import models
from consultation.ledger import entries, queries
from consultation.ledger.keys import receipt_signer
from tests.factories.nouns import THEN, ResponseFactory


class LogEntryFactory(DjangoModelFactory):
    class Meta:
        model = models.LogEntry

    index = factory.LazyFunction(queries.size)
    kind = "response"
    about = factory.Sequence(lambda number: 1_000_000 + number)
    text = factory.LazyAttribute(
        lambda made: entries.written(
            "response",
            {"consultation": "front-counters", "commitment": f"{made.about:064x}"},
        ).decode()
    )
    at = THEN


class CheckpointFactory(DjangoModelFactory):
    class Meta:
        model = models.Checkpoint

    size = factory.Sequence(lambda number: number + 1)
    root = factory.LazyAttribute(lambda made: f"{made.size:064x}")
    note = factory.LazyAttribute(lambda made: receipt_signer().line(made.root))
    at = THEN


class CosignatureFactory(DjangoModelFactory):
    class Meta:
        model = models.Cosignature

    checkpoint = factory.SubFactory(CheckpointFactory)
    witness = "witness.example.org/1"
    line = factory.LazyAttribute(lambda made: receipt_signer().line(made.witness))
    at = THEN


class UnloggedFactory(DjangoModelFactory):
    class Meta:
        model = models.Unlogged

    kind = "withdraw"
    response = factory.SubFactory(ResponseFactory)
    at = THEN


class StatedFactory(DjangoModelFactory):
    class Meta:
        model = models.Stated

    text = factory.Sequence(lambda number: f"The questions of form {number}.")
    sha256 = factory.LazyAttribute(lambda made: sha256(made.text.encode()).hexdigest())
    at = THEN


class SentFormFactory(DjangoModelFactory):
    class Meta:
        model = models.SentForm

    key = factory.Sequence(lambda number: f"{number:064x}")
    digest = "d" * 64
    led_to = "/staff/"
    at = THEN
