"""The network: YOLOX-nano (Ge et al. 2021, arXiv 2107.08430) with batch norms folded into convolutions.

Written out as modules so that each part has a name; widths are those of the nano model
(width 0.25, depth 0.33, depthwise). Weights come from an ONNX file, which is also how they leave.
"""

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper
from torch import nn

from labels import LABELS

STRIDES = (8, 16, 32)

# COCO classes whose rows in the class head are a fair first guess for a label of ours.
COCO_RELATIVES = {
    'accident': [2, 7],  # car, truck
    'fire': [],
    'gun': [65, 67, 78],  # remote, cell phone, hair drier
    'knife': [43],
    'person': [0],
    'vehicle': [2],
    'two-wheeler': [1, 3],  # bicycle, motorcycle
    'face': [0],
}


class Network(nn.Module):
    """Images `[N, 3, size, size]`, BGR 0..255, to raw rows `[N, anchors, 5 + labels]`.

    A row holds offsets x, y, log width, log height, and logits of objectness and of each label.
    """

    def __init__(self, labels=len(LABELS)):
        super().__init__()
        self.backbone = Backbone()
        self.neck = Neck()
        self.heads = nn.ModuleList([Head(inputs, labels) for inputs in (64, 128, 256)])

    def forward(self, images):
        maps = self.neck(*self.backbone(images))
        raw = [head(features).flatten(2) for head, features in zip(self.heads, maps)]
        return torch.cat(raw, 2).permute(0, 2, 1)


class Backbone(nn.Module):
    """CSPDarknet. Gives features at strides 8, 16, 32: 64, 128, 256 channels."""

    def __init__(self):
        super().__init__()
        self.stem = Convolution(12, 16, 3)
        self.stage4 = nn.Sequential(Depthwise(16, 32, stride=2), CrossStage(32, 32, 1))
        self.stage8 = nn.Sequential(Depthwise(32, 64, stride=2), CrossStage(64, 64, 3))
        self.stage16 = nn.Sequential(Depthwise(64, 128, stride=2), CrossStage(128, 128, 3))
        self.stage32 = nn.Sequential(
            Depthwise(128, 256, stride=2), PyramidPooling(256), CrossStage(256, 256, 1, shortcut=False)
        )

    def forward(self, images):
        at8 = self.stage8(self.stage4(self.stem(space_to_depth(images))))
        at16 = self.stage16(at8)
        return at8, at16, self.stage32(at16)


class Neck(nn.Module):
    """Path aggregation: large context down to fine maps, then detail back up."""

    def __init__(self):
        super().__init__()
        self.narrow32 = Convolution(256, 128, 1)
        self.down16 = CrossStage(256, 128, 1, shortcut=False)
        self.narrow16 = Convolution(128, 64, 1)
        self.down8 = CrossStage(128, 64, 1, shortcut=False)
        self.stride16 = Depthwise(64, 64, stride=2)
        self.up16 = CrossStage(128, 128, 1, shortcut=False)
        self.stride32 = Depthwise(128, 128, stride=2)
        self.up32 = CrossStage(256, 256, 1, shortcut=False)

    def forward(self, at8, at16, at32):
        top = self.narrow32(at32)
        middle = self.narrow16(self.down16(torch.cat([twice(top), at16], 1)))
        fine = self.down8(torch.cat([twice(middle), at8], 1))
        coarse = self.up16(torch.cat([self.stride16(fine), middle], 1))
        return fine, coarse, self.up32(torch.cat([self.stride32(coarse), top], 1))


class Head(nn.Module):
    """Separate branches for what it is and where it is (YOLOX's decoupled head)."""

    def __init__(self, inputs, labels):
        super().__init__()
        self.stem = Convolution(inputs, 64, 1)
        self.what = nn.Sequential(Depthwise(64, 64), Depthwise(64, 64))
        self.label = nn.Conv2d(64, labels, 1)
        self.where = nn.Sequential(Depthwise(64, 64), Depthwise(64, 64))
        self.box = nn.Conv2d(64, 4, 1)
        self.objectness = nn.Conv2d(64, 1, 1)

    def forward(self, features):
        stem = self.stem(features)
        label = self.label(self.what(stem))
        where = self.where(stem)
        return torch.cat([self.box(where), self.objectness(where), label], 1)


class Convolution(nn.Module):
    def __init__(self, inputs, outputs, kernel, stride=1, groups=1):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups)

    def forward(self, features):
        return silu(self.convolution(features))


class Depthwise(nn.Sequential):
    def __init__(self, inputs, outputs, stride=1):
        super().__init__(Convolution(inputs, inputs, 3, stride, inputs), Convolution(inputs, outputs, 1))


class Bottleneck(nn.Module):
    def __init__(self, channels, shortcut):
        super().__init__()
        self.shortcut = shortcut
        self.layers = nn.Sequential(Convolution(channels, channels, 1), Depthwise(channels, channels))

    def forward(self, features):
        return self.layers(features) + features if self.shortcut else self.layers(features)


class CrossStage(nn.Module):
    """Half of the channels pass the bottlenecks, half go round them."""

    def __init__(self, inputs, outputs, bottlenecks, shortcut=True):
        super().__init__()
        half = outputs // 2
        self.through = Convolution(inputs, half, 1)
        self.around = Convolution(inputs, half, 1)
        self.bottlenecks = nn.Sequential(*[Bottleneck(half, shortcut) for _ in range(bottlenecks)])
        self.merge = Convolution(outputs, outputs, 1)

    def forward(self, features):
        through, around = self.through(features), self.around(features)
        return self.merge(torch.cat([self.bottlenecks(through), around], 1))


class PyramidPooling(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.narrow = Convolution(channels, channels // 2, 1)
        self.widen = Convolution(channels * 2, channels, 1)

    def forward(self, features):
        narrow = self.narrow(features)
        pools = [F.max_pool2d(narrow, kernel, 1, kernel // 2) for kernel in (5, 9, 13)]
        return self.widen(torch.cat([narrow, *pools], 1))


def space_to_depth(images):
    """`[N, 3, H, W]` to `[N, 12, H / 2, W / 2]`: even and odd rows and columns side by side."""
    return torch.cat(
        [images[..., ::2, ::2], images[..., 1::2, ::2], images[..., ::2, 1::2], images[..., 1::2, 1::2]], 1
    )


def twice(features):
    return F.interpolate(features, scale_factor=2.0, mode='nearest')


def silu(x):
    """x times sigmoid(x). Debian's torch 1.13 computes `F.silu` value by value; this is several times faster."""
    return Silu.apply(x) if x.requires_grad else x * torch.sigmoid(x)


class Silu(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        gate = torch.sigmoid(x)
        y = x * gate
        context.save_for_backward(gate, y)
        return y

    @staticmethod
    def backward(context, gradient):
        gate, y = context.saved_tensors
        return (1 - y).mul_(gate).add_(y).mul_(gradient)


def anchors(size):
    """`[anchors, 3]`: column, row and stride in pixels of every cell, in the order of the network's rows."""
    cells = []
    for stride in STRIDES:
        side = size // stride
        row, column = torch.meshgrid(torch.arange(side), torch.arange(side), indexing='ij')
        cells.append(torch.stack([column, row, torch.full_like(row, stride)], -1).reshape(-1, 3))
    return torch.cat(cells).float()


def decode(raw, cells):
    """Boxes `[..., anchors, 4]` in centre form, input pixels. Sizes stop at exp(6) strides.

    `min(x, 6)` is written with `relu` because it exports to operators that OpenCV reads, too.
    """
    stride = cells[:, 2:]
    return torch.cat([(raw[..., :2] + cells[:, :2]) * stride, torch.exp(-F.relu(6 - raw[..., 2:4]) + 6) * stride], -1)


def encode(boxes, cells):
    """The raw values `[..., 4]` that `decode` turns into `boxes` `[..., 4]` at `cells` `[..., 3]`."""
    stride = cells[..., 2:]
    return torch.cat([boxes[..., :2] / stride - cells[..., :2], torch.log(boxes[..., 2:] / stride)], -1)


def load_network(path):
    """A network with the weights of `path`: an ONNX file of this architecture, or a checkpoint of `train.py`.

    From a file with COCO's 80 classes the class rows are made from related classes (`COCO_RELATIVES`).
    """
    network = Network()
    if str(path).endswith('.onnx'):
        load_onnx(network, path)
    else:
        network.load_state_dict(torch.load(path, map_location='cpu')['smoothed'])
    return network.eval()


def input_size(path):
    """The side of the square that an ONNX file takes, pixels."""
    return onnx.load(str(path)).graph.input[0].type.tensor_type.shape.dim[2].dim_value


def load_onnx(network, path):
    """Copies weights in the order in which the convolutions run: names were lost when the file was written."""
    graph = onnx.load(str(path)).graph
    stored = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    for node in graph.node:
        # `half.py` stores weights in 16 bits, each ahead of a cast.
        if node.op_type == 'Cast' and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]].float()
    sources = [[stored[name] for name in node.input[1:3]] for node in graph.node if node.op_type == 'Conv']
    targets = convolutions_in_running_order(network)
    class_heads = {id(head.label) for head in network.heads}
    assert len(sources) == len(targets), f'{path} has {len(sources)} convolutions, YOLOX-nano {len(targets)}'
    with torch.no_grad():
        for target, (weight, bias) in zip(targets, sources):
            if id(target) in class_heads and len(weight) != len(target.weight):
                weight, bias = rows_from_coco(weight, bias)
            assert target.weight.shape == weight.shape, f'{path}: expected {target.weight.shape}, found {weight.shape}'
            target.weight.copy_(weight)
            target.bias.copy_(bias)


def convolutions_in_running_order(network):
    order = []
    hooks = [
        module.register_forward_hook(lambda module, *_: order.append(module))
        for module in network.modules()
        if isinstance(module, nn.Conv2d)
    ]
    with torch.no_grad():
        network(torch.zeros(1, 3, 64, 64))
    for hook in hooks:
        hook.remove()
    return order


def rows_from_coco(weight, bias):
    dice = torch.Generator().manual_seed(0)
    new_weight = torch.randn(len(LABELS), *weight.shape[1:], generator=dice) * 0.01
    new_bias = torch.full((len(LABELS),), -2.0)
    for row, label in enumerate(LABELS):
        relatives = COCO_RELATIVES[label]
        if relatives:
            new_weight[row] = weight[relatives].mean(0) + new_weight[row] * 0.3
            new_bias[row] = bias[relatives].mean()
    return new_weight, new_bias
