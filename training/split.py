"""Which images train and which are held out. Fixed before the first training; do not adjust it to a result.

An image follows its scene, never its own dice: frames of one clip look alike, and a network
that has seen one of them has seen them all.
"""

from zlib import crc32

# Scenes of `data/clips`, which neither train nor tune anything. Their frames also occur in the
# detector set (found by comparing difference hashes), so they are left out of both sides.
CLIP_SCENES = {
    'opencv:vtest',
    'intel:car-detection',
    'intel:one-by-one-person-detection',
    'r4:cam_a',
    'r4:cam_b',
}

# Accident streets are so few that they were drawn by hand, once, with their calm frames.
HELD_OUT_STREETS = {'kaggle:test1', 'kaggle:test11', 'kaggle:test15', 'kaggle:test21', 'kaggle:test23'}

# Two sources cut frames from the same films, and the hash below put the halves on both sides.
SHARED_FILMS = {'sharpenKnife', 'DefenseAndSurvive'}


def scene_of(group):
    """The scene a manifest group belongs to: calm and incident frames of one street are one scene."""
    source, name = group.split(':', 1)
    if source == 'jmw':
        # Frames numbered through several films: neighbours within a hundred look alike.
        return f'jmw:{int(name.split("_")[0]) // 100}'
    return {'kaggleneg': 'kaggle', 'bombaneg': 'bomba'}.get(source, source) + ':' + name


def side_of(group):
    """`'train'`, `'held-out'`, or `None` for a scene that belongs to neither."""
    scene = scene_of(group)
    source, name = scene.split(':', 1)
    if scene in CLIP_SCENES:
        return None
    if source in ('kaggle', 'r4'):
        return 'held-out' if scene in HELD_OUT_STREETS else 'train'
    if name in SHARED_FILMS or source == 'rendered':
        return 'train'
    share = 25 if source == 'jmw' else 12
    return 'held-out' if crc32(scene.encode()) % 100 < share else 'train'
