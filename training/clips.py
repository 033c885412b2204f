"""Counts on which frames of `data/clips` each incident would be seen. Nothing is chosen by this; it is only reported.

    /usr/bin/python3 training/clips.py --model models/city-nano/model.onnx --description models/city-nano/model.yaml

Two frames a second, each on its own, no motion gate and no tracking: the application asks for more
than one frame before it raises an incident.
"""

from pathlib import Path

import cv2
import numpy as np
import torch

from dataset import Sample
from detect import detect, thresholds
from labels import INCIDENTS
from measure import best_scores
from network import input_size, load_network
from options import options

FRAMES_A_SECOND = 2


def main():
    chosen = options(
        __doc__,
        model='models/city-nano/model.onnx',
        description='models/city-nano/model.yaml',
        size=0,
    )
    torch.set_num_threads(1)
    network = load_network(chosen.model)
    limits = thresholds(chosen.description)
    least = np.array([limits[name] for name in INCIDENTS])
    print(f'{"CLIP":40}{"FRAMES":>7}' + ''.join(f'{name:>20}' for name in INCIDENTS))
    for path in sorted((chosen.data / 'clips').glob('*.mp4')):
        best = best_scores(detect(network, frames(path), chosen.size or input_size(chosen.model)))[:, : len(INCIDENTS)]
        seen = (best >= least).sum(0)
        cells = [f'{count} (best {score:.2f})' for count, score in zip(seen, best.max(0))]
        print(f'{path.stem:40}{len(best):>7}' + ''.join(f'{cell:>20}' for cell in cells))


def frames(path):
    film = cv2.VideoCapture(str(path))
    step = max(1, round(film.get(cv2.CAP_PROP_FPS) / FRAMES_A_SECOND))
    taken, index = [], 0
    while film.grab():
        if index % step == 0:
            taken.append(Sample(f'{path.stem}#{index}', 'clip', path.stem, 'neither', film.retrieve()[1]))
        index += 1
    return taken


if __name__ == '__main__':
    main()
