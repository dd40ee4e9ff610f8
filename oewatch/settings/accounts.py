"""Accounts, passwords, the forms of sign-in, cookies. What holds attackers up: sign_in.py."""

from oewatch.settings.places import SERVED_BY_HTTPS, env

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "editorial.accounts.passwords.NotBlankValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # asks whether there were too many failures (sign_in.py)
    "editorial.accounts.sign_in.AddressBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)

# Accounts come from invitations (editorial/accounts/), people sign in with their e-mail address.
ACCOUNT_ADAPTER = "editorial.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = [
    "email*",
    "password1*",
    "password2*",
]  # nobody signs up; allauth wants to know all the same
ACCOUNT_FORMS = {
    "login": "editorial.accounts.forms.SignInForm",
    "reset_password": "editorial.accounts.forms.ResetForm",
    "reset_password_from_key": "editorial.accounts.forms.ResetFromKeyForm",
    "change_password": "editorial.accounts.forms.ChangeForm",
    "add_email": "editorial.accounts.forms.AddEmailForm",
    "reauthenticate": "editorial.accounts.forms.ConfirmForm",
}
ACCOUNT_USER_DISPLAY = "editorial.accounts.queries.display_name"
ACCOUNT_CHANGE_EMAIL = True  # one address for each person; the new one counts once its link was followed
ACCOUNT_EMAIL_VERIFICATION = (
    "optional"  # an account made on the command line may sign in before its first e-mail
)
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the person hears of a changed password, address or second step
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; there is no box to tick
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Codes and passkeys of the second step; wrong passwords are counted by django-axes (sign_in.py).
    "login_failed": "30/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "editorial.accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "editorial.accounts.second_step.AuthenticateForm",
    "authenticate_webauthn": "editorial.accounts.second_step.AuthenticatePasskeyForm",
    "login_webauthn": "editorial.accounts.second_step.SignInPasskeyForm",
    "reauthenticate": "editorial.accounts.second_step.ReauthenticateForm",
    "reauthenticate_webauthn": "editorial.accounts.second_step.ReauthenticatePasskeyForm",
    "activate_totp": "editorial.accounts.second_step.ActivateTotpForm",
    "add_webauthn": "editorial.accounts.second_step.AddPasskeyForm",
    "edit_webauthn": "editorial.accounts.second_step.RenamePasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "oewatch"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: phones are not always on time
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up, so nobody can lock a stranger out of an address
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SERVED_BY_HTTPS  # http://localhost

SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "editorial.web.resend.csrf_failure"
# An article with many footnotes: seven fields a row, and long texts.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000  # bytes
