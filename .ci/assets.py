"""Copies what pages need of npm packages into the package, with their licences.

Nothing of it is committed: ``make`` runs this after ``npm ci``, and the wheel takes it along.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "engine" / "web" / "static" / "vendor"
FONT = MODULES / "@fontsource" / "fira-sans"
WEIGHTS = (400, 600)
FILES = {
    "@kern-ux/native/dist/kern.min.css": "kern.css",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
}
FONT_FILE = re.compile(r"url\(\./files/([\w.-]+\.woff2)\) format\('woff2'\)")
LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt")


def main() -> None:
    """Fill the folder anew."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        shutil.copy(MODULES / source, VENDOR / target)
    _copy_font()
    _list_licences()


def _copy_font() -> None:
    """Copy the font's files and write its style sheet, with the modern format only."""
    faces = []
    for weight in WEIGHTS:
        for face in (FONT / f"{weight}.css").read_text("utf-8").split("@font-face")[1:]:
            name = FONT_FILE.search(face)
            if name is None:
                message = f"the font's style sheet {weight}.css has changed its form"
                raise SystemExit(message)
            shutil.copy(FONT / "files" / name[1], VENDOR / name[1])
            source = f'src: url("{name[1]}") format("woff2");'
            faces.append("@font-face" + re.sub(r"src: [^;]+;", source, face).split("/*")[0].strip())
    (VENDOR / "fira-sans.css").write_text("\n".join(faces) + "\n", "utf-8")


def _list_licences() -> None:
    """Write who made what, under which licence, with its text."""
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    parts = []
    for name in sorted(wanted):
        folder = MODULES / name
        about = json.loads((folder / "package.json").read_text("utf-8"))
        text = next((folder / each for each in LICENCE_NAMES if (folder / each).is_file()), None)
        if text is None:
            message = f"{name} comes without the text of its licence"
            raise SystemExit(message)
        heading = f"{name} {about['version']} ({about['license']})"
        parts.append(f"{heading}\n{'=' * len(heading)}\n\n{text.read_text('utf-8').strip()}\n")
    (VENDOR / "LICENCES.txt").write_text("\n\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
