"""What changes about how somebody signs in."""

from consultation.signin.actions.accounts import (
    close_account,
    forget_sessions,
    note_download,
    reopen_account,
    sign_out_elsewhere,
)
from consultation.signin.actions.entering import (
    note_sign_in,
    note_sign_out,
    note_wrong_password,
    unlock,
)
from consultation.signin.actions.factors import (
    CODES,
    add_passkey,
    remove_app,
    remove_for,
    remove_passkey,
    renew_codes,
    set_up_app,
    take_app_code,
    take_passkey,
    take_recovery_code,
)
from consultation.signin.actions.passwords import (
    change_password,
    choose_password,
    make_account,
    send_password_link,
)
from consultation.signin.actions.resealing import reseal
from consultation.signin.actions.work_accounts import (
    add_provider,
    end_provider,
    recognise,
    renew_secret,
)

__all__ = [
    "CODES",
    "add_passkey",
    "add_provider",
    "change_password",
    "choose_password",
    "close_account",
    "end_provider",
    "forget_sessions",
    "make_account",
    "note_download",
    "note_sign_in",
    "note_sign_out",
    "note_wrong_password",
    "recognise",
    "remove_app",
    "remove_for",
    "remove_passkey",
    "renew_codes",
    "renew_secret",
    "reopen_account",
    "reseal",
    "send_password_link",
    "set_up_app",
    "sign_out_elsewhere",
    "take_app_code",
    "take_passkey",
    "take_recovery_code",
    "unlock",
]
