"""Every form of the site, filled in so that it is taken."""

from tests.twice import councils, public, responses, staff

FORMS = [*staff.FORMS, *responses.FORMS, *councils.FORMS, *public.FORMS]
