"""Which cells of the network answer for which box: SimOTA (YOLOX, arXiv 2107.08430, section 2)."""

from dataclasses import dataclass

import torch

from boxes import overlap

# A cell within this many strides of a box's centre may answer for it, however small the box.
CENTRE_REACH = 2.5

# The weight of a bad fit against a wrong label, and the most cells considered for a box's share.
FIT_WEIGHT = 3
MOST_CELLS = 10

OUTSIDE = 1e5


@dataclass
class Assignment:
    """`cell` and `box` are index pairs `[k]`: this cell answers for that box. `fit` is their overlap `[k]`."""

    cell: torch.Tensor
    box: torch.Tensor
    fit: torch.Tensor


@torch.no_grad()
def assign(raw, decoded, cells, boxes):
    """Assigns for one image.

    `raw` `[anchors, 5 + labels]` logits, `decoded` `[anchors, 4]` and `boxes` `[n, 5]` (label, box) in
    pixels, `cells` as `network.anchors` gives them. Each box gets its cheapest cells, as many as its
    best overlaps add up to; a cell wanted twice goes to the box it costs least.
    """
    if len(boxes) == 0:
        nothing = torch.zeros(0, dtype=torch.long)
        return Assignment(nothing, nothing, torch.zeros(0))
    label, place = boxes[:, 0].long(), boxes[:, 1:]
    centre, stride = (cells[:, :2] + 0.5) * cells[:, 2:], cells[:, 2]
    away = (centre[None] - place[:, None, :2]).abs()
    inside = (away < place[:, None, 2:] / 2).all(-1)
    central = (away < CENTRE_REACH * stride[None, :, None]).all(-1)
    candidate = torch.where((inside | central).any(0))[0]
    best = (inside & central)[:, candidate]

    fit = overlap(place[:, None], decoded[candidate])
    score = (raw[candidate, 4:5].sigmoid() * raw[candidate, 5:].sigmoid()).sqrt().clamp(1e-6, 1 - 1e-6)
    # Binary cross-entropy against a one-hot label: all as negatives, then the right one turned round.
    as_negative = -torch.log(1 - score)
    wrong = as_negative.sum(1)[None] - as_negative[:, label].T - torch.log(score[:, label].T)
    cost = wrong - FIT_WEIGHT * torch.log(fit + 1e-8) + OUTSIDE * ~best

    chosen = torch.zeros_like(cost, dtype=torch.bool)
    share = fit.topk(min(MOST_CELLS, fit.shape[1]), 1)[0].sum(1).int().clamp(min=1)
    for index, many in enumerate(share.tolist()):
        chosen[index, cost[index].topk(many, largest=False)[1]] = True
    contested = chosen.sum(0) > 1
    if contested.any():
        winner = cost[:, contested].argmin(0)
        chosen[:, contested] = False
        chosen[winner, torch.where(contested)[0]] = True
    taken = torch.where(chosen.any(0))[0]
    box = chosen[:, taken].int().argmax(0)
    return Assignment(candidate[taken], box, fit[box, taken])
