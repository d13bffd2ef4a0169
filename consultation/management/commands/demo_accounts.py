"""One account a role, with random passwords, written where only the owner of `.run` can read."""

import secrets
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consultation import accounts
from consultation.access import ROLES, STAFF_ROLES
from consultation.embedded import is_local, write_private
from consultation.events import MACHINE
from consultation.models import Grant, Organisation, OrganisationKind, Role, User
from stations.models import Borough

DOMAIN = "counterpoint.example"
COUNCIL = ("London Borough of Redbridge", "redbridge", "E09000026")
# Letters and numbers that cannot be taken for one another, in four groups: 78 bits.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
# May open Django's admin; a decision-maker has no business there.
ADMIN = {Role.OWNER, Role.MODERATOR, Role.ANALYST, Role.AUDITOR}


@dataclass(frozen=True)
class Sort:
    """One account to make: its role, or none for the superuser."""

    role: Role | None

    @property
    def title(self) -> str:
        """What it is called, and what the person is called: nobody is named after a person."""
        return self.role.label if self.role else "Superuser"

    @property
    def email(self) -> str:
        """Such as moderator@counterpoint.example."""
        return f"{self.title.lower().replace('consultation ', '').replace(' ', '-')}@{DOMAIN}"

    @property
    def sentence(self) -> str:
        """What it is for."""
        return ROLES[self.role].sentence if self.role else "May do everything."


SORTS = [*(Sort(role) for role in Role), Sort(None)]


def new_password() -> str:
    """Sixteen random signs, such as k7mq-w2xd-9hpt-vb4e."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(4))


def table(rows: list[tuple[str, str, str]]) -> str:
    """Aligned columns: role, e-mail, password."""
    rows = [("Role", "Email address", "Password"), *rows]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{role:<{widths[0]}}  {email:<{widths[1]}}  {word}" for role, email, word in rows]
    return "\n".join(lines) + "\n"


def passwords_in(path: Path) -> dict[str, str]:
    """What an earlier run wrote: password by e-mail."""
    lines = path.read_text().splitlines()[1:] if path.exists() else []
    return {line.split()[-2]: line.split()[-1] for line in lines if len(line.split()) > 2}


class Command(BaseCommand):
    help = "Make one account a role and write their passwords to .run/accounts.txt (mode 0600)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--force",
            action="store_true",
            help="make them even where PUBLIC_URL is not of this machine, or is https",
        )

    def handle(self, *args: Any, force: bool = False, **options: Any) -> None:
        """Make what is missing. Raises CommandError on a real deployment."""
        if (settings.SECURE or not is_local(settings.PUBLIC_URL)) and not force:
            raise CommandError(
                f"{settings.PUBLIC_URL} is a real deployment, and these are accounts to try things "
                "out with: make real ones in the admin, or add --force."
            )
        path = settings.BASE_DIR / ".run" / "accounts.txt"
        written = passwords_in(path)
        emails = [sort.email for sort in SORTS]
        there = set(User.objects.filter(email__in=emails).values_list("email", flat=True))
        kept = {email: word for email, word in written.items() if email in there}
        if len(kept) == len(SORTS):
            self.stdout.write(f"All {len(SORTS)} accounts are there; {path.name} is kept.")
            return
        rows = [
            (sort.title, sort.email, kept.get(sort.email) or self._made(sort)) for sort in SORTS
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, table(rows))
        self.stdout.write(f"{len(rows)} accounts: their passwords are in {path.name}.")

    def _made(self, sort: Sort) -> str:
        """Make the account with its role, or give the one that is there a new password."""
        at, password = timezone.now(), new_password()
        person = User.objects.filter(email=sort.email).first()
        if person is None:
            person = accounts.make_account(
                email=sort.email,
                name=sort.title,
                password=password,
                by=MACHINE,
                at=at,
                is_staff=sort.role in ADMIN or sort.role is None,
                is_superuser=sort.role is None,
            )
        else:
            accounts.renew_password(person=person, password=password, by=MACHINE, at=at)
        if sort.role and not Grant.objects.in_force().to(person).filter(role=sort.role).exists():
            organisation = None if sort.role in STAFF_ROLES else self._council()
            accounts.grant_role(
                person=person, role=sort.role, organisation=organisation, by=MACHINE, at=at
            )
        return password

    def _council(self) -> Organisation:
        name, slug, code = COUNCIL
        return Organisation.objects.filter(slug=slug).first() or accounts.make_organisation(
            name=name,
            slug=slug,
            kind=OrganisationKind.COUNCIL,
            borough=Borough.objects.filter(ons_code=code).first(),
            by=MACHINE,
            at=timezone.now(),
        )
