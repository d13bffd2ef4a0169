"""Accounts, roles and organisations: made through accounts.py by those who give roles."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from consultation import accounts
from consultation.access import Permission, may, rows_within
from consultation.admin import views
from consultation.admin.kinds import ReadOnly, Rows
from consultation.admin.showing import rows
from consultation.models import (
    AuthenticatorApp,
    Grant,
    Identity,
    Organisation,
    Passkey,
    RecoveryCode,
    User,
)
from consultation.moderate.staff_site import Story
from consultation.signin import actions as signing_in
from consultation.signin import people


class NewAccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("email", "name", "is_staff")
        help_texts: ClassVar[dict[str, str]] = {
            "email": "We send a link to it. Whoever reads that email chooses the password."
        }

    def clean_email(self) -> str:
        """In the one form that it is stored in."""
        return str(self.cleaned_data["email"]).lower()


class PersonChoice(forms.ModelChoiceField):
    """With the address, so that two of one name are told apart."""

    def label_from_instance(self, person: Any) -> str:
        """As a line of the list."""
        return f"{person.name} <{person.email}>"


class GrantForm(forms.ModelForm):
    by: User

    class Meta:
        model = Grant
        fields = ("person", "role", "organisation", "consultation", "borough")

    def clean(self) -> dict[str, Any]:
        """The rule of the action, told before anything is done."""
        given = super().clean() or {}
        if not self.errors and (refusal := accounts.why_not_grant(self.by, **given)):
            raise forms.ValidationError(refusal)
        return given


class Made(ReadOnly):
    """Made here through an action, and never changed here."""

    story = Story.WORKING
    to: str | None = None

    make: ClassVar[Callable[..., Any]]  # the action
    see = frozenset({Permission.GRANT_ROLES, Permission.READ_EVENTS})
    #: As the list of accounts is downloaded elsewhere, names and addresses with it.
    take = take_persons = see

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who give roles."""
        return may(request.user, Permission.GRANT_ROLES)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action alone; the form's unsaved row becomes the one that was made."""
        made = self.make(**form.cleaned_data, **views.acting(request))
        obj.__dict__.update(made.__dict__)


def factor(noun: type[models.Model], columns: str, called: str) -> type[Rows]:
    """Part of how an account signs in. What is secret of it is shown to nobody."""
    return rows(noun, Permission.GRANT_ROLES, columns, called=called, fk_name="person")


FACTORS = (
    factor(AuthenticatorApp, "made_at", "Authenticator app"),
    factor(Passkey, "name made_at", "Passkeys"),
    factor(RecoveryCode, "made_at used_at", "Recovery codes, which nobody can read"),
    factor(Identity, "provider linked_at", "Work accounts"),
)


@admin.register(User)
class UserAdmin(Made):
    make = staticmethod(signing_in.make_account)
    form = NewAccountForm
    list_display = ("name", "email", "roles", "is_staff", "is_active", "last_login")
    search_fields = ("email", "name")
    actions = ("send_password_link", "remove_two_factor")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked of a new account, or what there is to see of one."""
        if obj is None:
            return ("email", "name", "is_staff")
        return (
            *("email", "name", "roles", "is_staff", "is_active", "is_superuser"),
            *("joined_at", "two_factor_since"),
        )

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """What an account signs in with; a new one has nothing yet."""
        return () if obj is None else FACTORS

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """With the roles in force; as narrow as the list of accounts on the staff pages."""
        return people.accounts_for(request.user)

    def limits(self, request: HttpRequest) -> models.Q | None:
        """What narrows that list."""
        return rows_within(request.user, people.READS, to="consultation")

    @admin.display(description="Roles")
    def roles(self, person: Any) -> str:
        """In force now."""
        return ", ".join(grant.get_role_display() for grant in person.held)

    def has_remove_permission(self, request: HttpRequest) -> bool:
        """For the button."""
        return may(request.user, Permission.GRANT_ROLES)

    @admin.action(description="Send a link to choose a password", permissions=["remove"])
    def send_password_link(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """To the address of each, which alone opens it."""
        views.send_password_link(self, request, queryset)

    @admin.action(description="Remove two-factor sign-in", permissions=["remove"])
    def remove_two_factor(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Of people who lost phone and recovery codes."""
        views.remove_two_factor(self, request, queryset)


@admin.register(Grant)
class GrantAdmin(Made):
    make = staticmethod(accounts.grant_role)
    form = GrantForm
    to = "consultation"
    list_display = ("person", "role", "scope", "granted_at", "granted_by", "revoked_at")
    officers = frozenset({"person"})  # some of them
    offers_people = True
    list_filter = ("role", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("person", "organisation", "consultation", "borough", "granted_by")
    actions = ("revoke",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """With the person who gives the role: the rule asks."""
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.by = request.user
        return made

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **given: Any) -> Any:
        """Of people with their addresses: that they are shown is recorded."""
        if db_field.related_model is User:
            given["form_class"] = PersonChoice
        return super().formfield_for_foreignkey(db_field, request, **given)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """For the button."""
        return may(request.user, Permission.GRANT_ROLES)

    @admin.action(description="Take these roles away", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Each of them."""
        views.revoke(self, request, queryset)


@admin.register(Organisation)
class OrganisationAdmin(Made):
    story = Story.REPLYING
    make = staticmethod(accounts.make_organisation)
    list_display = ("name", "kind", "borough", "email_domain", "verified_how")
    list_select_related = ("borough",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What is asked of a new one, or what there is to see of one."""
        asked = ("name", "slug", "kind", "borough", "email_domain")
        verified = ("verified_at", "verified_how", "verified_by", "verified_note")
        return asked if obj is None else (*asked, *verified)
