"""What must always be true of every model."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from consultation.models.constraints import PERSONAL, PLAIN, SECRET, SPECIAL
from tests.factories import FACTORIES

MODELS = sorted(
    (m for label in ("stations", "consultation") for m in apps.get_app_config(label).get_models()),
    key=lambda model: model._meta.label,
)
each = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)


@each
def test_every_field_is_classified(model: type[models.Model]) -> None:
    privacy: dict[str, str] = model.PRIVACY  # type: ignore[attr-defined]
    assert set(privacy) == {field.name for field in model._meta.concrete_fields}
    assert set(privacy.values()) <= {PLAIN, PERSONAL, SPECIAL, SECRET}


@each
@pytest.mark.django_db
def test_every_model_has_a_factory_and_a_readable_unique_name(model: type[models.Model]) -> None:
    first, second = FACTORIES[model](), FACTORIES[model]()
    assert str(first) != str(second)
    assert "object (" not in str(first)


@each
def test_choices_are_held_by_the_database(model: type[models.Model]) -> None:
    held = " ".join(str(c.condition) for c in model._meta.constraints if hasattr(c, "condition"))
    for field in model._meta.concrete_fields:
        if field.choices:
            assert f"{field.name}__in" in held, field.name


@each
def test_rows_are_protected_from_cascades(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, field.name


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


class OneByOne(MigrationLoader):
    """The migrations as a database sees them that had some before others stood for them at once."""

    def load_disk(self) -> None:
        super().load_disk()
        alone = {key: one for key, one in self.disk_migrations.items() if not one.replaces}
        self.disk_migrations = alone


BOTH_WAYS = [MigrationLoader, OneByOne]


@pytest.mark.parametrize("way", BOTH_WAYS)
@pytest.mark.parametrize("app", ["stations", "consultation"])
def test_migrations_are_linear(app: str, way: type[MigrationLoader]) -> None:
    loader = way(None)
    assert len(loader.graph.leaf_nodes(app)) == 1
    held = [loader.disk_migrations[node] for node in loader.graph.nodes if node[0] == app]
    stood_for = [name for one in held for _app, name in one.replaces or [(app, one.name)]]
    numbers = sorted(name[:4] for name in stood_for)
    assert numbers == [f"{place:04}" for place in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("ways", [BOTH_WAYS, BOTH_WAYS[::-1]], ids=["there", "back"])
def test_migrations_at_once_end_where_those_that_they_stand_for_end(
    ways: list[type[MigrationLoader]],
) -> None:
    one, other = (way(None) for way in ways)
    changes = MigrationAutodetector(one.project_state(), other.project_state())
    assert changes.changes(graph=one.graph) == {}


@pytest.mark.django_db
def test_generated_docs_are_fresh() -> None:
    call_command("generate_docs", "--check", verbosity=0)
