"""Vehicles in view by road, kept in SQLite, as GeoJSON."""

import sqlite3

WINDOW_SECONDS = 15 * 60
"""A camera on a road, and the road's line as [longitude, latitude]. Put yours here."""
ROADS = {
    "seoul-gangnam-daero": ("Gangnam-daero", [[127.0266, 37.5007], [127.0287, 37.4950]]),
    "seoul-sejong-daero": ("Sejong-daero", [[126.9769, 37.5740], [126.9769, 37.5680]]),
    "daejeon-jungang-ro": ("Jungang-ro", [[127.4280, 36.3290], [127.4331, 36.3315]]),
}
COLOURS = [(2, "#3a9d5d"), (5, "#e0a100"), (float("inf"), "#c8352b")]


def open_counts(path):
    counts = sqlite3.connect(path)
    counts.execute(
        "create table if not exists counts (event text primary key, camera text, at real, vehicles integer)"
    )
    return counts


def count(counts, event_id, camera, at, detections):
    """An event that comes again counts once: its id is the key."""
    vehicles = sum(1 for detection in detections if detection["label"] in ("vehicle", "two-wheeler"))
    with counts:
        counts.execute("insert or ignore into counts values (?, ?, ?, ?)", (event_id, camera, at, vehicles))
        counts.execute("delete from counts where at < ?", (at - WINDOW_SECONDS,))


def layer(counts):
    """GeoJSON, coloured as the simplestyle convention has it: a map draws it without further words."""
    rows = counts.execute("select camera, avg(vehicles), count(*) from counts group by camera order by camera")
    features = []
    for camera, mean, pictures in rows:
        if camera not in ROADS:
            continue
        road, line = ROADS[camera]
        colour = next(colour for limit, colour in COLOURS if mean < limit)
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": line},
                "properties": {
                    "road": road,
                    "vehiclesInView": round(mean, 1),
                    "pictures": pictures,
                    "stroke": colour,
                    "stroke-width": 5,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}
