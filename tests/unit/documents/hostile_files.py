"""Files made to do harm. Run as a program, it reads them within bounded memory and tells."""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
import zipfile
from pathlib import Path
from time import perf_counter

from engine.documents.workbooks.reading import read_workbook
from tests.unit.documents import workbooks_made as made

MEMORY = 900_000_000
"""Bytes of address space, code and libraries included."""


def with_part(content: bytes, name: str, text: str | bytes) -> bytes:
    """Return a workbook in which a part is replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, str | bytes] = {each: archive.read(each) for each in archive.namelist()}
    return made.packed({**parts, name: text})


def sheet_of(cells: str) -> bytes:
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return with_part(
        made.PLAIN,
        "xl/worksheets/sheet1.xml",
        f"<worksheet {names}><sheetData>{cells}</sheetData></worksheet>",
    )


def bomb() -> bytes:
    return with_part(made.PLAIN, "xl/media/image1.png", b"\0" * 150_000_000)


def lying_bomb() -> bytes:
    """Return a workbook whose directory says that its bomb is small."""
    content = bytearray(bomb())
    real, small = struct.pack("<L", 150_000_000), struct.pack("<L", 1_000)
    return bytes(content.replace(real, small))


def far_cell() -> bytes:
    return sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def wide_and_long() -> bytes:
    return sheet_of('<row r="49000"><c r="A49000"><v>1</v></c><c r="NA49000"><v>1</v></c></row>')


def million_empty_rows() -> bytes:
    rows = "".join(f'<row r="{each}"/>' for each in range(2, 1_000_001))
    return sheet_of(f'<row r="1"><c r="A1" t="inlineStr"><is><t>Titel</t></is></c></row>{rows}')


def million_filled_rows() -> bytes:
    return sheet_of("".join(f"<row><c><v>{each}</v></c></row>" for each in range(1_000_000)))


def entities() -> bytes:
    text = (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
        "<worksheet>&b;</worksheet>"
    )
    return with_part(made.PLAIN, "xl/worksheets/sheet1.xml", text)


def laughs() -> bytes:
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    return with_part(made.PLAIN, "xl/sharedStrings.xml", f"<!DOCTYPE s [{layers}]><s>&l11;</s>")


def ods_entities() -> bytes:
    return with_part(made.OPEN_DOCUMENT, "content.xml", '<!DOCTYPE x SYSTEM "file:///x"><x/>')


def repeated_cells() -> bytes:
    more = (
        '<table:table-row table:number-rows-repeated="900000">'
        '<table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="9000"><text:p>1</text:p></table:table-cell>'
        "</table:table-row>"
    )
    return made.ods({"Blatt": [["Titel"]]}, more)


def macros() -> bytes:
    return with_part(made.PLAIN, "xl/vbaProject.bin", b"code")


def encrypted() -> bytes:
    content = bytearray(made.PLAIN)
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def many_parts() -> bytes:
    return (
        with_part(made.PLAIN, "a", "")
        if False
        else made.packed({f"xl/p{each}": "" for each in range(3_000)} | {"xl/workbook.xml": "<w/>"})
    )


def formulas() -> bytes:
    return sheet_of(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Titel</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Handlungsfeld</t></is></c></row>'
        '<row r="2"><c r="A2"><f>HYPERLINK("http://evil.example","x")</f><v>7</v></c></row>'
    )


REFUSED = {
    "bomb.xlsx": (bomb, "too-large"),
    "lying.xlsx": (lying_bomb, "too-large"),
    "far.xlsx": (far_cell, "too-large"),
    "wide.xlsx": (wide_and_long, "too-large"),
    "filled.xlsx": (million_filled_rows, "too-large"),
    "repeated.ods": (repeated_cells, "too-large"),
    "parts.xlsx": (many_parts, "too-large"),
    "huge.csv": (lambda: b"a" * 21_000_000, "too-large"),
    "long.csv": (lambda: b"Titel;Nr\n" + b"a;1\n" * 60_000, "too-large"),
    "columns.csv": (lambda: b";".join([b"a"] * 500), "too-large"),
    "entities.xlsx": (entities, "external-entities"),
    "laughs.xlsx": (laughs, "external-entities"),
    "entities.ods": (ods_entities, "external-entities"),
    "macros.xlsx": (macros, "macros"),
    "encrypted.xlsx": (encrypted, "encrypted"),
    "old.xlsx": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 512, "wrong-extension"),
    "really-ods.xlsx": (lambda: made.OPEN_DOCUMENT, "wrong-extension"),
    "really-xlsx.ods": (lambda: made.PLAIN, "wrong-extension"),
    "really-zip.csv": (lambda: made.PLAIN, "wrong-extension"),
    "really-pdf.xlsx": (lambda: b"%PDF-1.7\n", "wrong-extension"),
    "really-pdf.csv": (lambda: b"%PDF-1.7\n", "wrong-extension"),
    "other-zip.xlsx": (lambda: made.packed({"a.txt": "a"}), "wrong-extension"),
    "cut.xlsx": (lambda: made.PLAIN[:2000], "damaged"),
    "quote.csv": (lambda: b'Titel;Nr\n"' + b"a" * 200_000, "csv-damaged"),
    "empty.xlsx": (lambda: b"", "empty-file"),
    "program.exe": (lambda: b"MZ", "unknown-extension"),
}  # fmt: skip
READ = {"rows.xlsx": million_empty_rows, "formulas.xlsx": formulas}


def write_all(folder: Path) -> None:
    for name, (make, _) in REFUSED.items():
        (folder / name).write_bytes(make())
    for name, make in READ.items():
        (folder / name).write_bytes(make())


def main(folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    told = {}
    for file in sorted(folder.iterdir()):
        began = perf_counter()
        workbook, findings = read_workbook(file.read_bytes(), file.name)
        took = round(perf_counter() - began, 2)
        told[file.name] = [workbook is not None, [each.code for each in findings], took]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(json.dumps({"told": told, "grown_kib": grown}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
