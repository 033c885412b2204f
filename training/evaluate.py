"""Measures a network on the held-out scenes, and apart from them on rendered frames.

    python3 training/evaluate.py
    python3 training/evaluate.py --model training/out/a/best.pt --size 416 --json figures.json
    npx city detect ../shared/data/detector --model FOLDER --json > found.jsonl
    python3 training/evaluate.py --boxes found.jsonl

The last two judge what the application itself found, with any model; FOLDER is a copy of a model whose thresholds
are all 0.01.

Per label: AP50 (area under the precision-recall curve, a hit is an overlap of one half); the share of boxes
found when there is one false box per ten images; and, for incidents, the share of images of that incident
whose best score passes the score that 5 % of the calm images pass. Calm images are held-out scenes without
an incident (`negative`, `street`, `normal_cls`). `accident, unboxed` asks the last of `accident_cls`, images
of other cameras known to hold an accident somewhere. In brackets 95 % intervals by bootstrap over scenes. For
persons, vehicles, two-wheelers and faces the truth is what the teachers were sure of: agreement, not accuracy.

Rendered frames (`rendered.py` says how they are made) have a table of their own, in which calm means rendered, too.
"""

import json
import math
from pathlib import Path

import debian_python  # noqa: F401, ahead of torch
import numpy as np
import torch

from detect import detect
from labels import LABELS
from measure import measure, quality
from network import input_size, load_network
from options import options
from samples import read_samples

COLUMNS = {'ap50': 'AP50', 'box_recall': 'BOXES FOUND', 'recall': 'IMAGES FOUND'}


def main():
    chosen = options(__doc__, model='models/city-nano/model.onnx', size=0, boxes='', json='')
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    size = chosen.size or input_size(chosen.model)
    report = {'model': chosen.model, 'size': size}
    for side, title in (('held-out', 'Real images, held-out scenes'), ('rendered-test', 'Rendered frames')):
        samples = read_samples(chosen.data, chosen.work, sides=(side,))
        if not samples:
            print(f'\n{title}: there are none in {chosen.work}; training/rendered.py says how they are made')
            continue
        if chosen.boxes:
            found = found_by_city(chosen.boxes, samples, size)
        else:
            found = detect(load_network(chosen.model), samples, size)
        figures = measure(samples, found, size, intervals=True)
        print(f'{title}: {len(samples)} at {size} x {size}\n{table(figures)}', flush=True)
        report[side] = figures
    if chosen.json:
        with open(chosen.json, 'w') as file:
            json.dump(report, file, indent=1)


def found_by_city(path, samples, size):
    """What `detect` gives, out of the lines of `city detect --json`."""
    found = {}
    for line in Path(path).read_text().splitlines():
        image = json.loads(line)
        scale = size / max(image['width'], image['height'])
        by_label = [[] for _ in LABELS]
        for one in sorted(image['detections'], key=lambda one: -one['score']):
            box = one['box']
            centre = box['x'] + box['width'] / 2, box['y'] + box['height'] / 2
            row = [one['score'], *(value * scale for value in (*centre, box['width'], box['height']))]
            by_label[LABELS.index(one['label'])].append(row)
        rows = [np.array(of_label, np.float32).reshape(-1, 5) for of_label in by_label]
        found['/'.join(Path(image['file']).parts[-2:])] = [(of_label[:, 0], of_label[:, 1:]) for of_label in rows]
    return [found[sample.name] for sample in samples]


def table(figures):
    header = f'{"LABEL":18}{"BOXES":>6}{"IMAGES":>7}{"SCENES":>7}  '
    lines = [header + ''.join(f'{title:22}' for title in COLUMNS.values())]
    for name, row in figures.items():
        counts = f'{name:18}{row.get("boxes", ""):>6}{row["images"]:>7}{row["scenes"]:>7}  '
        lines.append(counts + ''.join(f'{cell(row, key):22}' for key in COLUMNS))
    return '\n'.join(line.rstrip() for line in [*lines, f'quality {quality(figures):.3f}'])


def cell(row, key):
    if key not in row or math.isnan(row[key]):
        return ''
    ends = row.get(key + '_interval')
    return f'{row[key]:.2f}' + (f' ({ends[0]:.2f} to {ends[1]:.2f})' if ends else '')


if __name__ == '__main__':
    main()
