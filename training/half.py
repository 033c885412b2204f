"""Writes an ONNX file's weights in 16 bits: half the size. The arithmetic stays in 32 bits.

    /usr/bin/python3 training/half.py --model models/city-nano/model.onnx --half training/out/half/model.onnx

Each stored tensor is followed by a cast, which a runtime folds away when it opens the file, so that nothing is
slower. (Arithmetic in 16 bits is: ONNX Runtime has no such convolution for x86 and casts there and back.)
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from options import options

# What is smaller is a constant, not weights.
LEAST_VALUES = 16


def main():
    chosen = options(__doc__, model='models/city-nano/model.onnx', half='training/out/half/model.onnx')
    halved = halve(onnx.load(chosen.model))
    onnx.checker.check_model(halved)
    Path(chosen.half).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(halved, chosen.half)
    before, after = (Path(path).stat().st_size / 1e6 for path in (chosen.model, chosen.half))
    print(f'{chosen.half}: {after:.1f} MB instead of {before:.1f}')


def halve(model):
    graph = model.graph
    casts = []
    for tensor in list(graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < LEAST_VALUES:
            continue
        stored = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + '.half')
        graph.initializer.remove(tensor)
        graph.initializer.append(stored)
        casts.append(helper.make_node('Cast', [stored.name], [tensor.name], to=TensorProto.FLOAT))
    for cast in reversed(casts):
        graph.node.insert(0, cast)
    return model


if __name__ == '__main__':
    main()
