"""Lists the held-out images, one JSON object a line: `file` below `detector/`, `kind` and `scene`.

    python3 training/held_out.py > held-out.jsonl
"""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path

from split import scene_of, side_of

parser = ArgumentParser(description='Lists the held-out images.')
parser.add_argument('--data', type=Path, default=Path('../shared/data'), help='folder of detector/')
with open(parser.parse_args().data / 'detector/manifest.csv', newline='') as manifest:
    for row in csv.DictReader(manifest):
        if side_of(row['group']) == 'held-out':
            street = row['group'].startswith('kaggleneg:')
            kind = 'street' if street else row['class']
            print(json.dumps({'file': row['file'], 'kind': kind, 'scene': scene_of(row['group'])}))
