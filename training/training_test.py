"""What the scripts here promise. Run with `/usr/bin/python3 -m unittest discover -s training -p '*_test.py'`."""

import csv
import unittest
from pathlib import Path

import cv2
import numpy as np
import torch

from assign import assign
from augment import Canvas
from boxes import suppress
from dataset import Sample, letterbox
from measure import Matches, Ranked, match, recall_at
from network import Network, anchors, decode, encode, load_onnx
from rendered import sample
from split import CLIP_SCENES, scene_of, side_of

DATA = Path('../shared/data')
needs_data = unittest.skipUnless(DATA.exists(), f'{DATA} is absent')


class TheSplit(unittest.TestCase):
    def test_keeps_calm_and_incident_frames_of_a_street_together(self):
        self.assertEqual(scene_of('kaggleneg:test11'), scene_of('kaggle:test11'))
        self.assertEqual(side_of('kaggleneg:test11'), 'held-out')

    def test_leaves_out_the_scenes_of_the_clips(self):
        self.assertEqual({side_of(scene) for scene in CLIP_SCENES}, {None})

    @needs_data
    def test_has_no_scene_on_both_sides(self):
        with open(DATA / 'detector' / 'manifest.csv', newline='') as manifest:
            groups = {row['group'] for row in csv.DictReader(manifest)}
        sides = {}
        for group in groups:
            sides.setdefault(scene_of(group), set()).add(side_of(group))
        self.assertEqual([scene for scene, found in sides.items() if len(found) > 1], [])


class TheNetwork(unittest.TestCase):
    def test_answers_one_row_per_anchor(self):
        with torch.no_grad():
            raw = Network()(torch.zeros(2, 3, 96, 96))
        self.assertEqual(tuple(raw.shape), (2, len(anchors(96)), 13))

    @needs_data
    def test_computes_what_opencv_computes_from_the_same_file(self):
        path = DATA / 'weights' / 'yolox_nano.onnx'
        reader = cv2.dnn.readNetFromONNX(str(path))
        image = np.random.default_rng(0).random((1, 3, 416, 416), np.float32) * 255
        reader.setInput(image)
        network = Network(labels=80)
        load_onnx(network, path)
        with torch.no_grad():
            raw = network(torch.from_numpy(image))
        ours = torch.cat([raw[..., :4], raw[..., 4:].sigmoid()], -1).numpy()
        self.assertLess(np.abs(ours - reader.forward()).max(), 1e-3)

    def test_decodes_a_row_of_zeros_to_a_box_of_one_stride_at_its_cell(self):
        boxes = decode(torch.zeros(len(anchors(64)), 13), anchors(64))
        self.assertEqual(boxes[9].tolist(), [8, 8, 8, 8])
        self.assertEqual(boxes[-1].tolist(), [32, 32, 32, 32])

    def test_encodes_the_boxes_that_it_decodes(self):
        boxes = torch.rand(len(anchors(64)), 4, generator=torch.Generator().manual_seed(0)) * 60 + 4
        self.assertLess((decode(encode(boxes, anchors(64)), anchors(64)) - boxes).abs().max(), 1e-3)


class TheAssignment(unittest.TestCase):
    def test_gives_every_box_a_cell_and_no_cell_two_boxes(self):
        cells = anchors(96)
        raw = torch.randn(len(cells), 13, generator=torch.Generator().manual_seed(1))
        boxes = torch.tensor([[1, 40, 40, 30, 30], [2, 44, 42, 30, 26], [3, 80, 80, 6, 6.0]])
        found = assign(raw, decode(raw, cells), cells, boxes)
        self.assertEqual(set(found.box.tolist()), {0, 1, 2})
        self.assertEqual(len(set(found.cell.tolist())), len(found.cell))


class TheSuppression(unittest.TestCase):
    def test_keeps_the_better_of_two_boxes_on_one_thing(self):
        boxes = torch.tensor([[10, 10, 8, 8], [11, 10, 8, 8], [40, 40, 8, 8.0]])
        self.assertEqual(suppress(boxes, torch.tensor([0.5, 0.9, 0.3]), 0.5), [1, 2])


class ARenderedFrame(unittest.TestCase):
    def test_is_sure_only_of_what_a_network_could_see(self):
        frame = np.zeros((360, 640, 3), np.uint8)
        things = [('gun', (10, 10, 30, 20), 1), ('gun', (50, 50, 54, 54), 1), ('car', (0, 0, 60, 40), 0.2)]
        seen = sample('', '', 'train', frame, [*things, ('phone', (0, 0, 9, 9), 1)])
        self.assertEqual((seen.boxes[:, 0].tolist(), seen.uncertain[:, 0].tolist()), ([2], [2, 5]))


class AView(unittest.TestCase):
    def test_moves_boxes_with_the_image(self):
        image = np.zeros((100, 100, 3), np.uint8)
        image[40:60, 20:40] = 255
        thing = np.array([[1, 0.3, 0.5, 0.2, 0.2]], np.float32)
        for seed in range(20):
            canvas = Canvas(96)
            canvas.draw(Sample('', 'fire', '', 'train', image, thing), (0, 0, 96, 96), 1.0, np.random.default_rng(seed))
            (_, x, y, wide, high) = canvas.boxes[0]
            rows, columns = np.where(canvas.image[..., 0] > 200)
            self.assertAlmostEqual(columns.mean(), x - 0.5, delta=0.6)
            self.assertAlmostEqual(rows.mean(), y - 0.5, delta=0.6)
            self.assertAlmostEqual(columns.max() - columns.min() + 1, wide, delta=2)

    def test_pads_below_and_right(self):
        square, scale = letterbox(np.zeros((50, 100, 3), np.uint8), 320)
        self.assertEqual((scale, square[159, 319, 0], square[160, 0, 0]), (3.2, 0, 114))


class TheFigures(unittest.TestCase):
    def test_average_precision_is_one_when_every_thing_is_found_first(self):
        found = Matches(np.array([0.9, 0.8, 0.1]), np.array([True, True, False]), 2)
        self.assertAlmostEqual(Ranked([found]).average_precision(np.array([1])), 1)

    def test_average_precision_is_a_half_when_half_is_found(self):
        found = Matches(np.array([0.9]), np.array([True]), 2)
        self.assertAlmostEqual(Ranked([found]).average_precision(np.array([1])), 51 / 101)

    def test_an_accident_without_a_box_is_neither_hit_nor_false(self):
        image = np.zeros((64, 64, 3), np.uint8)
        found = np.array([0.9]), np.array([[32, 32, 8, 8]], np.float32)
        unboxed, calm = (Sample('', '', '', '', image, accident_somewhere=there) for there in (True, False))
        self.assertEqual([len(match(one, found, 0, 64).scores) for one in (unboxed, calm)], [0, 1])

    def test_boxes_are_found_until_there_is_a_false_one_per_ten_images(self):
        first = Matches(np.array([0.9, 0.8, 0.3]), np.array([True, False, True]), 2)
        second = Matches(np.array([0.7, 0.2]), np.array([False, True]), 1)
        nothing = Matches(np.array([]), np.array([], bool), 0)
        self.assertAlmostEqual(Ranked([first, second] + [nothing] * 8).recall(np.ones(10, int)), 1 / 3)
        self.assertAlmostEqual(Ranked([first, second] + [nothing] * 18).recall(np.ones(20, int)), 1)

    def test_recall_counts_images_above_what_calm_images_reach(self):
        best = np.array([0.9, 0.2, *np.linspace(0, 0.5, 20)])
        positive = np.array([True, True] + [False] * 20)
        self.assertEqual(recall_at(best, positive, ~positive, np.ones(22, int)), 0.5)


if __name__ == '__main__':
    unittest.main()
