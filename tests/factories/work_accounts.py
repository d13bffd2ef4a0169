"""Factories of sign-in with work accounts."""

import factory
from factory.django import DjangoModelFactory

from consultation import models
from consultation.signin.sealing import seal
from tests.factories.nouns import THEN, OrganisationFactory, UserFactory

CLIENT_SECRET = b"known to both alone"


class IdentityProviderFactory(DjangoModelFactory):
    """In force; its secret is `CLIENT_SECRET`."""

    class Meta:
        model = models.IdentityProvider

    organisation = factory.SubFactory(OrganisationFactory)
    issuer = factory.Sequence(lambda n: f"https://sign-in-{n}.example/v2.0")
    client_id = "counterpoint"
    client_secret = factory.LazyFunction(lambda: seal(CLIENT_SECRET))
    made_by = factory.SubFactory(UserFactory)
    made_at = THEN


class IdentityFactory(DjangoModelFactory):
    class Meta:
        model = models.Identity

    provider = factory.SubFactory(IdentityProviderFactory)
    subject = factory.Sequence(lambda n: f"subject-{n}")
    person = factory.SubFactory(UserFactory)
    linked_at = THEN
