"""Rendered frames: those of `data/virtual-clips`, and the sets that `npm run scenes -- dataset` writes.

    npm run scenes -- dataset --seed 21 --frames 210 --side train -o training/out/rendered-train
    npm run scenes -- dataset --seed 22 --frames 72 --side test -o training/out/rendered-test

The clips and the first set train; the second is `rendered-test`: measured, and never mixed with real images.
"""

import json
from pathlib import Path

import cv2

from dataset import Sample, kept, rows
from labels import ACCIDENT, FIRE, GUN, KNIFE, PERSON, TWO_WHEELER, VEHICLE

# One frame of a clip in this many (they come at 5 a second, and neighbours hardly differ).
CLIP_STEP = 4

OURS = {
    'accident': ACCIDENT, 'fire': FIRE, 'gun': GUN, 'knife': KNIFE, 'person': PERSON,
    'car': VEHICLE, 'bus': VEHICLE, 'truck': VEHICLE,
    'bicycle': TWO_WHEELER, 'motorcycle': TWO_WHEELER, 'two-wheeler': TWO_WHEELER,
}  # fmt: skip

# Things are small in these frames, and views enlarge them: kept whole.
KEPT_SIDE = 640

# Less of a thing than this, in pixels or as a share of it, is uncertain.
LEAST_VISIBLE = 0.35
LEAST_AREA = 120
LEAST_AREA_HELD = 60
LEAST_SIDE = 9


def read_rendered(data, work, sides):
    """Samples of the sides `train` and `rendered-test`, as far as asked for and rendered."""
    samples = []
    if 'train' in sides:
        samples += read_clips(data) + read_set(Path(work) / 'rendered-train', 'train')
    if 'rendered-test' in sides:
        samples += read_set(Path(work) / 'rendered-test', 'rendered-test')
    return samples


def read_clips(data):
    """Before an incident's start frames count only while they show no box of it."""
    samples = []
    for path in sorted((Path(data) / 'virtual-clips').glob('*.json')):
        truth = json.loads(path.read_text())
        film = cv2.VideoCapture(str(path.with_suffix('.mp4')))
        images = []
        while (read := film.read())[0]:
            images.append(read[1])
        for frame in truth['frames'][::CLIP_STEP]:
            index = round(frame['t'] * truth['fps'])
            if index >= len(images) or shows_incident_early(frame, truth['incident']):
                continue
            things = [(thing['label'], thing['box'], thing['vis']) for thing in frame['boxes']]
            samples.append(sample(f'{path.stem}#{frame["n"]}', f'rendered:{path.stem}', 'train', images[index], things))
    return samples


def shows_incident_early(frame, incident):
    return (
        incident is not None
        and frame['t'] < incident['t0']
        and any(box['label'] == incident['label'] for box in frame['boxes'])
    )


def read_set(folder, side):
    """The frames of one call of `scenes dataset`. Its accidents are the box round all that belongs to them."""
    samples = []
    if not (folder / 'boxes.jsonl').exists():
        return samples
    for line in (folder / 'boxes.jsonl').read_text().splitlines():
        truth = json.loads(line)
        things = [(thing['label'], corners(thing['box']), thing['visible']) for thing in truth['boxes']]
        things = [thing for thing in things if thing[0] != 'accident']
        if truth['incident'] and truth['incident']['label'] == 'accident':
            things.append(('accident', corners(truth['incident']['box']), 1))
        scene = 'rendered:' + Path(truth['file']).stem.rpartition('_')[0]
        samples.append(sample(truth['file'], scene, side, cv2.imread(str(folder / truth['file'])), things))
    return samples


def corners(box):
    return box['x'], box['y'], box['x'] + box['width'], box['y'] + box['height']


def sample(name, scene, side, image, things):
    """`things` are label, box (left, top, right, bottom in pixels) and the share of it that is visible."""
    height, width = image.shape[:2]
    sure, unsure = [], []
    for label, (left, top, right, bottom), visible in things:
        if label not in OURS:
            continue
        across, down = right - left, bottom - top
        least = LEAST_AREA_HELD if OURS[label] in (GUN, KNIFE) else LEAST_AREA
        hard_to_see = visible < LEAST_VISIBLE or across * down < least or max(across, down) < LEAST_SIDE
        row = [OURS[label], (left + right) / 2 / width, (top + bottom) / 2 / height, across / width, down / height]
        (unsure if hard_to_see else sure).append(row)
    return Sample(name, 'rendered', scene, side, kept(image, KEPT_SIDE), rows(sure), rows(unsure))
