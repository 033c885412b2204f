"""The options every script here takes, so that they agree on where things are."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path


def options(description, **more):
    """Parses the command line. `more` adds options: name to default, of the default's type."""
    parser = ArgumentParser(description=description, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument('--data', type=Path, default=Path('../shared/data'), help='folder of detector/, weights/, virtual-clips/')
    parser.add_argument('--work', type=Path, default=Path('training/out'), help='folder for everything written on the way')
    for name, default in more.items():
        parser.add_argument('--' + name.replace('_', '-'), type=type(default), default=default, help=f'default {default}')
    return parser.parse_args()
