"""Labels persons, vehicles, two-wheelers and faces on every image with networks that know them already.

    /usr/bin/python3 training/teachers.py

The detector set has boxes for its incidents alone. Left at that, training would teach that a
person beside a fire is background. So YOLOX-nano (COCO) and YuNet (faces) look at each image
first; `dataset.py` believes what they are sure of and ignores what they are not. What they saw is kept in
`teachers.json`: each image is looked at once, whoever asks first.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import torch

from boxes import suppress
from dataset import letterbox, read_detector
from labels import FACE, PERSON, TWO_WHEELER, VEHICLE
from network import anchors
from options import options

# COCO class index to label: person, bicycle, car, motorcycle, bus, truck.
FROM_COCO = {0: PERSON, 1: TWO_WHEELER, 2: VEHICLE, 3: TWO_WHEELER, 5: VEHICLE, 7: VEHICLE}

# Below these scores a teacher's box is not even kept as uncertain.
SEEN_FROM = 0.15
FACE_FROM = 0.3


# Images between two savings.
SAVED_EVERY = 250


def main():
    chosen = options(__doc__)
    torch.set_num_threads(1)
    seen = look(read_detector(chosen.data), chosen.data, chosen.work)
    print(f'{sum(map(len, seen.values()))} boxes on {len(seen)} images')


def look(samples, data, work):
    """What the teachers see, by sample name: rows of label, box as shares of the image, score."""
    kept = Path(work) / 'teachers.json'
    seen = json.loads(kept.read_text()) if kept.exists() else {}
    unseen = [sample for sample in samples if sample.name not in seen]
    if not unseen:
        return seen
    kept.parent.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    weights = Path(data) / 'weights'
    coco = cv2.dnn.readNetFromONNX(str(weights / 'yolox_nano.onnx'))
    yunet = cv2.dnn.readNetFromONNX(str(weights / 'yunet_n_320_320.onnx'))
    for done, sample in enumerate(unseen, start=1):
        found = objects(coco, sample.image) + faces(yunet, sample.image)
        seen[sample.name] = [[round(float(value), 5) for value in row] for row in found]
        if done % SAVED_EVERY == 0 or done == len(unseen):
            kept.write_text(json.dumps(seen))
    return seen


def objects(coco, image):
    """Rows of label, box as shares of the image, score."""
    square, scale = letterbox(image, 416)
    raw = run(coco, square)[0]
    cells = anchors(416).numpy()
    boxes = np.concatenate([(raw[:, :2] + cells[:, :2]) * cells[:, 2:], np.exp(raw[:, 2:4]) * cells[:, 2:]], 1)
    scores = raw[:, 4:5] * raw[:, 5:]
    found = []
    for label in (PERSON, VEHICLE, TWO_WHEELER):
        best = scores[:, [index for index, ours in FROM_COCO.items() if ours == label]].max(1)
        found += rows(label, boxes, best, SEEN_FROM, image, scale)
    return found


def faces(yunet, image):
    """As `objects`. YuNet's score is the root of class times objectness (github.com/ShiqiYu/libfacedetection.train)."""
    square, scale = letterbox(image, 320)
    names = [f'{part}_{stride}' for part in ('cls', 'obj', 'bbox') for stride in (8, 16, 32)]
    parts = [part.reshape(-1, part.shape[-1]) for part in run(yunet, square, names)]
    label, objectness, raw = (np.concatenate(parts[at : at + 3]) for at in (0, 3, 6))
    cells = anchors(320).numpy()
    boxes = np.concatenate([(raw[:, :2] + cells[:, :2]) * cells[:, 2:], np.exp(raw[:, 2:]) * cells[:, 2:]], 1)
    scores = np.sqrt(label.clip(0, 1) * objectness.clip(0, 1))[:, 0]
    return rows(FACE, boxes, scores, FACE_FROM, image, scale)


def run(net, square, outputs=None):
    net.setInput(np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32))
    return net.forward(outputs) if outputs else net.forward()


def rows(label, boxes, scores, least, image, scale):
    likely = scores > least
    boxes, scores = torch.from_numpy(boxes[likely]), torch.from_numpy(scores[likely])
    height, width = image.shape[:2]
    found = []
    for index in suppress(boxes, scores, 0.5):
        x, y, wide, high = (boxes[index] / scale).tolist()
        left, right = max(0, x - wide / 2), min(width, x + wide / 2)
        top, bottom = max(0, y - high / 2), min(height, y + high / 2)
        if right > left and bottom > top:
            centre = [(left + right) / 2 / width, (top + bottom) / 2 / height]
            extent = [(right - left) / width, (bottom - top) / height]
            found.append([label, *centre, *extent, float(scores[index])])
    return found


if __name__ == '__main__':
    main()
