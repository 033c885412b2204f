import json
import unittest
from pathlib import Path

from volume import WINDOW_SECONDS, count, layer, open_counts

SEEN = json.loads((Path(__file__).parent / "../events/traffic.json").read_text())["data"]
CAMERA = SEEN["camera"]


class Volume(unittest.TestCase):
    def setUp(self):
        self.counts = open_counts(":memory:")

    def properties(self):
        return [feature["properties"] for feature in layer(self.counts)["features"]]

    def test_is_the_mean_of_what_the_detector_saw_on_a_street(self):
        count(self.counts, "1", CAMERA, 100, SEEN["detections"])
        count(self.counts, "2", CAMERA, 101, [])
        [road] = self.properties()
        self.assertEqual((road["road"], road["vehiclesInView"], road["pictures"]), ("Sejong-daero", 3.0, 2))

    def test_counts_an_event_that_comes_again_once(self):
        for _ in range(3):
            count(self.counts, "1", CAMERA, 100, SEEN["detections"])
        self.assertEqual(self.properties()[0]["pictures"], 1)

    def test_forgets_after_a_quarter_of_an_hour_and_leaves_other_cameras_out(self):
        count(self.counts, "1", CAMERA, 100, SEEN["detections"])
        count(self.counts, "2", "some-other-camera", 101 + WINDOW_SECONDS, SEEN["detections"])
        self.assertEqual(self.properties(), [])


if __name__ == "__main__":
    unittest.main()
