"""Draws the learning curve: AP50 of each incident on the held-out scenes, against the views trained with.

    /usr/bin/python3 training/curve.py

One line per run and incident, the runs apart by dashes; `curves/` keeps the `curve.jsonl` of each.
"""

import json
from pathlib import Path

from labels import INCIDENTS
from options import options

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 48, 96, 24, 44
TICK = 20_000
DASHES = ('none', '6 4', '2 3')
COLOURS = {'accident': '#7a3db8', 'fire': '#d4541a', 'gun': '#1f4e8c', 'knife': '#1b7f5c'}


def main():
    chosen = options(__doc__, curves='training/curves', picture='models/city-nano/learning-curve.svg')
    runs = [read(file) for file in sorted(Path(chosen.curves).glob('*.jsonl'))]
    Path(chosen.picture).write_text(drawn(runs))


def read(file):
    """Per validation: views, and AP50 by incident."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    return [(line['views'], {name: line['figures'][name]['ap50'] for name in INCIDENTS}) for line in lines]


def drawn(runs):
    most = max(views for run in runs for views, _ in run)

    def x(views):
        return LEFT + (WIDTH - LEFT - RIGHT) * views / most

    def y(share):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        '<title>AP50 of each incident on held-out scenes, against the views trained with</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tenth in range(0, 11, 2):
        share = tenth / 10
        parts.append(f'<path d="M{LEFT} {y(share):.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.0f}" text-anchor="end" fill="#555">{share:.1f}</text>')
    for views in range(0, most + 1, TICK):
        parts.append(
            f'<text x="{x(views):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="#555">{views:,}</text>'
        )
    parts.append(f'<text x="{LEFT}" y="{TOP - 8}" fill="#333">AP50 on held-out scenes</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{HEIGHT - 8}" text-anchor="middle" fill="#333">views</text>')
    for index, run in enumerate(runs):
        for name in INCIDENTS:
            points = ' '.join(f'{x(views):.1f},{y(figures[name]):.1f}' for views, figures in run)
            dash = f' stroke-dasharray="{DASHES[index % len(DASHES)]}"'
            parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[name]}" stroke-width="2"{dash}/>')
    longest = max(runs, key=lambda run: run[-1][0])
    for name, at in spread({name: y(longest[-1][1][name]) for name in INCIDENTS}).items():
        text = f'{name} {longest[-1][1][name]:.2f}'
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{at + 4:.0f}" fill="{COLOURS[name]}">{text}</text>')
    return '\n'.join([*parts, '</svg>', ''])


def spread(places, apart=15):
    """The same places, moved down where two names would cover each other."""
    lowest, moved = float('-inf'), {}
    for name, at in sorted(places.items(), key=lambda place: place[1]):
        lowest = max(at, lowest + apart)
        moved[name] = lowest
    return moved


if __name__ == '__main__':
    main()
