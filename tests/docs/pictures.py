"""Makes the pictures of the README from what carelevel shows: docs/answer.svg from an answer, docs/workbench.png from the page in a browser.

python -m tests.docs.pictures            makes both; the second needs the extra `web` and the program `chromium`
python -m tests.docs.pictures --check    ends with 1 when one of them is stale

A photograph of a page is never the same twice to the last byte. The second picture holds the digest of the files that the page is made of, and is stale when
they have another.
"""

import hashlib
import re
import subprocess
import sys
import time
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import carelevel
from carelevel.show.svg import LINE, SIZE, Said, canvas, texts
from carelevel.show.text_width import wrapped
from tests.docs.pages import ROOT

ANSWER = ROOT / "docs" / "answer.svg"
WORKBENCH = ROOT / "docs" / "workbench.png"
CASE = {"symptom_severity": "severe", "weekly_therapy": "not_enough", "age": 34}
"""The case that the README shows under "Unknown facts"."""
STATIC = ROOT / "src" / "carelevel" / "web" / "static"

WIDTH, MARGIN = 640.0, 16.0

WINDOW = (1280, 800)
PATIENCE = 30
KEY = b"made-from\0"


def answer_picture() -> str:
    """Return docs/answer.svg: the first line of an answer, its ladder of levels, and its reasons."""
    answer = carelevel.load("adult-mental-health").recommend(CASE)
    (headline,) = [line.removesuffix("**").removeprefix("**") for line in answer.to_markdown().splitlines()[:1]]
    reasons = [line for reason in answer.reasons for line in (*wrapped(f"• {reason.because}", SIZE, WIDTH - 2 * MARGIN), "")]
    ladder = re.search(r"<svg .*?</svg>", answer.to_html(), re.DOTALL)
    assert ladder, "the answer shows no ladder"
    tall = int(re.findall(r'height="(\d+)"', ladder[0])[0])

    top = wrapped(headline, SIZE * 1.1, WIDTH - 2 * MARGIN)
    above = MARGIN + LINE * len(top) + 8
    below = above + tall + 8
    drawn = f'<svg x="{MARGIN:g}" y="{above:g}" color="var(--ink)"' + ladder[0].removeprefix("<svg")
    lines = ["Why", *reasons[:-1]]
    body = texts(top, MARGIN, MARGIN, kind="strong") + drawn + texts(lines[:1], MARGIN, below, kind="strong") + texts(lines[1:], MARGIN, below + LINE)
    words = " ".join([headline + ".", *(reason.because for reason in answer.reasons)])
    return canvas((WIDTH, below + LINE * len(lines) + MARGIN), Said("An answer: the levels that are still possible, and why", words), [body])


def page_digest() -> bytes:
    """Return the digest of the files that the page is made of."""
    found = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        found.update(f"{path.name}\n".encode() + path.read_bytes())
    return found.hexdigest().encode()


def with_text(png: bytes, text: bytes) -> bytes:
    """Return a PNG with a text in it, behind its first chunk, which always has 25 bytes."""
    chunk = b"tEXt" + KEY + text
    return png[:33] + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + png[33:]


def text_in(png: bytes) -> bytes:
    """Return the text that `with_text` put into a PNG; nothing if there is none."""
    found = re.search(re.escape(b"tEXt" + KEY) + rb"([0-9a-f]{64})", png[:400])
    return found[1] if found else b""


def workbench_picture() -> bytes:
    """Return a photograph of the workbench with the bundled criteria.

    Raises:
        FileNotFoundError: there is no `chromium`.
    """
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "carelevel", "serve", "--no-token", "--port", "0"]
        with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
            try:
                assert server.stdout
                said = server.stdout.readline()
                address = re.search(r"http://\S+", said)
                assert address, said
                _wait_for(f"{address[0]}health")
                picture = Path(folder) / "workbench.png"
                look = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--virtual-time-budget=8000"]
                where = [f"--user-data-dir={folder}/browser", f"--window-size={WINDOW[0]},{WINDOW[1]}", f"--screenshot={picture}", address[0]]
                subprocess.run(["chromium", *look, *where], check=True, capture_output=True, timeout=120)
                return with_text(picture.read_bytes(), page_digest())
            finally:
                server.terminate()


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(address, timeout=PATIENCE):
                return
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def stale() -> list[str]:
    """Return the names of the pictures that are not as carelevel is now."""
    is_answer = ANSWER.is_file() and ANSWER.read_text("utf-8") == answer_picture()
    is_page = WORKBENCH.is_file() and text_in(WORKBENCH.read_bytes()) == page_digest()
    return [path.name for path, is_fresh in ((ANSWER, is_answer), (WORKBENCH, is_page)) if not is_fresh]


def main() -> int:
    """Make the pictures, or say whether they are stale."""
    if "--check" in sys.argv:
        found = stale()
        print(f"stale: {', '.join(found)}" if found else "not stale")
        return 1 if found else 0
    ANSWER.write_text(answer_picture(), "utf-8")
    WORKBENCH.write_bytes(workbench_picture())
    print("wrote docs/answer.svg and docs/workbench.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
