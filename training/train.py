"""Trains the detector; run it again to go on where it stopped.

    source training/env.sh
    nice /usr/bin/python3 training/train.py --start models/city-nano/model.onnx --run training/out/a --minutes 60

One process, one thread. `--minutes` is training time, over which the rate falls along a cosine. Each step draws
one of `--sizes`; validations look at `--size`. `--seen` are the views that `--start` has behind it, for the curve.
Writes into `--run`: `last.pt` to resume from, `best.pt` to export, `curve.jsonl` with one line per validation.

Which network is kept was fixed before the first run: the smoothed weights with the highest
`measure.quality` on the held-out scenes, measured every `--validate-every` views.
"""

import json
import math
import time
from pathlib import Path

import numpy as np
import torch

from augment import MOSAIC, Sampler
from detect import detect
from evaluate import table
from loss import loss
from measure import measure, quality
from network import Network, anchors, load_network
from options import options
from samples import read_samples

# The first layers see edges and colours, which COCO taught well: they stay. The middle learns slowly.
STILL = ('backbone.stem', 'backbone.stage4', 'backbone.stage8')
SLOW = ('backbone.', 'neck.narrow32', 'neck.down16')
SLOW_SHARE = 0.15

WEIGHT_DECAY = 0.02
LARGEST_GRADIENT = 10.0
WARM_UP_STEPS = 100
LOWEST_RATE = 0.02

# For the last part of the training views look more like real ones: few mosaics.
CALM_FROM = 0.8

# Weights are smoothed (exponential moving average) over about this many steps at most.
SMOOTHING_STEPS = 700

SAVE_EVERY_SECONDS = 60


def main():
    chosen = options(
        __doc__,
        start='',
        run=Path('training/out/run'),
        minutes=60.0,
        size=416,
        sizes='320,416',
        batch=16,
        rate=1e-3,
        seed=1,
        validate_every=8000,
        seen=0,
    )
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    samples = read_samples(chosen.data, chosen.work, sides=('train', 'held-out'))
    training = Training(chosen, samples)
    training.run()


class Training:
    """The whole state of a training: what `last.pt` holds."""

    def __init__(self, chosen, samples):
        self.chosen = chosen
        self.training_side = [sample for sample in samples if sample.side == 'train']
        self.held_out = [sample for sample in samples if sample.side == 'held-out']
        self.network = load_network(chosen.start or chosen.data / 'weights' / 'yolox_nano.onnx')
        self.smoothed = {name: value.clone() for name, value in self.network.state_dict().items()}
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network), lr=chosen.rate)
        self.steps, self.seconds, self.best = 0, 0.0, -1.0
        self.last = chosen.run / 'last.pt'
        chosen.run.mkdir(parents=True, exist_ok=True)
        if self.last.exists():
            self.resume()
        # Dice depend on where training stands, so a resumed run does not repeat its views.
        self.sampler = Sampler(self.training_side, np.random.default_rng([chosen.seed, self.steps]))
        say(f'{len(self.training_side)} images to train, {len(self.held_out)} held out, at step {self.steps}')

    def run(self):
        cells = {size: anchors(size) for size in map(int, self.chosen.sizes.split(','))}
        losses, began, saved = [], time.monotonic() - self.seconds, time.monotonic()
        while (progress := self.seconds / (self.chosen.minutes * 60)) < 1:
            losses.append(self.step(cells, progress))
            self.steps += 1
            self.seconds = time.monotonic() - began
            if self.steps * self.chosen.batch % self.chosen.validate_every < self.chosen.batch:
                self.validate(np.mean(losses[-self.chosen.validate_every // self.chosen.batch :]))
            if time.monotonic() - saved > SAVE_EVERY_SECONDS:
                saved = time.monotonic()
                self.save()
                views = self.steps * self.chosen.batch
                say(f'{self.seconds:.0f} s, {views} views, loss {np.mean(losses[-60:]):.3f}')
        self.validate(np.mean(losses[-60:]) if losses else 0.0)
        self.save()

    def step(self, cells, progress):
        rate = self.chosen.rate * min(1, (self.steps + 1) / WARM_UP_STEPS)
        rate *= LOWEST_RATE + (1 - LOWEST_RATE) * (1 + math.cos(math.pi * progress)) / 2
        for group in self.optimizer.param_groups:
            group['lr'] = rate * group['share']
        mosaic = MOSAIC if progress < CALM_FROM else MOSAIC / 4
        size = int(self.sampler.dice.choice(list(cells)))
        views = [self.sampler.view(size, mosaic) for _ in range(self.chosen.batch)]
        self.network.train()
        raw = self.network(torch.from_numpy(np.stack([view.pixels for view in views])))
        punishment = loss(raw, cells[size], views)
        self.optimizer.zero_grad(set_to_none=True)
        punishment.backward()
        torch.nn.utils.clip_grad_norm_(self.moving(), LARGEST_GRADIENT)
        self.optimizer.step()
        self.smooth()
        return punishment.item()

    def moving(self):
        return [parameter for group in self.optimizer.param_groups for parameter in group['params']]

    @torch.no_grad()
    def smooth(self):
        keep = min(1 - 1 / SMOOTHING_STEPS, (1 + self.steps) / (20 + self.steps))
        for name, value in self.network.state_dict().items():
            self.smoothed[name].lerp_(value, 1 - keep)

    def validate(self, mean_loss):
        judged = Network()
        judged.load_state_dict(self.smoothed)
        figures = measure(self.held_out, detect(judged, self.held_out, self.chosen.size), self.chosen.size)
        views, reached = self.steps * self.chosen.batch, quality(figures)
        say(f'after {views} views:\n{table(figures)}')
        line = {
            'views': self.chosen.seen + views,
            'seconds': round(self.seconds),
            'loss': round(float(mean_loss), 3),
            'quality': round(reached, 4),
            'figures': figures,
        }
        with open(self.chosen.run / 'curve.jsonl', 'a') as curve:
            curve.write(json.dumps(line) + '\n')
        if reached > self.best:
            self.best = reached
            torch.save({'smoothed': self.smoothed, 'views': views, 'quality': reached}, self.chosen.run / 'best.pt')

    def save(self):
        state = {
            'network': self.network.state_dict(),
            'smoothed': self.smoothed,
            'optimizer': self.optimizer.state_dict(),
            'steps': self.steps,
            'seconds': self.seconds,
            'best': self.best,
        }
        partial = self.last.with_suffix('.partial')
        torch.save(state, partial)
        partial.replace(self.last)

    def resume(self):
        state = torch.load(self.last)
        self.network.load_state_dict(state['network'])
        self.optimizer.load_state_dict(state['optimizer'])
        self.smoothed = state['smoothed']
        self.steps, self.seconds, self.best = state['steps'], state['seconds'], state['best']


def parameter_groups(network):
    """Four groups: fast or slow, and with or without weight decay (biases have none). Still ones are frozen."""
    groups = {(share, decay): [] for share in (1.0, SLOW_SHARE) for decay in (WEIGHT_DECAY, 0.0)}
    for name, parameter in network.named_parameters():
        if name.startswith(STILL):
            parameter.requires_grad_(False)
            continue
        share = SLOW_SHARE if name.startswith(SLOW) else 1.0
        groups[share, WEIGHT_DECAY if parameter.dim() > 1 else 0.0].append(parameter)
    return [{'params': of_group, 'share': share, 'weight_decay': decay} for (share, decay), of_group in groups.items()]


def say(line):
    print(line, flush=True)


if __name__ == '__main__':
    main()
