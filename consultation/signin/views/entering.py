"""In by e-mail and password, then by a second factor where the account has one; and out."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from consultation.events import PUBLIC
from consultation.models import Passkey, User
from consultation.respond.limits import SIGN_IN
from consultation.respond.views.guarding import told_to_wait
from consultation.signin import actions, passkeys, people, queries, session
from consultation.signin.forms import (
    CodeForm,
    RecoveryForm,
    SignInForm,
    StepForm,
    UsePasskeyForm,
)
from consultation.signin.guesses import Wait
from consultation.signin.queries import codes_left
from consultation.signin.rules import why_waits
from consultation.signin.session import Waiting
from consultation.signin.views.guessing import (
    Counted,
    passwords_of,
    pause_of,
    told_until,
    why_no_code,
    why_no_password,
    wrong_password,
)
from consultation.signin.views.letting_in import enter, let_in
from consultation.typed import label

PASSKEY_REFUSED = "The passkey was not accepted. Try again, or choose another way"
MARKS = {"seen", "version"}  # what a page says of itself, which nobody typed
TOO_LATE = "You waited for more than 10 minutes. Enter your password again."


@method_decorator(never_cache, name="dispatch")
class SignIn(LoginView):
    """E-mail and password; then the second factor, if any, and on to `next`, a page of ours.

    Wrong passwords are counted for the account as tried from one network, so that an outsider who
    guesses keeps nobody else out.
    """

    template_name = "signin/sign_in.html"
    person: User | None = None  # whose address was typed
    wait: Wait | None = None
    authentication_form = SignInForm

    def _counted(self) -> Counted:
        return passwords_of(self.request, self._address())

    def _address(self) -> str:
        return self.request.POST.get("username", "").strip().lower()

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the refusal, where too many were tried already."""
        kwargs = super().get_form_kwargs()
        if self.request.method != "POST":
            return kwargs
        counted = self._counted()
        self.person = queries.account_at(self._address())
        self.wait = pause_of(counted, self.person)
        return {**kwargs, "refusal": why_waits(self.wait) or why_no_password(counted)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether somebody was led here after choosing a password, however often they sent it."""
        chosen = "chosen" in self.request.GET and self.request.method != "POST"
        return super().get_context_data(chosen=chosen, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again. A wrong password counts; what was not looked up does not."""
        answer = super().form_invalid(form)
        if self.wait is not None:
            return told_until(answer, self.wait)
        if getattr(form, "refusal", ""):
            return told_to_wait(answer, SIGN_IN)
        if form.non_field_errors():
            wrong_password(self._counted(), self.person)
        return answer

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, or on to the second step. A role that needs a second factor is led to set it up."""
        person, now = form.get_user(), timezone.now()
        return let_in(self.request, person, self.get_success_url(), at=now)


class SignOut(LogoutView):
    """By POST only, so that no link or picture can sign anybody out."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, User):  # who is signed out already does nothing
            actions.note_sign_out(person=request.user, by=request.user, at=timezone.now())
        gone = super().post(request, *args, **kwargs)
        messages.success(request, "You are signed out.")
        return gone


@never_cache
@login_required
@require_safe
def typed_again(request: HttpRequest) -> HttpResponse:
    """What somebody sent after they were signed out: shown, and sent when they press the button."""
    person = cast(User, request.user)
    found = session.typed_too_late(request, person, at=timezone.now())
    path, kept = found or ("", [])
    typed = [(label(name), value) for name, value in kept if value.strip() and name not in MARKS]
    context = {"kept": kept, "typed": typed, "path": path}
    return render(request, "staff/typed_again.html", context)


def _waiting(request: HttpRequest) -> Waiting | None:
    """Who gave the password; or who is signed in, and is asked again."""
    now = timezone.now()
    if request.user.is_authenticated:
        person = people.account_of_key(request.user.pk)
        return session.asked_again(request, person, at=now) if person else None
    return session.waiting(request, at=now)


def _nobody(request: HttpRequest) -> HttpResponse:
    """Back to the password, saying why where one was given; or to the page that led here."""
    if request.user.is_authenticated:
        return redirect("two-factor")
    if request.session.pop(session.WAITING, None):
        messages.info(request, TOO_LATE)
    return redirect("sign-in")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app, or with `?recovery` one from paper."""
    waits = _waiting(request)
    if waits is None:
        return _nobody(request)
    has_app = queries.app_of(waits.person) is not None
    if not has_app and "recovery" not in request.GET:
        return redirect("sign-in-passkey")
    kind = RecoveryForm if "recovery" in request.GET else CodeForm
    form: StepForm = kind(request.POST or None)
    if not form.is_valid():
        return _asked(request, waits, form)
    refusal, limit = why_no_code(waits.person)
    if refusal:
        form.add_error("token", refusal)
        return told_to_wait(_asked(request, waits, form), limit)
    if not _taken(form, waits):
        form.add_error("token", form.wrong)
        return _asked(request, waits, form)
    if isinstance(form, RecoveryForm):
        messages.info(request, f"You used a recovery code. {_left(codes_left(waits.person))}")
    return _in(request, waits)


def _asked(request: HttpRequest, waits: Waiting, form: StepForm) -> HttpResponse:
    if waits.again:
        form.button = "Continue"
    context = {"form": form, "recovery": isinstance(form, RecoveryForm), **_ways(waits)}
    return render(request, "signin/code.html", context)


def _ways(waits: Waiting) -> dict[str, bool]:
    """Which other ways there are, and whether they are signed in already."""
    app, held = queries.app_of(waits.person), queries.passkeys_of(waits.person)
    return {"has_app": app is not None, "has_passkeys": bool(held), "again": waits.again}


def _by(waits: Waiting) -> User | str:
    """Until it is shown who they are, they are anybody."""
    return waits.person if waits.again else PUBLIC


def _taken(form: StepForm, waits: Waiting) -> bool:
    take = actions.take_app_code if isinstance(form, CodeForm) else actions.take_recovery_code
    code, by = form.cleaned_data["token"], _by(waits)
    return take(person=waits.person, code=code, by=by, at=timezone.now())


def _in(request: HttpRequest, waits: Waiting) -> HttpResponse:
    if waits.again:
        session.factor_shown_again(request, at=timezone.now())
    else:
        enter(request, waits.person, at=timezone.now(), with_factor=True)
    return redirect(waits.onward)


def _left(number: int) -> str:
    if number == 0:
        return "It was the last one: make new ones under Two-factor sign-in."
    return f"{number} {'is' if number == 1 else 'are'} left."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """The second step with a passkey. Each challenge is good for one answer."""
    waits = _waiting(request)
    if waits is None:
        return _nobody(request)
    held = queries.passkeys_of(waits.person)
    if not held:
        return redirect("sign-in-code")
    state = request.session.pop(session.PASSKEY, None)
    form = UsePasskeyForm(request.POST or None)
    limit = None
    if form.is_valid():
        refusal, limit = why_no_code(waits.person)
        if not refusal and _signed(form, state, waits, held):
            return _in(request, waits)
        form.add_error("token", refusal or PASSKEY_REFUSED)
        limit = limit if refusal else None
    asked = passkeys.ask_for_use(held)
    request.session[session.PASSKEY] = asked.state
    context = {"form": form, "options": asked.options, **_ways(waits)}
    answer = render(request, "signin/passkey.html", context)
    return told_to_wait(answer, limit) if limit else answer


def _signed(form: UsePasskeyForm, state: Any, waits: Waiting, held: list[Passkey]) -> bool:
    typed = form.cleaned_data["token"]
    credential = passkeys.used_credential(typed, state, held) if state else None
    return actions.take_passkey(
        person=waits.person, credential=credential, by=_by(waits), at=timezone.now()
    )
