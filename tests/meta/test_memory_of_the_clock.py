"""``verbindlich run`` carries nothing about that only pages, papers or tables need."""

from __future__ import annotations

import subprocess
import sys

ONLY_FOR_PAGES = {"fastapi", "starlette", "uvicorn", "jinja2", "authlib", "joserfc", "argon2"}
ONLY_FOR_PAPERS = {"typst", "docx", "docxtpl", "lxml", "xlsxwriter", "python_calamine", "graphviz"}
ONLY_NOW_AND_THEN = {"alembic", "mako", "httpx", "icalendar", "psycopg"}
_SCRIPT = """
import sys
import engine.bootstrap, engine.commands.clock
from engine.deadlines.laender import holidays_of
holidays_of("BY", None, 2026)
print(*sys.modules)
"""


def loaded() -> list[str]:
    result = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    return result.stdout.split()


def test_the_clock_loads_what_it_needs_and_no_more() -> None:
    names = loaded()
    packages = {each.partition(".")[0] for each in names}
    assert {"apscheduler", "sqlalchemy"} <= packages
    assert not packages & (ONLY_FOR_PAGES | ONLY_FOR_PAPERS | ONLY_NOW_AND_THEN)
    assert not [each for each in names if each.startswith("engine.web")]
    countries = {each for each in names if each.startswith("holidays.countries")}
    assert countries == {"holidays.countries.germany"}
