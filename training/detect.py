"""Runs the network over whole images, as the application does: fit, infer, threshold, suppress per label.

    /usr/bin/python3 training/detect.py --images ../shared/data/detector/fire

prints for each JPEG the line that `npx city detect FOLDER --json` prints, found by torch instead of ONNX Runtime.
"""

import json
import re
from pathlib import Path

import cv2
import numpy as np
import torch

from boxes import suppress
from dataset import Sample, in_pixels, letterbox
from labels import LABELS
from network import anchors, decode, input_size, load_network
from options import options

# Lower scores are no detection at all; and no more boxes than this per label enter the suppression.
LOWEST_SCORE = 0.01
MOST_BOXES = 200
NMS_IOU = 0.5
BATCH = 16


def main():
    chosen = options(__doc__, images='', model='models/city-nano')
    torch.set_num_threads(1)
    file = Path(chosen.model) / 'model.onnx'
    limits = thresholds(Path(chosen.model) / 'model.yaml')
    network, size = load_network(file), input_size(file)
    for path in sorted(Path(chosen.images).rglob('*.jpg')):
        image = cv2.imread(str(path))
        height, width = image.shape[:2]
        scale = size / max(height, width)
        detections = [
            {'label': name, 'score': float(score), 'box': corner_box(box / scale)}
            for name, (scores, boxes) in zip(LABELS, detect(network, [Sample('', '', '', '', image)], size)[0])
            for score, box in zip(scores, boxes)
            if score >= limits[name]
        ]
        print(json.dumps({'file': str(path), 'width': width, 'height': height, 'detections': detections}))


def thresholds(description):
    """By label, out of a `model.yaml`."""
    lines = Path(description).read_text().split('thresholds:')[1]
    return {name: float(re.search(rf'\b{name}: *([0-9.]+)', lines).group(1)) for name in LABELS}


def corner_box(box):
    x, y, width, height = map(float, box)
    return {'x': x - width / 2, 'y': y - height / 2, 'width': width, 'height': height}


@torch.no_grad()
def detect(network, samples, size):
    """For each sample a list over labels of `(scores [k], boxes [k, 4])`, best first, in model pixels."""
    network.eval()
    cells = anchors(size)
    found = []
    for start in range(0, len(samples), BATCH):
        squares = [letterbox(sample.image, size)[0] for sample in samples[start : start + BATCH]]
        images = torch.from_numpy(np.stack(squares).transpose(0, 3, 1, 2).copy()).float()
        raw = network(images)
        boxes = decode(raw, cells)
        scores = raw[..., 4:5].sigmoid() * raw[..., 5:].sigmoid()
        found += [per_label(image_boxes, image_scores) for image_boxes, image_scores in zip(boxes, scores)]
    return found


def per_label(boxes, scores):
    detections = []
    for label in range(len(LABELS)):
        best, order = scores[:, label].topk(MOST_BOXES)
        order = order[best > LOWEST_SCORE]
        kept = order[suppress(boxes[order], scores[order, label], NMS_IOU)]
        detections.append((scores[kept, label].numpy(), boxes[kept].numpy()))
    return detections


def truth(sample, size):
    """The sample's boxes and its uncertain ones, in the model pixels `detect` answers in."""
    scale = size / max(sample.image.shape[:2])
    return in_pixels(sample.boxes, sample.image, scale), in_pixels(sample.uncertain, sample.image, scale)


if __name__ == '__main__':
    main()
