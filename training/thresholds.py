"""Finds from which score a detection counts, on the held-out scenes, and prints the lines for `model.yaml`.

    /usr/bin/python3 training/thresholds.py --model models/city-nano/model.onnx

An incident's threshold is the lowest score, in hundredths, that at most 1.5 % of the calm images reach and
at most 2 % of the images of anything else (a knife is no gun). One false alarm on ordinary traffic is
worse than a miss: incidents last for many frames, and so does calm. The other labels take the score with
the best balance of precision and recall (F1) against the teachers.
"""

import numpy as np
import torch

from augment import CALM_KINDS
from detect import detect
from labels import ACCIDENT, INCIDENTS, LABELS
from measure import best_scores, match
from network import input_size, load_network
from options import options
from samples import read_samples

CALM_ALARMS = 0.015
OTHER_ALARMS = 0.02

# No threshold lies outside: below, boxes are guesses; above, nothing would ever be seen.
LOWEST, HIGHEST = 0.3, 0.9

HUNDREDTHS = np.arange(1, 100) / 100


def main():
    chosen = options(__doc__, model='models/city-nano/model.onnx', size=0)
    size = chosen.size or input_size(chosen.model)
    torch.set_num_threads(1)
    samples = read_samples(chosen.data, chosen.work, sides=('held-out',))
    found = detect(load_network(chosen.model), samples, size)
    best = best_scores(found)
    print('  thresholds:')
    for label, name in enumerate(LABELS):
        if name in INCIDENTS:
            threshold, why = against_false_alarms(samples, best[:, label], label)
        else:
            matches = [match(sample, one[label], label, size) for sample, one in zip(samples, found)]
            threshold, why = balanced(matches)
        print(f'    {name}: {threshold:.2f} # {why}')


def against_false_alarms(samples, best, label):
    """The threshold, and what it costs on the held-out images."""
    calm = np.array([sample.kind in CALM_KINDS for sample in samples])
    shown = np.array([shows(sample, label) for sample in samples])
    other = ~shown & ~calm
    for threshold in HUNDREDTHS[HUNDREDTHS >= LOWEST]:
        alarms = best >= threshold
        if alarms[calm].mean() <= CALM_ALARMS and alarms[other].mean() <= OTHER_ALARMS:
            break
    threshold = min(threshold, HIGHEST)
    alarms = best >= threshold
    boxed = np.array([sample.kind == LABELS[label] for sample in samples])
    return threshold, (
        f'false alarms on {alarms[calm].sum()} of {calm.sum()} calm and {alarms[other].sum()} of {other.sum()} '
        f'other images; seen in {alarms[boxed].mean():.0%} of {boxed.sum()}'
    )


def shows(sample, label):
    return (sample.boxes[:, 0] == label).any() or (label == ACCIDENT and sample.accident_somewhere)


def balanced(matches):
    scores = np.concatenate([one.scores for one in matches])
    hits = np.concatenate([one.hits for one in matches])
    things = sum(one.things for one in matches)
    best = (0, LOWEST, 0, 0)
    for threshold in HUNDREDTHS[HUNDREDTHS >= LOWEST]:
        passed = scores >= threshold
        right = hits[passed].sum()
        precision, recall = right / max(1, passed.sum()), right / max(1, things)
        balance = 2 * precision * recall / max(1e-9, precision + recall)
        best = max(best, (balance, float(threshold), precision, recall))
    return best[1], f'best F1 {best[0]:.2f} against the teachers: precision {best[2]:.2f}, recall {best[3]:.2f}'


if __name__ == '__main__':
    main()
