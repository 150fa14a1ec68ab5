"""The browser of this machine that pages are opened in, if there is one."""

from __future__ import annotations

import os
import shutil

HOW_TO_GET_IT = (
    "Chromium is missing, so the tests in a browser are skipped · Chromium fehlt, die Tests im "
    "Browser entfallen: apt-get install chromium"
)
PROGRAM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
