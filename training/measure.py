"""The figures of a network: average precision, and recall at a fixed rate of false alarms, by image and by box.

Intervals are 95 %, by bootstrap over scenes, since images of one scene are no independent evidence.
"""

from dataclasses import dataclass

import numpy as np
import torch

from augment import CALM_KINDS
from boxes import overlap
from detect import truth
from labels import ACCIDENT, INCIDENTS, LABELS

# Image level: the share of calm images that may raise a false alarm.
FALSE_ALARMS = 0.05

# Box level: false boxes per image, over all images (Dollar et al. 2012, "Pedestrian detection", FPPI).
FALSE_BOXES = 0.1

BOOTSTRAPS = 300


def measure(samples, found, size, intervals=False):
    """Figures by label: `ap50`, `recall` (of images), `box_recall`, and how much they rest on.

    Each figure has `..._interval` when `intervals` are asked for. `recall` is given for incidents only.
    """
    scenes = np.unique([sample.scene for sample in samples], return_inverse=True)[1]
    best = best_scores(found)
    calm = np.array([is_calm(sample) for sample in samples])
    draws = drawn_scenes(scenes) if intervals else [np.ones(len(samples), int)]
    figures = {}
    for label, name in enumerate(LABELS):
        matches = [match(sample, detections[label], label, size) for sample, detections in zip(samples, found)]
        with_label = np.array([one.things > 0 for one in matches])
        row = {'boxes': sum(one.things for one in matches), 'images': int(with_label.sum())}
        row['scenes'] = len(np.unique(scenes[with_label]))
        ranked = Ranked(matches)
        row |= over_draws('ap50', [ranked.average_precision(times) for times in draws])
        row |= over_draws('box_recall', [ranked.recall(times) for times in draws])
        if name in INCIDENTS:
            positive = np.array([sample.kind == name or is_rendered(sample, label) for sample in samples])
            row |= over_draws('recall', [recall_at(best[:, label], positive, calm, times) for times in draws])
            row['calm'] = int(calm.sum())
        figures[name] = row
    unboxed = np.array([sample.kind == 'accident_cls' for sample in samples])
    if unboxed.any():
        row = {'images': int(unboxed.sum()), 'scenes': len(np.unique(scenes[unboxed])), 'calm': int(calm.sum())}
        row |= over_draws('recall', [recall_at(best[:, ACCIDENT], unboxed, calm, times) for times in draws])
        figures['accident, unboxed'] = row
    return figures


def is_calm(sample):
    return sample.kind in CALM_KINDS or (sample.kind == 'rendered' and not shown(sample, range(len(INCIDENTS))))


def is_rendered(sample, label):
    return sample.kind == 'rendered' and shown(sample, [label])


def shown(sample, labels):
    return bool(np.isin(np.concatenate([sample.boxes, sample.uncertain])[:, 0], labels).any())


def best_scores(found):
    """`[images, labels]`: each image's best score of each label."""
    return np.array([[max(scores, default=0) for scores, _ in detections] for detections in found])


def drawn_scenes(scenes):
    """How often each image counts, `[images]`: first all once, then in each draw of scenes with replacement."""
    dice = np.random.default_rng(0)
    many = scenes.max() + 1
    draws = [np.bincount(dice.integers(many, size=many), minlength=many)[scenes] for _ in range(BOOTSTRAPS)]
    return [np.ones(len(scenes), int), *draws]


@dataclass
class Matches:
    """One image and label: scores best first, which of them hit, and how many things there were to hit."""

    scores: np.ndarray
    hits: np.ndarray
    things: int


def match(sample, detections, label, size):
    """Each detection, best first, takes the free thing it overlaps most, if by half.

    One that lies on an uncertain thing is not counted; nor are accidents where there is one that nobody boxed.
    """
    if label == ACCIDENT and sample.accident_somewhere:
        return Matches(np.zeros(0), np.zeros(0, bool), 0)
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


class Ranked:
    """All detections of one label, best first. `times` says how often each image counts, 0 or more."""

    def __init__(self, matches):
        scores = np.concatenate([one.scores for one in matches])
        order = np.argsort(-scores, kind='stable')
        self.hits = np.concatenate([one.hits for one in matches])[order]
        self.image = np.repeat(np.arange(len(matches)), [len(one.scores) for one in matches])[order]
        self.things = np.array([one.things for one in matches])

    def average_precision(self, times):
        """The area under the interpolated precision at 101 recalls (COCO)."""
        things = self.things @ times
        if things == 0:
            return float('nan')
        weight = times[self.image]
        right, all_ = np.cumsum(self.hits * weight), np.cumsum(weight)
        precision = np.maximum.accumulate((right / np.maximum(all_, 1))[::-1])[::-1]
        at = np.searchsorted(right / things, np.linspace(0, 1, 101) - 1e-12)
        return float(np.append(precision, 0)[at].mean())

    def recall(self, times):
        """The share of things found before there are more than `FALSE_BOXES` false boxes per image."""
        things = self.things @ times
        if things == 0:
            return float('nan')
        weight = times[self.image]
        wrong = np.cumsum(~self.hits * weight)
        return float((self.hits * weight)[wrong <= FALSE_BOXES * times.sum()].sum() / things)


def recall_at(best, positive, calm, times):
    """Share of `positive` images whose best score passes what `FALSE_ALARMS` of the `calm` images reach."""
    quiet, loud = np.repeat(best[calm], times[calm]), np.repeat(best[positive], times[positive])
    if len(quiet) == 0 or len(loud) == 0:
        return float('nan')
    return float((loud > np.quantile(quiet, 1 - FALSE_ALARMS)).mean())


def over_draws(name, values):
    figures = {name: round(values[0], 3)}
    if len(values) > 1 and not np.isnan(values[1:]).all():
        figures[name + '_interval'] = [round(float(value), 3) for value in np.nanquantile(values[1:], [0.025, 0.975])]
    return figures


def quality(figures):
    """The one number by which `train.py` keeps a network: the mean over incidents of AP50 and recall."""
    return float(np.mean([(figures[name]['ap50'] + figures[name]['recall']) / 2 for name in INCIDENTS]))
