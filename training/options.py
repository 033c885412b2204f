"""The options every script here takes, so that they agree on where things are."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path


def options(about, /, **more):
    """Parses the command line. `more` adds options: name to default, of the default's type."""
    parser = ArgumentParser(description=about, formatter_class=RawDescriptionHelpFormatter)
    folders = {
        '--data': ('../shared/data', 'folder of detector/, weights/ and virtual-clips/'),
        '--work': ('training/out', 'folder for everything written on the way'),
    }
    for name, (default, meaning) in folders.items():
        parser.add_argument(name, type=Path, default=Path(default), help=f'{meaning}; default {default}')
    for name, default in more.items():
        flag = '--' + name.replace('_', '-')
        parser.add_argument(flag, type=type(default), default=default, help=f'default {default}')
    return parser.parse_args()
