"""The labels of the detector, in the order of its class scores."""

LABELS = ['accident', 'fire', 'gun', 'knife', 'person', 'vehicle', 'two-wheeler', 'face']

# What a city acts on. People drew boxes for these; the other labels come from teachers.
INCIDENTS = LABELS[:4]

ACCIDENT, FIRE, GUN, KNIFE, PERSON, VEHICLE, TWO_WHEELER, FACE = range(len(LABELS))
