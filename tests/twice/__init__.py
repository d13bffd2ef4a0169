"""Every form of the site, filled in so that it is taken."""

from tests.twice import analysis, councils, public, responses, signing_in, staff

FORMS = [
    *staff.FORMS, *responses.FORMS, *analysis.FORMS, *councils.FORMS, *public.FORMS,
    *signing_in.FORMS,
]  # fmt: skip
#: Forms that are not sent here, and why not.
APART = {
    **signing_in.APART,
    "organisation-sign-in": "it asks a provider: tests/signin/test_providers.py",
    "report-publish": "refused the second time: tests/report/test_results.py",
}
