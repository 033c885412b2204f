"""Everything there is to look at: real images with what the teachers saw, and rendered frames."""

from dataset import add_teachers, read_detector
from rendered import read_rendered
from teachers import look


def read_samples(data, work, sides):
    """The samples of `sides`: `train`, `held-out`, `rendered-test`. Scenes of the clips are on none of them."""
    real = read_detector(data, sides)
    add_teachers(real, look(real, data, work))
    return real + read_rendered(data, work, sides)
