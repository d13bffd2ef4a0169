"""The site's data sets as DCAT 3 describes them, in JSON-LD, for portals that harvest."""

from typing import Any

from django.conf import settings

from consultation.models import Consultation, Proposal
from consultation.opendata.operations import CSV, GEOJSON, JSON
from consultation.opendata.shapes import address, instant
from stations.globe import lon_lat

Json = dict[str, Any]
CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGE = {"@id": "http://publications.europa.eu/resource/authority/language/ENG"}


def catalogue(found: list[tuple[Consultation, list[Proposal]]]) -> Json:
    """The catalogue: a data set for each consultation, with its proposals."""
    return {
        "@context": CONTEXT,
        "@id": f"{settings.PUBLIC_URL}/data.json",
        "@type": "dcat:Catalog",
        "dct:title": "Counterpoint public consultations",
        "dct:description": "What everybody may read of each consultation, as tables and JSON.",
        "dct:language": LANGUAGE,
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "foaf:homepage": {"@id": address("home")},
        "dcat:service": {
            "@type": "dcat:DataService",
            "dct:title": "Counterpoint open data API",
            "dcat:endpointURL": {"@id": f"{settings.PUBLIC_URL}/api/v1"},
            "dcat:endpointDescription": {"@id": address("api-description")},
        },
        "dcat:dataset": [_dataset(one, proposals) for one, proposals in found],
    }


def _dataset(one: Consultation, proposals: list[Proposal]) -> Json:
    box = _box(proposals)
    return {
        "@id": address("api-consultation", one.slug),
        "@type": "dcat:Dataset",
        "dct:identifier": one.slug,
        "dct:title": one.title,
        "dct:description": one.summary,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": one.body},
        "dcat:contactPoint": {
            "@type": "vcard:Kind", "vcard:hasEmail": {"@id": f"mailto:{one.contact}"},
        },
        "dct:issued": {"@value": instant(one.opens_at), "@type": "xsd:dateTime"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@value": instant(one.opens_at), "@type": "xsd:dateTime"},
            "dcat:endDate": {"@value": instant(one.closes_at), "@type": "xsd:dateTime"},
        },
        **({"dct:spatial": box} if box else {}),
        "dct:language": LANGUAGE,
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
        "dcat:landingPage": {"@id": address("consultation", one.slug)},
        "dcat:distribution": [
            _distribution(one, "published-file", "Published responses", CSV, whole=True),
            _distribution(one, "api-consultation", "The consultation", JSON),
            _distribution(one, "api-proposals", "Proposals", JSON),
            _distribution(one, "api-questions", "Questions", JSON),
            _distribution(one, "api-sites", "Front counters", GEOJSON),
            _distribution(one, "api-responses", "Published responses, page by page", JSON),
            _distribution(one, "api-replies", "Formal replies", JSON),
            _distribution(one, "api-gatherings", "Meetings and petitions", JSON),
        ],
    }  # fmt: skip


def _distribution(
    one: Consultation, name: str, title: str, media: str, *, whole: bool = False
) -> Json:
    where = {"@id": address(name, one.slug)}
    return {
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dcat:accessURL": where,
        **({"dcat:downloadURL": where} if whole else {}),
        "dcat:mediaType": {"@id": f"{MEDIA}{media}"},
        "dct:license": {"@id": settings.OPEN_DATA_LICENCE_URL},
    }


def _box(proposals: list[Proposal]) -> Json | None:
    """The rectangle around the front counters, where any place is known."""
    places = [
        lon_lat(one.station.easting, one.station.northing)
        for one in proposals
        if one.station.easting is not None and one.station.northing is not None
    ]
    if not places:
        return None
    west, east = (edge(x for x, _y in places) for edge in (min, max))
    south, north = (edge(y for _x, y in places) for edge in (min, max))
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    shape = {"@value": f"POLYGON(({ring}))", "@type": "geosparql:wktLiteral"}
    return {"@type": "dct:Location", "dcat:bbox": shape}
