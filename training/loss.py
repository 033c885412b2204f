"""What the network is punished for: YOLOX's four terms, uncertainty left out, and one weak term."""

import torch
import torch.nn.functional as F

from assign import assign
from boxes import overlap
from labels import ACCIDENT
from network import decode, encode

BOX_WEIGHT = 5

# Overlap says little once it is good; the raw offsets themselves still say which way to go.
OFFSET_WEIGHT = 1

# Boxes of teachers count less than boxes drawn by people, and boxes of fire more: there the trial was weakest.
LABEL_WEIGHT = torch.tensor([1.0, 1.3, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5])

# An accident without a box: how much it counts, and how many cells are asked to see it.
SOMEWHERE_WEIGHT = 0.5
SOMEWHERE_CELLS = 4

# Cells whose box overlaps an uncertain thing by this much are not asked whether something is there.
UNCERTAIN_OVERLAP = 0.4


def loss(raw, cells, views):
    """The mean loss per answering cell, of a batch: `raw` `[N, anchors, 5 + labels]`, one `View` per image."""
    decoded = decode(raw, cells)
    presence = torch.zeros(raw.shape[:2])
    asked = torch.ones(raw.shape[:2])
    place = offset = label = somewhere = torch.zeros(())
    answering = 0.0
    for index, view in enumerate(views):
        boxes, uncertain = torch.from_numpy(view.boxes), torch.from_numpy(view.uncertain)
        found = assign(raw[index].detach(), decoded[index].detach(), cells, boxes)
        if len(uncertain):
            doubtful = overlap(uncertain[:, None, 1:], decoded[index].detach()) > UNCERTAIN_OVERLAP
            asked[index][doubtful.any(0)] = 0
        if view.accident_somewhere:
            asked[index] = 0
            somewhere = somewhere + unseen_accident(raw[index], found.cell)
        if len(found.cell) == 0:
            continue
        target = boxes[found.box]
        weight = LABEL_WEIGHT[target[:, 0].long()]
        fit = overlap(decoded[index][found.cell], target[:, 1:])
        place = place + ((1 - fit**2) * weight).sum()
        away = (raw[index][found.cell, :4] - encode(target[:, 1:], cells[found.cell])).abs().sum(1)
        offset = offset + (away * weight).sum()
        # The label's target is the overlap, so that a well placed box scores higher than a loose one.
        wanted = F.one_hot(target[:, 0].long(), raw.shape[2] - 5) * found.fit.clamp(min=0.05)[:, None]
        wrong = F.binary_cross_entropy_with_logits(raw[index][found.cell, 5:], wanted, reduction='none')
        label = label + (wrong.sum(1) * weight).sum()
        presence[index][found.cell] = 1
        asked[index][found.cell] = weight
        answering += float(weight.sum())
    answering = max(answering, 1.0)
    there = (F.binary_cross_entropy_with_logits(raw[..., 4], presence, reduction='none') * asked).sum()
    boxed = (BOX_WEIGHT * place + OFFSET_WEIGHT * offset + label + there) / answering
    return boxed + SOMEWHERE_WEIGHT * somewhere / len(views)


def unseen_accident(raw, busy):
    """Minus the mean log score of the cells that see most of an accident, those that answer for other things aside.

    Multiple-instance learning: the image is a bag that holds an accident, and its best cells take the credit.
    """
    score = F.logsigmoid(raw[:, 4]) + F.logsigmoid(raw[:, 5 + ACCIDENT])
    free = torch.ones(len(score), dtype=torch.bool)
    free[busy] = False
    return -score[free].topk(SOMEWHERE_CELLS)[0].mean()
