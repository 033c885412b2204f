"""Writes a trained network as ONNX (opset 12) and checks that OpenCV reads the same numbers from it.

    /usr/bin/python3 training/export.py --checkpoint training/out/best.pt --model models/city-nano/model.onnx --size 320

Input `images` float32 `[N, 3, size, size]`, BGR 0..255, fitted to the top left, padded with 114. Output
`output` `[N, anchors, 5 + labels]`: centre x, centre y, width, height in input pixels, objectness, label
scores, sigmoids applied.
"""

import cv2
import numpy as np
import torch
from torch import nn

from network import anchors, decode, load_network
from options import options

OPSET = 12


class Exported(nn.Module):
    def __init__(self, network, size):
        super().__init__()
        self.network = network
        self.register_buffer('cells', anchors(size))

    def forward(self, images):
        raw = self.network(images)
        return torch.cat([decode(raw, self.cells), raw[..., 4:].sigmoid()], -1)


def main():
    chosen = options(__doc__, checkpoint='training/out/best.pt', model='models/city-nano/model.onnx', size=320)
    torch.set_num_threads(1)
    write(load_network(chosen.checkpoint), chosen.model, chosen.size)


def write(network, model, size):
    """Writes `network` to the ONNX file `model` and prints how far OpenCV's numbers are from torch's."""
    exported = Exported(network, size).eval()
    torch.onnx.export(
        exported,
        torch.zeros(1, 3, size, size),
        model,
        opset_version=OPSET,
        input_names=['images'],
        output_names=['output'],
        dynamic_axes={'images': {0: 'N'}, 'output': {0: 'N'}},
    )
    print(f'{model}: largest relative difference in OpenCV {difference(exported, model, size):.1e}')


def difference(exported, model, size):
    """The largest difference between torch and OpenCV on one random image, against values of at least 1."""
    image = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(0)) * 255
    with torch.no_grad():
        ours = exported(image).numpy()
    reader = cv2.dnn.readNetFromONNX(model)
    reader.setInput(image.numpy())
    theirs = reader.forward().reshape(ours.shape)
    worst = float((np.abs(theirs - ours) / np.maximum(1, np.abs(ours))).max())
    assert worst < 1e-3, f'{model} computes something else than the network it was written from: {worst}'
    return worst


if __name__ == '__main__':
    main()
