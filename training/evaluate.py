"""Measures a network on the held-out scenes.

    /usr/bin/python3 training/evaluate.py --model models/city-nano/model.onnx --size 320 --json figures.json

Per label: AP50 (area under the interpolated precision-recall curve at 101 recalls, a hit is an overlap
of one half), and, for incidents, image-level recall at 5 % false alarms: the share of images of that
incident whose best score passes the score that 5 % of the calm images pass. Calm images are held-out
scenes without an incident (`negative`, `street`, `normal_cls`). The last row asks the same of `accident_cls`,
images of other cameras known to hold an accident somewhere. Intervals are 95 %, by bootstrap over
scenes, since images of one scene are no independent evidence. For persons, vehicles, two-wheelers and
faces the truth is what the teachers were sure of: agreement, not accuracy.
"""

import json
from dataclasses import dataclass

import numpy as np
import torch

from augment import CALM_KINDS
from boxes import overlap
from dataset import read_samples
from detect import detect, truth
from labels import ACCIDENT, INCIDENTS, LABELS
from network import load_network
from options import options

FALSE_ALARMS = 0.05
BOOTSTRAPS = 300


def main():
    chosen = options(__doc__, model='models/city-nano/model.onnx', size=320, json='')
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    samples = [sample for sample in read_samples(chosen.data, chosen.work) if sample.side == 'held-out']
    found = detect(load_network(chosen.model), samples, chosen.size)
    figures = measure(samples, found, chosen.size, intervals=True)
    print(table(figures))
    if chosen.json:
        with open(chosen.json, 'w') as file:
            json.dump({'model': str(chosen.model), 'size': chosen.size, 'figures': figures}, file, indent=1)


def measure(samples, found, size, intervals=False):
    """Figures by label: `ap50`, `recall`, each with `..._interval` when asked for, and how much they rest on."""
    scenes = np.unique([sample.scene for sample in samples], return_inverse=True)[1]
    best = best_scores(found)
    calm = np.array([sample.kind in CALM_KINDS for sample in samples])
    draws = [np.ones(len(samples), int)]
    if intervals:
        dice = np.random.default_rng(0)
        for _ in range(BOOTSTRAPS):
            drawn = dice.integers(scenes.max() + 1, size=scenes.max() + 1)
            draws.append(np.bincount(drawn, minlength=scenes.max() + 1)[scenes])
    figures = {}
    for label, name in enumerate(LABELS):
        matches = [match(sample, detections[label], label, size) for sample, detections in zip(samples, found)]
        with_label = np.array([one.things > 0 for one in matches])
        row = {'boxes': sum(one.things for one in matches), 'images': int(with_label.sum())}
        row['scenes'] = len(np.unique(scenes[with_label]))
        row |= over_draws('ap50', [average_precision(matches, times) for times in draws])
        if name in INCIDENTS:
            positive = np.array([sample.kind == name for sample in samples])
            row |= over_draws('recall', [recall_at(best[:, label], positive, calm, times) for times in draws])
            row['calm'] = int(calm.sum())
        figures[name] = row
    unboxed = np.array([sample.kind == 'accident_cls' for sample in samples])
    row = {'images': int(unboxed.sum()), 'scenes': len(np.unique(scenes[unboxed])), 'calm': int(calm.sum())}
    row |= over_draws('recall', [recall_at(best[:, ACCIDENT], unboxed, calm, times) for times in draws])
    figures['accident, unboxed'] = row
    return figures


def best_scores(found):
    """`[images, labels]`: each image's best score of each label."""
    return np.array([[max(scores, default=0) for scores, _ in detections] for detections in found])


@dataclass
class Matches:
    """One image and label: scores best first, which of them hit, and how many things there were to hit."""

    scores: np.ndarray
    hits: np.ndarray
    things: int


def match(sample, detections, label, size):
    """Each detection, best first, takes the free thing it overlaps most, if by half.

    One that lies on an uncertain thing is not counted.
    """
    scores, boxes = detections
    sure, unsure = truth(sample, size)
    sure, unsure = (torch.from_numpy(rows[rows[:, 0] == label, 1:]) for rows in (sure, unsure))
    counted, hits, free = [], [], torch.ones(len(sure))
    for index, box in enumerate(torch.from_numpy(boxes)):
        fit = overlap(box, sure) * free if len(sure) else torch.zeros(1)
        hit = bool(fit.max() >= 0.5)
        if hit:
            free[fit.argmax()] = 0
        elif len(unsure) and overlap(box, unsure).max() > 0.3:
            continue
        counted.append(index)
        hits.append(hit)
    return Matches(scores[counted], np.array(hits, bool), len(sure))


def average_precision(matches, times):
    """`times` says how often each image counts, 0 or more."""
    things = sum(one.things * many for one, many in zip(matches, times))
    if things == 0:
        return float('nan')
    scores = np.concatenate([one.scores for one in matches])
    hits = np.concatenate([one.hits for one in matches])
    weight = np.concatenate([np.full(len(one.scores), many) for one, many in zip(matches, times)])
    order = np.argsort(-scores, kind='stable')
    hits, weight = hits[order], weight[order]
    right, all_ = np.cumsum(hits * weight), np.cumsum(weight)
    precision = np.maximum.accumulate((right / np.maximum(all_, 1))[::-1])[::-1]
    at = np.searchsorted(right / things, np.linspace(0, 1, 101) - 1e-12)
    return float(np.append(precision, 0)[at].mean())


def recall_at(best, positive, calm, times):
    """Share of `positive` images whose best score passes what `FALSE_ALARMS` of the `calm` images reach."""
    quiet, loud = np.repeat(best[calm], times[calm]), np.repeat(best[positive], times[positive])
    if len(quiet) == 0 or len(loud) == 0:
        return float('nan')
    return float((loud > np.quantile(quiet, 1 - FALSE_ALARMS)).mean())


def over_draws(name, values):
    figures = {name: round(values[0], 3)}
    if len(values) > 1:
        figures[name + '_interval'] = [round(float(value), 3) for value in np.nanquantile(values[1:], [0.025, 0.975])]
    return figures


def quality(figures):
    """The one number by which `train.py` keeps a network: the mean over incidents of AP50 and recall."""
    return float(np.mean([(figures[name]['ap50'] + figures[name]['recall']) / 2 for name in INCIDENTS]))


def table(figures):
    lines = [f'{"LABEL":18}{"BOXES":>6}{"IMAGES":>7}{"SCENES":>7}  {"AP50":22}RECALL AT 5 % FALSE ALARMS']
    for name, row in figures.items():
        counts = f'{name:18}{row.get("boxes", ""):>6}{row["images"]:>7}{row["scenes"]:>7}'
        lines.append(f'{counts}  {cell(row, "ap50"):22}{cell(row, "recall")}'.rstrip())
    return '\n'.join([*lines, f'quality {quality(figures):.3f}'])


def cell(row, key):
    if key not in row:
        return ''
    ends = row.get(key + '_interval')
    return f'{row[key]:.2f}' + (f' ({ends[0]:.2f} to {ends[1]:.2f})' if ends else '')


if __name__ == '__main__':
    main()
