"""The site's data sets as DCAT 3 describes them, in JSON-LD, for portals that harvest."""

from typing import Any

from django.conf import settings

from consultation.models import Consultation, ReportKind
from consultation.opendata.operations import CSV, GEOJSON, JSON
from consultation.opendata.schemas import address_of
from consultation.opendata.shapes import address, instant
from consultation.publish.bulk import MEDIA as ZIP
from consultation.publish.bulk import BulkFile
from stations.globe import lon_lat
from stations.models import Station

Json = dict[str, Any]
CONTEXT: Json = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "spdx": "http://spdx.org/rdf/terms#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGE = {"@id": "http://publications.europa.eu/resource/authority/language/ENG"}


def catalogue(found: list[tuple[Consultation, list[Station], list[BulkFile]]]) -> Json:
    """The catalogue: a data set for each consultation, with its places and its whole files."""
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
        "dcat:dataset": [_dataset(*one) for one in found],
    }


def _dataset(one: Consultation, places: list[Station], files: list[BulkFile]) -> Json:
    box = _box(places)
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
            *(_whole(one, each) for each in files),
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


TITLES = {
    ReportKind.PACKAGE: "The whole consultation as one file (ZIP)",
    ReportKind.THEMES: "Published words for ThemeFinder (ZIP)",
}
IS_SHA256 = {"@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"}


def _whole(one: Consultation, file: BulkFile) -> Json:
    """A file that is made by itself; while a new one is made it is not listed."""
    where = {"@id": address(file.route, one.slug)}
    made = {
        **_distribution(one, file.route, TITLES[file.kind], ZIP),
        "dcat:downloadURL": where,
        "dcat:packageFormat": {"@id": f"{MEDIA}{ZIP}"},
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
        "dct:modified": {"@value": instant(file.made_at), "@type": "xsd:dateTime"},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": IS_SHA256,
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if file.kind == ReportKind.PACKAGE:
        made["dct:conformsTo"] = {"@id": address_of("manifest")}
    return made


def _box(stations: list[Station]) -> Json | None:
    """The rectangle around the front counters, where any place is known."""
    places = [
        lon_lat(one.easting, one.northing)
        for one in stations
        if one.easting is not None and one.northing is not None
    ]
    if not places:
        return None
    west, east = (edge(x for x, _y in places) for edge in (min, max))
    south, north = (edge(y for _x, y in places) for edge in (min, max))
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    shape = {"@value": f"POLYGON(({ring}))", "@type": "geosparql:wktLiteral"}
    return {"@type": "dct:Location", "dcat:bbox": shape}
