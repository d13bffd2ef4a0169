"""The addresses of the open data, which programs read."""

from tests.routes import Route, of_published, of_signer, on_page, slug

MACHINES = [
    Route("data-sets", page=False),
    # The world of the tests has no log yet: tests/ledger/test_views.py reads one.
    Route("log-checkpoint", page=False, answer=404),
    Route("log-checkpoint-witnessed", page=False, answer=404),
    Route("log-tile", lambda world: ["0/000"], page=False, answer=404),
    Route("log-history", lambda world: [1], page=False, answer=404),
    Route("log-stated", lambda world: ["0" * 64], page=False, answer=404),
    Route("log-policy", page=False, answer=404),
    Route("log-keys", page=False),
    Route("log-checker", lambda world: ["verify.py"], page=False),
    Route("package-schema", lambda world: ["manifest"], page=False),
    Route("api-description", page=False),
    Route("api-unknown", lambda world: ["none"], answer=404, page=False),
    Route("api-consultations", page=False),
    Route("api-consultations-file", lambda world: ["json"], page=False),
    *(
        route
        for part in ("consultation", "proposals", "questions", "sites", "replies", "gatherings")
        for route in (
            Route(f"api-{part}", slug, page=False),
            Route(f"api-{part}-file", on_page("json"), page=False),
        )
    ),
    Route("api-responses", slug, page=False),
    Route("api-responses-file", on_page("csv"), page=False),
    Route("api-response", of_published, page=False),
    Route("api-response-file", lambda world: [*of_published(world), "json"], page=False),
    Route("api-reply", of_signer, page=False),
    Route("api-reply-file", lambda world: [*of_signer(world), "json"], page=False),
]
