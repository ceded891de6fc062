"""A very small PDF: lines of Chinese text at given places, in a font that every reader knows and none embeds."""

from __future__ import annotations

from dataclasses import dataclass

FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
    b"/Supplement 4>>/DW 1000/FontDescriptor 5 0 R>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 93>>",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A line as it is set: `left` and `top` in points from the page's upper left corner."""

    text: str
    left: float
    top: float
    size: float = 10


def column(text: str, left: float, top: float, width: int, *, indent: bool = True, size: float = 10) -> list[Set]:
    """A paragraph of so many characters a line, its first line indented by two; the next would begin below it."""
    padded = ("\0\0" if indent else "") + text
    lines = [padded[i : i + width] for i in range(0, len(padded), width)]
    return [
        Set(text=line.lstrip("\0"), left=left + size * line.count("\0"), top=top + i * 1.5 * size, size=size)
        for i, line in enumerate(lines)
    ]


def pdf(*pages: list[Set], height: float = 800, width: float = 560) -> bytes:
    """A PDF file of these pages; an empty list is a page without text, as a scanned one is."""
    first = 3 + len(FONT)
    numbers = [first + 2 * i for i in range(len(pages))]
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", _tree(numbers), *FONT]
    for number, lines in zip(numbers, pages, strict=True):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {number + 1} 0 R>>".encode()
        )
        drawn = "\n".join(_drawn(line, height) for line in lines).encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn))
    return _file(objects)


def _tree(numbers: list[int]) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in numbers)
    return f"<</Type/Pages/Kids[{kids}]/Count {len(numbers)}>>".encode()


def _drawn(line: Set, height: float) -> str:
    codes = line.text.encode("utf-16-be").hex()
    return f"BT /F1 {line.size} Tf {line.left} {height - line.top - line.size} Td <{codes}> Tj ET"


def _file(objects: list[bytes]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + head.encode() + tail.encode()
