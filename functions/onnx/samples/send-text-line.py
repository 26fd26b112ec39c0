"""Draws a line of text and lets the function read it: python3 send-text-line.py OCR_FOLDER "some text" ...

    pip install pillow==13.0.0 numpy==2.4.6

Each text is an item of one batch. What the network answers, the likeliest character of each strip, is read here as CTC has it:
repeats are one, and number 0 is no character.
"""

import base64
import json
import sys
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from PIL import Image, ImageDraw, ImageFont

HEIGHT, WIDTH = 48, 320
URL = "http://127.0.0.1:9000/invoke"


def pixels(text: str) -> bytes:
    """Black on white, as the network wants it: channels, rows, columns, from -1 to 1."""
    line = Image.new("RGB", (WIDTH, HEIGHT), "white")
    ImageDraw.Draw(line).text((8, 6), text, fill="black", font=ImageFont.load_default(size=28))
    return ((np.asarray(line, np.float32) / 127.5) - 1).transpose(2, 0, 1).tobytes()


def read(indices: list[int], characters: list[str]) -> str:
    kept = [index for at, index in enumerate(indices) if index != 0 and (at == 0 or index != indices[at - 1])]
    return "".join(characters[index - 1] for index in kept)


def main(folder: str, texts: list[str]) -> None:
    characters = (Path(folder) / "ppocr_keys_v1.txt").read_text("utf-8").split("\n")[:6623] + [" "]
    items = [
        {"id": text, "contentType": "application/octet-stream", "inputs": base64.b64encode(pixels(text)).decode()}
        for text in texts
    ]
    answer = json.load(urlopen(URL, json.dumps({"items": items}).encode()))
    for item in answer["items"]:
        (output,) = item["outputs"].values()
        print(f"{item['id']!r}: {read(output['index'], characters).strip()!r}, {min(output['value']):.2f} at the least")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
