"""The training transform for ImageNet in Pillow and torchvision, with given regions and factors, one thread.

    imagenet_transform.py --version
    imagenet_transform.py PLAN ROUNDS

PLAN is a JSON list of pictures: path, left, top, width, height, mirrored, order, factors. The last line printed is a JSON object: for each stage, the
elapsed and the processor time of every round over all pictures, in milliseconds.
"""

import io
import json
import sys
import time

import PIL
from PIL import Image

try:
    import torch
    import torchvision
    from torchvision.transforms import functional

    torch.set_num_threads(1)
except ImportError:
    functional = None

SIZE = 224
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def decode(picture):
    return Image.open(io.BytesIO(picture["bytes"])).convert("RGB")


def crop(picture):
    left, top = picture["left"], picture["top"]
    region = decode(picture).crop((left, top, left + picture["width"], top + picture["height"])).resize((SIZE, SIZE), Image.BILINEAR)
    return region.transpose(Image.FLIP_LEFT_RIGHT) if picture["mirrored"] else region


def jitter(picture):
    image = crop(picture)
    change = (functional.adjust_brightness, functional.adjust_contrast, functional.adjust_saturation, functional.adjust_hue)
    for operation in picture["order"]:
        image = change[operation](image, picture["factors"][operation])
    return image


def tensor(picture):
    return functional.normalize(functional.to_tensor(jitter(picture)), MEAN, DEVIATION)


def main():
    if sys.argv[1] == "--version":
        print(f"Pillow {PIL.__version__}" + (f", torchvision {torchvision.__version__}" if functional else ""))
        return
    with open(sys.argv[1]) as plan:
        pictures = json.load(plan)
    for picture in pictures:
        with open(picture["path"], "rb") as file:
            picture["bytes"] = file.read()
    stages = {"decode, whole": decode, "decode, crop, resize, flip": crop}
    if functional:
        stages["training, jitter, as bytes"] = jitter
        stages["training, jitter, as normalised tensor"] = tensor
    times = {name: [] for name in stages}
    for round in range(-1, int(sys.argv[2])):
        for name, stage in stages.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for picture in pictures:
                stage(picture)
            if round >= 0:
                times[name].append(((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000))
    print(json.dumps(times))


main()
