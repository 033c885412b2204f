"""Runs the network over whole images, as the application does: fit, infer, threshold, suppress per label."""

import numpy as np
import torch

from boxes import suppress
from dataset import in_pixels, letterbox
from labels import LABELS
from network import anchors, decode

# Lower scores are no detection at all; and no more boxes than this per label enter the suppression.
LOWEST_SCORE = 0.01
MOST_BOXES = 200
NMS_IOU = 0.5
BATCH = 16


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
