"""Boxes in centre form: centre x, centre y, width, height, in model pixels. Torch tensors throughout."""

import torch


def corners(boxes):
    """Top left and bottom right, each `[..., 2]`."""
    return boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2


def overlap(a, b):
    """Intersection over union of boxes that broadcast against each other: `[n, 1, 4]` with `[m, 4]` gives `[n, m]`."""
    (a1, a2), (b1, b2) = corners(a), corners(b)
    both = (torch.minimum(a2, b2) - torch.maximum(a1, b1)).clamp(min=0).prod(-1)
    return both / (a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - both + 1e-6)


def suppress(boxes, scores, iou, most=100):
    """Non-maximum suppression: indices of the boxes kept, best first."""
    order = scores.argsort(descending=True)
    kept = []
    while len(order) and len(kept) < most:
        best, order = order[0], order[1:]
        kept.append(int(best))
        order = order[overlap(boxes[best], boxes[order]) < iou]
    return kept
