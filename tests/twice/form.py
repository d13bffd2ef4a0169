"""One form of the site, filled in so that it is taken: what `tests/house/test_twice.py` sends."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from consultation.models import User
from consultation.typed import CSRF
from tests.conftest import let_in
from tests.kept import Site
from tests.site import ROUTES
from tests.transcribe.filled import fields_in
from tests.world import World

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ROUTE = {route.name: route for route in ROUTES}


@dataclass
class Stage:
    """The world, and a browser in which somebody is about to send a form."""

    site: Site
    client: Client = field(default_factory=Client)

    @property
    def world(self) -> World:
        return self.site.world

    @property
    def slug(self) -> str:
        return self.world.consultation.slug

    def as_(self, person: User) -> "Stage":
        """The browser is somebody else's now."""
        self.client = let_in(Client(), person)
        return self


Ready = Callable[[Stage], Any]
Typed = Mapping[str, Any] | Callable[[Stage], Mapping[str, Any]]


@dataclass(frozen=True)
class Form:
    """What is typed into it, and what the second sending of the same is answered with."""

    name: str  # of its route
    typed: Typed = field(default_factory=dict)  # beside what stands in the form; None leaves it out
    ready: Ready = lambda stage: None  # makes what it needs; a list is the arguments of its address
    case: str = ""  # where a page has several forms
    query: str = ""  # {response} in it is the key of the world's
    first: int = 302
    again: int = 0  # where the second answer is not the first one over again
    again_changes: list[str] = field(default_factory=list)  # these tables; `because` says why
    leaves: bool = True  # something in the database; where not, `because` says why
    because: str = ""
    reads: bool = True  # its page is opened first, as a person does ...
    page: str = "/staff/"  # ... else it is a button there, or on one like it

    def __str__(self) -> str:
        return f"{self.name} {self.case}".strip()

    def address(self, stage: Stage) -> str:
        """Makes what the form needs."""
        given = self.ready(stage)
        told = isinstance(given, list)
        arguments = given if told else ROUTE[self.name].arguments(stage.world)
        query = self.query.format(response=stage.world.response.pk)
        return reverse(self.name, args=arguments) + query

    def filled(self, stage: Stage, address: str) -> dict[str, Any]:
        """All that a browser sends, with the token of the page."""
        page = stage.client.get(address if self.reads else self.page, follow=True).content.decode()
        typed = self.typed(stage) if callable(self.typed) else self.typed
        token = {CSRF: found[1]} if (found := TOKEN.search(page)) else {}
        sent = {**(fields_in(page) if self.reads else {}), **typed, **token}
        return {name: value for name, value in sent.items() if value is not None}
