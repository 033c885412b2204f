"""Averages the weights of two networks that began from the same weights, and writes the result as ONNX.

    /usr/bin/python3 training/average.py --first training/out/a/best.pt --second training/out/b/best.pt --share 0.5

`share` is the second network's part. Networks fine-tuned apart from one start often lie in one basin, where their
mean keeps what each learnt (Wortsman et al. 2022, "Model soups").
"""

import torch

from export import write
from network import load_network
from options import options


def main():
    chosen = options(
        __doc__, first='', second='', share=0.5, model='models/city-nano/model.onnx', size=416
    )
    torch.set_num_threads(1)
    network = load_network(chosen.first)
    network.load_state_dict(mean(network.state_dict(), load_network(chosen.second).state_dict(), chosen.share))
    write(network.eval(), chosen.model, chosen.size)


def mean(first, second, share):
    """The weighted mean of two state dictionaries of one architecture."""
    return {name: torch.lerp(value, second[name], share) for name, value in first.items()}


if __name__ == '__main__':
    main()
