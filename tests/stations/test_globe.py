"""Grid references as longitude and latitude."""

import pytest

from stations.globe import lon_lat


@pytest.mark.parametrize(
    ("easting", "northing", "longitude", "latitude"),
    [
        (651_409.903, 313_177.270, 1.716052, 52.657979),  # the example of Ordnance Survey's guide
        (538_890, 177_320, -0.0014, 51.4778),  # Greenwich Observatory
        (530_034, 180_381, -0.1277, 51.5074),  # Charing Cross
    ],
)
def test_it_is_where_maps_of_the_world_have_it(
    easting: float, northing: float, longitude: float, latitude: float
) -> None:
    found = lon_lat(easting, northing)
    assert found == pytest.approx((longitude, latitude), abs=0.0002)  # some fifteen metres
