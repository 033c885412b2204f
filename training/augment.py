"""What the network sees of the images: a view is drawn anew for every step."""

from collections import Counter
from dataclasses import dataclass

import cv2
import numpy as np

from dataset import rows
from labels import INCIDENTS

PAD = 114

# How often each kind of image is drawn. Fire leads because the trial was weakest there.
SHARES = {
    'accident': 0.15,
    'accident_cls': 0.05,
    'fire': 0.21,
    'gun': 0.17,
    'knife': 0.16,
    'negative': 0.05,
    'street': 0.06,
    'normal_cls': 0.05,
    'rendered': 0.1,
}

# Images without any incident.
CALM_KINDS = ('negative', 'street', 'normal_cls')

# How a view is made; what is left over is one image alone.
MOSAIC = 0.2
DISTANT = 0.15

# One image alone is scaled against the size at which it just fits.
SCALES = (0.45, 1.5)

# Rendered cameras hang far away, so their frames are also looked at more closely.
RENDERED_SCALES = (0.8, 3)

# Root of the area of a thing set into a street as if it were far away, pixels.
DISTANT_SIDES = (10, 48)

# A scene of n images is drawn n to the 0.6 times as often as a scene of one.
SCENE_EXPONENT = -0.4


@dataclass
class View:
    """`pixels` `[3, size, size]` float32, BGR 0..255; rows of label and box in pixels."""

    pixels: np.ndarray
    boxes: np.ndarray
    uncertain: np.ndarray
    accident_somewhere: bool


class Sampler:
    """Draws views for ever. Kinds by `SHARES`, scenes by their size, all dice from `dice` (a numpy Generator)."""

    def __init__(self, samples, dice):
        self.dice = dice
        self.by_kind = {kind: [sample for sample in samples if sample.kind == kind] for kind in SHARES}
        self.weights = {kind: scene_weights(of_kind) for kind, of_kind in self.by_kind.items()}

    def view(self, size, mosaic=MOSAIC):
        canvas = Canvas(size)
        way = self.dice.random()
        if way < mosaic:
            self.draw_mosaic(canvas)
        elif way < mosaic + DISTANT:
            self.draw_distant(canvas)
        else:
            self.draw_alone(canvas)
        return canvas.view(colours(canvas.image.astype(np.float32), self.dice))

    def sample(self, kinds=tuple(SHARES)):
        shares = np.array([SHARES[kind] for kind in kinds])
        kind = kinds[self.dice.choice(len(kinds), p=shares / shares.sum())]
        return self.by_kind[kind][self.dice.choice(len(self.by_kind[kind]), p=self.weights[kind])]

    def draw_alone(self, canvas):
        sample = self.sample()
        scale = 1.0
        # An accident nobody boxed must stay in view whole.
        if self.dice.random() < 0.75 and not sample.accident_somewhere:
            scale = log_uniform(self.dice, *(RENDERED_SCALES if sample.kind == 'rendered' else SCALES))
        canvas.draw(sample, (0, 0, canvas.size, canvas.size), scale, self.dice)
        canvas.accident_somewhere = sample.accident_somewhere

    def draw_mosaic(self, canvas):
        """Four images round a point near the middle (YOLOv4, arXiv 2004.10934)."""
        x, y = (int(self.dice.uniform(0.35, 0.65) * canvas.size) for _ in 'xy')
        kinds = tuple(kind for kind in SHARES if kind != 'accident_cls')
        for left, right in ((0, x), (x, canvas.size)):
            for top, bottom in ((0, y), (y, canvas.size)):
                scale = max(right - left, bottom - top) / canvas.size * self.dice.uniform(0.8, 1.5)
                canvas.draw(self.sample(kinds), (left, top, right, bottom), scale, self.dice)

    def draw_distant(self, canvas):
        """Sets small cut-outs into a calm street, as if far away: half show an incident, half do not.

        The calm half keeps the network from learning that a soft edge means an incident.
        """
        street = self.sample(CALM_KINDS)
        canvas.draw(street, (0, 0, canvas.size, canvas.size), self.dice.uniform(1, 1.4), self.dice)
        for _ in range(self.dice.integers(1, 4)):
            if self.dice.random() < 0.5:
                sample = self.sample(('fire', 'gun', 'knife'))
                incidents = sample.boxes[sample.boxes[:, 0] < len(INCIDENTS)]
                if len(incidents):
                    canvas.set_in(sample, incidents[self.dice.integers(len(incidents)), 1:], self.dice)
            else:
                sample = self.sample(CALM_KINDS)
                canvas.set_in(sample, self.harmless(sample), self.dice)

    def harmless(self, sample):
        """A place in a calm image: somebody or something that is known to be no incident, or just anywhere."""
        if len(sample.boxes) and self.dice.random() < 0.5:
            return sample.boxes[self.dice.integers(len(sample.boxes)), 1:]
        x, y, side = self.dice.uniform(0.2, 0.8), self.dice.uniform(0.2, 0.8), self.dice.uniform(0.1, 0.3)
        return np.array([x, y, side, side])


class Canvas:
    """A square being drawn on, and the boxes on it so far."""

    def __init__(self, size):
        self.size = size
        self.image = np.full((size, size, 3), PAD, np.uint8)
        self.boxes, self.uncertain = [], []
        self.accident_somewhere = False

    def view(self, pixels):
        return View(
            np.ascontiguousarray(pixels.transpose(2, 0, 1)),
            rows(self.boxes),
            rows(self.uncertain),
            self.accident_somewhere,
        )

    def draw(self, sample, window, scale, dice):
        """Fills `window` (left, top, right, bottom) with the sample: shifted, stretched a little, perhaps mirrored."""
        left, top, right, bottom = window
        wide, high = right - left, bottom - top
        height, width = sample.image.shape[:2]
        base = self.size / max(height, width) * scale
        stretch = dice.uniform(0.88, 1.14)
        across, down = width * base * stretch, height * base / stretch
        x = dice.uniform(min(0, wide - across), max(0, wide - across))
        y = dice.uniform(min(0, high - down), max(0, high - down))
        # Where the image is cropped, mostly keep one of its incidents in sight.
        incidents = sample.boxes[sample.boxes[:, 0] < len(INCIDENTS)]
        if len(incidents) and dice.random() < 0.8:
            box = incidents[dice.integers(len(incidents))]
            if across > wide:
                x = min(0, max(wide - across, dice.uniform(0.25, 0.75) * wide - box[1] * across))
            if down > high:
                y = min(0, max(high - down, dice.uniform(0.25, 0.75) * high - box[2] * down))
        mirrored = dice.random() < 0.5
        fit = placed(across / width, down / height, x, y)
        if mirrored:
            fit = placed(-across / width, down / height, x + across, y)
        self.image[top:bottom, left:right] = cv2.warpAffine(
            softened(sample.image, base), fit, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(PAD,) * 3
        )
        self.add(sample, (left + x, top + y, across, down), mirrored, window)

    def set_in(self, sample, box, dice):
        """Sets the surroundings of `box` (shares of the sample) in, with a soft edge, as small as a distant thing."""
        height, width = sample.image.shape[:2]
        side = log_uniform(dice, *DISTANT_SIDES)
        scale = side / max(1, (box[2] * width * box[3] * height) ** 0.5)
        if scale > 1.2:
            return
        room = dice.uniform(1.3, 3)
        x1, x2 = (max(0, min(1, box[0] + sign * box[2] * room / 2)) for sign in (-1, 1))
        y1, y2 = (max(0, min(1, box[1] + sign * box[3] * room / 2)) for sign in (-1, 1))
        across, down = (x2 - x1) * width * scale, (y2 - y1) * height * scale
        if across >= self.size or down >= self.size or min(across, down) < 4:
            return
        left, top = dice.uniform(0, self.size - across), dice.uniform(0, self.size - down)
        corner_x, corner_y = left - x1 * width * scale, top - y1 * height * scale
        cutout = cv2.warpAffine(
            softened(sample.image, scale),
            placed(scale, scale, corner_x, corner_y),
            (self.size, self.size),
            borderMode=cv2.BORDER_REPLICATE,
        )
        mask = np.zeros((self.size, self.size, 1), np.float32)
        window = (int(left), int(top), int(left + across), int(top + down))
        mask[window[1] : window[3], window[0] : window[2]] = 1
        mask = cv2.GaussianBlur(mask, (0, 0), max(1, min(across, down) / 12))[..., None]
        self.image = (self.image * (1 - mask) + cutout * mask).astype(np.uint8)
        self.boxes = [row for row in self.boxes if not centred_in(window, row)]
        self.uncertain = [row for row in self.uncertain if not centred_in(window, row)]
        self.add(sample, (corner_x, corner_y, width * scale, height * scale), False, window)

    def add(self, sample, place, mirrored, window):
        """Adds the sample's boxes: `place` is its left, top, width, height on the canvas, clipped to `window`.

        What is cropped to less than half, or has become tiny, is uncertain.
        """
        for of_sample, sure in ((sample.boxes, True), (sample.uncertain, False)):
            for label, x, y, wide, high in of_sample:
                x = (1 - x if mirrored else x) * place[2] + place[0]
                y, wide, high = y * place[3] + place[1], wide * place[2], high * place[3]
                left, right = max(window[0], x - wide / 2), min(window[2], x + wide / 2)
                top, bottom = max(window[1], y - high / 2), min(window[3], y + high / 2)
                across, down = right - left, bottom - top
                if across < 2 or down < 2:
                    continue
                visible = across * down / (wide * high + 1e-9)
                tiny = across * down < 36 or max(across, down) < 7
                if visible < 0.1:
                    continue
                certain = sure and not tiny and visible >= 0.45
                (self.boxes if certain else self.uncertain).append(
                    [label, (left + right) / 2, (top + bottom) / 2, across, down]
                )


def colours(image, dice):
    """Light, white balance, gamma, grey, blur, noise, compression: what cameras differ in. Values stay in 0..255."""
    if dice.random() < 0.8:
        tint = dice.uniform(0.85, 1.15, 3).astype(np.float32)
        image = image * tint * np.float32(dice.uniform(0.6, 1.35)) + np.float32(dice.uniform(-18, 18))
    if dice.random() < 0.25:
        image = 255 * (image.clip(0, 255) / 255) ** np.float32(dice.uniform(0.6, 1.7))
    if dice.random() < 0.08:
        image = np.repeat(image.mean(2, keepdims=True), 3, 2)
    if dice.random() < 0.12:
        image = cv2.GaussianBlur(image, (0, 0), dice.uniform(0.5, 1.3))
    if dice.random() < 0.12:
        image = image + dice.standard_normal(image.shape, np.float32) * np.float32(dice.uniform(3, 12))
    if dice.random() < 0.1:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(dice.integers(25, 70))]
        image = cv2.imdecode(cv2.imencode('.jpg', image.clip(0, 255).astype(np.uint8), quality)[1], cv2.IMREAD_COLOR)
    return image.astype(np.float32).clip(0, 255)


def placed(across, down, x, y):
    """The matrix of a scaling and a shift. OpenCV counts from the middle of the first pixel, boxes from its corner."""
    return np.array([[across, 0, x + across / 2 - 0.5], [0, down, y + down / 2 - 0.5]], np.float32)


def softened(image, scale):
    """Blurred before it is shrunk, lest it flickers (linear interpolation looks at two pixels a side only)."""
    return cv2.GaussianBlur(image, (0, 0), 0.35 / scale) if scale < 0.6 else image


def centred_in(window, row):
    return window[0] < row[1] < window[2] and window[1] < row[2] < window[3]


def scene_weights(samples):
    sizes = Counter(sample.scene for sample in samples)
    # Most rendered frames show no incident; each incident is to be seen as often as none.
    shows = [incident_of(sample) if sample.kind == 'rendered' else None for sample in samples]
    often = Counter(shows)
    weights = np.array(
        [sizes[sample.scene] ** SCENE_EXPONENT / often[incident] for sample, incident in zip(samples, shows)]
    )
    return weights / weights.sum()


def incident_of(sample):
    incidents = sample.boxes[sample.boxes[:, 0] < len(INCIDENTS), 0]
    return INCIDENTS[int(incidents[0])] if len(incidents) else None


def log_uniform(dice, low, high):
    return float(np.exp(dice.uniform(np.log(low), np.log(high))))
