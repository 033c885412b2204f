"""The images of `data/detector` and their boxes, what the teachers saw in them, and how an image is fitted."""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from labels import GUN, KNIFE, LABELS
from split import scene_of, side_of

# Longest side at which an image is kept in memory, pixels.
KEPT_SIDE = 416


def no_boxes():
    return np.zeros((0, 5), np.float32)


@dataclass
class Sample:
    """One image. Boxes are rows of label index, centre x, centre y, width, height, as shares of the image."""

    name: str
    #: Class of the manifest (`accident`, `normal_cls`, ...), `street` or `rendered`; see `kind_of`.
    kind: str
    scene: str
    side: str
    #: `[height, width, 3]` uint8, BGR, not larger than `kept` leaves it.
    image: np.ndarray
    boxes: np.ndarray = field(default_factory=no_boxes)
    #: Things that may or may not be there: neither rewarded nor punished.
    uncertain: np.ndarray = field(default_factory=no_boxes)
    #: An accident is somewhere in the image, nobody said where.
    accident_somewhere: bool = False


def read_detector(data, sides=('train', 'held-out')):
    folder = Path(data) / 'detector'
    samples = []
    with open(folder / 'manifest.csv', newline='') as manifest:
        for row in csv.DictReader(manifest):
            side = side_of(row['group'])
            if side not in sides:
                continue
            boxes = [box.split() for box in row['boxes_xywh_norm'].split(';') if box.strip()]
            label = LABELS.index(row['class']) if row['class'] in LABELS else None
            samples.append(
                Sample(
                    name=row['file'],
                    kind=kind_of(row),
                    scene=scene_of(row['group']),
                    side=side,
                    image=kept(cv2.imread(str(folder / row['file']))),
                    boxes=rows([[label, *map(float, box)] for box in boxes]),
                    accident_somewhere=row['class'] == 'accident_cls',
                )
            )
    return samples


def kind_of(row):
    """Calm frames of the streets that also have accidents are a kind of their own: they show the difference."""
    return 'street' if row['group'].startswith('kaggleneg:') else row['class']


def add_teachers(samples, teachers):
    """Adds what the teachers saw. `teachers` maps a sample's name to rows of box and score."""
    sure_from = {'face': 0.6}
    for sample in samples:
        for *box, score in teachers.get(sample.name, []):
            label = int(box[0])
            # A teacher that has never seen a gun may call one a person: only believed when sure.
            on_weapon = any(
                share_overlap(box[1:], weapon[1:]) > 0.55 for weapon in sample.boxes if weapon[0] in (GUN, KNIFE)
            )
            sure = score >= (0.65 if on_weapon else sure_from.get(LABELS[label], 0.45))
            if sure:
                sample.boxes = np.concatenate([sample.boxes, rows([box])])
            else:
                sample.uncertain = np.concatenate([sample.uncertain, rows([box])])


def share_overlap(a, b):
    """Intersection over union of two boxes in centre form."""
    wide = min(a[0] + a[2] / 2, b[0] + b[2] / 2) - max(a[0] - a[2] / 2, b[0] - b[2] / 2)
    high = min(a[1] + a[3] / 2, b[1] + b[3] / 2) - max(a[1] - a[3] / 2, b[1] - b[3] / 2)
    both = max(wide, 0) * max(high, 0)
    return both / (a[2] * a[3] + b[2] * b[3] - both + 1e-9)


def letterbox(image, size):
    """Fits an image into the top left of a `[size, size, 3]` square padded with 114.

    Returns the square and the model pixels per image pixel.
    """
    height, width = image.shape[:2]
    scale = size / max(height, width)
    shrunk = cv2.resize(
        image,
        (round(width * scale), round(height * scale)),
        interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR,
    )
    square = np.full((size, size, 3), 114, np.uint8)
    square[: shrunk.shape[0], : shrunk.shape[1]] = shrunk
    return square, scale


def in_pixels(boxes, image, scale):
    """Rows of label and box as shares of `image`, turned into model pixels at `scale`."""
    height, width = image.shape[:2]
    return boxes * np.array([1, width * scale, height * scale, width * scale, height * scale], np.float32)


def kept(image, side=KEPT_SIDE):
    height, width = image.shape[:2]
    scale = min(1, side / max(height, width))
    if scale == 1:
        return image
    return cv2.resize(image, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA)


def rows(boxes):
    return np.array(boxes, np.float32).reshape(-1, 5)
