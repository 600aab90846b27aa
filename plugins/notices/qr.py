"""QR codes of addresses (ISO/IEC 18004): byte mode, level L, mask 0, as PNG of 260 bytes (a path of SVG has 2,000).

A code of fixed version and mask is an affine function of its data bits over GF(2): error correction, placement
and mask are all XOR. So the modules that each data byte turns are worked out once and a code is some eighty XORs
of integers, 10 microseconds instead of milliseconds: every page of 100,000 notices bears one.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache, lru_cache, reduce
from operator import getitem, xor

# Versions 1 to 9 at level L: data codewords a block, blocks, error correction codewords a block (table 9).
_LAYOUTS = (
    (19, 1, 7),
    (34, 1, 10),
    (55, 1, 15),
    (80, 1, 20),
    (108, 1, 26),
    (68, 2, 18),
    (78, 2, 20),
    (97, 2, 24),
    (116, 2, 30),
)
_ALIGNMENT = ((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34), (6, 22, 38), (6, 24, 42), (6, 26, 46))
_FORMAT = 0b111011111000100  # level L, mask 0, with its own error correction (table C.1)
_FIELD = 0x11D
_HEADER_BITS = 12  # mode and length
_KEPT = 4096  # a year of a department each
_PADDING = bytes((0xEC, 0x11)) * 120


class TooLong(ValueError):
    """The text does not fit into the largest version drawn here."""


def png(text: str) -> tuple[int, bytes]:
    """Side length in modules and a PNG of *text*'s code, one pixel a module. Raises TooLong.

    The quiet zone of four modules is left to the style sheet (`.qr`): on 100,000 pages it would be 12 MB of nothing.
    """
    payload = text.encode()
    version = _version(len(payload))
    grid = _grid(version)
    bits = (0b0100 << 8 | len(payload)) << len(payload) * 8 | int.from_bytes(payload, "big")
    free = grid.capacity * 8 - _HEADER_BITS - len(payload) * 8
    bits <<= min(4, free)
    words = (bits.bit_length() + 7 + 1) // 8  # the mode begins with a 0 bit
    codewords = bits.to_bytes(words, "big")
    # Addresses of one folder begin alike, and those of one length end alike.
    shared = text.rfind("/") + 1
    pixels = reduce(
        xor,
        map(getitem, grid.turned[shared:words], codewords[shared:]),
        _begun(version, codewords[:shared], words),
    )
    return grid.size, _drawn(grid, pixels)


@lru_cache(_KEPT)
def _begun(version: int, head: bytes, words: int) -> int:
    """The pixels of a code whose first codewords are *head* and that is padded from *words* on."""
    grid = _grid(version)
    padding = map(getitem, grid.turned[words:], _PADDING)
    return reduce(xor, padding, reduce(xor, map(getitem, grid.turned, head), grid.blank))


@cache
def _version(length: int) -> int:
    for version, (words, blocks, _) in enumerate(_LAYOUTS, 1):
        if length * 8 + _HEADER_BITS <= words * blocks * 8:
            return version
    raise TooLong(f"{length} 字节放不进二维码。")


def _drawn(grid: _Grid, pixels: int) -> bytes:
    """The PNG (ISO/IEC 15948) of *pixels*, rows of bits behind a filter byte each."""
    rows = pixels.to_bytes(grid.rows, "big")
    return b"".join((grid.head, _chunk(b"IDAT", _stored(rows)), _END))


def _stored(rows: bytes) -> bytes:
    """*rows* as zlib data (RFC 1950) in one block as they are: modules are too random to be packed."""
    length = len(rows).to_bytes(2, "little")
    turned = (len(rows) ^ 0xFFFF).to_bytes(2, "little")
    return b"".join((b"\x78\x01\x01", length, turned, rows, zlib.adler32(rows).to_bytes(4, "big")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return b"%b%b%b%b" % (
        len(content).to_bytes(4, "big"),
        kind,
        content,
        zlib.crc32(content, zlib.crc32(kind)).to_bytes(4, "big"),
    )


_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_END = _chunk(b"IEND", b"")


class _Turned(dict[int, int]):
    """The pixels that one data codeword turns, by its value, each worked out when it is first asked for."""

    def __init__(self, grid: _Grid, place: int) -> None:
        super().__init__()
        self.grid, self.place = grid, place

    def __missing__(self, value: int) -> int:
        found = self[value] = self.grid.worked_out(self.place, value)
        return found


@dataclass(slots=True)
class _Grid:
    """One version: *blank* is the code of all-zero data; pixels are bits of an integer, the first one highest.

    A row of pixels is a filter byte 0 and whole bytes of pixels, as PNG has them; a light one is 1. *rows* is how many
    bytes all of them are, *head* what a PNG says before them.
    """

    size: int
    words: int
    blocks: int
    correction: int
    head: bytes = b""
    blank: int = 0
    places: list[int] = field(default_factory=list)
    turned: list[_Turned] = field(default_factory=list)

    @property
    def capacity(self) -> int:
        return self.words * self.blocks

    @property
    def stride(self) -> int:
        """The bytes of a row of pixels."""
        return 1 + (self.size + 7) // 8

    @property
    def rows(self) -> int:
        return self.size * self.stride

    def bit(self, row: int, column: int) -> int:
        """The place of a module among the bits of all pixels."""
        return self.rows * 8 - 1 - row * self.stride * 8 - 8 - column

    def worked_out(self, place: int, value: int) -> int:
        """The pixels that data codeword *place* turns when it is *value* rather than 0."""
        block, position = divmod(place, self.words)
        found = self._drawn(position * self.blocks + block, value)
        for row, coefficient in enumerate(_remainder(self.words - 1 - position, self.correction)):
            word = self.capacity + row * self.blocks + block
            found ^= self._drawn(word, _multiply(coefficient, value))
        return found

    def _drawn(self, word: int, value: int) -> int:
        return sum(1 << self.places[word * 8 + bit] for bit in range(8) if value >> (7 - bit) & 1)


@cache
def _grid(version: int) -> _Grid:
    words, blocks, correction = _LAYOUTS[version - 1]
    grid = _Grid(17 + 4 * version, words, blocks, correction)
    side = grid.size.to_bytes(4, "big")
    grid.head = _SIGNATURE + _chunk(b"IHDR", side + side + bytes((1, 0, 0, 0, 0)))  # one bit of grey a pixel
    grid.turned = [_Turned(grid, place) for place in range(grid.capacity)]
    every = range(grid.size)
    light = sum(1 << grid.bit(row, column) for row in every for column in every)
    fixed = _fixed(grid.size, version)
    for (row, column), dark in fixed.items():
        grid.blank |= dark << grid.bit(row, column)
    for row, column in _free(grid.size, fixed):
        place = grid.bit(row, column)
        grid.places.append(place)
        grid.blank |= (not (row + column) % 2) << place
    grid.blank ^= light
    return grid


def _fixed(size: int, version: int) -> dict[tuple[int, int], bool]:
    """The function patterns: finders with separators, alignment, timing, format and version."""
    found: dict[tuple[int, int], bool] = {}
    for at in range(size):
        found[6, at] = found[at, 6] = not at % 2
    for row in (0, size - 7):
        for column in (0, size - 7):
            if not (row and column):
                _finder(found, size, (row, column))
    _align(found, size, version)
    _inform(found, size, version)
    return found


def _finder(found: dict[tuple[int, int], bool], size: int, corner: tuple[int, int]) -> None:
    for down in range(-1, 8):
        for right in range(-1, 8):
            row, column = corner[0] + down, corner[1] + right
            if 0 <= row < size and 0 <= column < size:
                ring = max(abs(down - 3), abs(right - 3))
                found[row, column] = ring in (0, 1, 3)


def _align(found: dict[tuple[int, int], bool], size: int, version: int) -> None:
    centres = _ALIGNMENT[version - 1]
    for row in centres:
        for column in centres:
            if (row, column) in {(6, 6), (6, size - 7), (size - 7, 6)}:
                continue
            for down in range(-2, 3):
                for right in range(-2, 3):
                    found[row + down, column + right] = max(abs(down), abs(right)) != 1


def _inform(found: dict[tuple[int, int], bool], size: int, version: int) -> None:
    first = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    second = [(size - 1 - n, 8) for n in range(7)] + [(8, size - 8 + n) for n in range(8)]
    for places in (first, second):
        for bit, place in enumerate(places):
            found[place] = bool(_FORMAT >> (14 - bit) & 1)
    found[size - 8, 8] = True
    if version >= 7:
        rest = version << 12
        for bit in range(17, 11, -1):
            rest ^= 0x1F25 << bit - 12 if rest >> bit & 1 else 0
        for bit in range(18):
            dark = bool((version << 12 | rest) >> bit & 1)
            found[bit // 3, size - 11 + bit % 3] = found[size - 11 + bit % 3, bit // 3] = dark


def _free(size: int, fixed: dict[tuple[int, int], bool]) -> list[tuple[int, int]]:
    """The modules for data in the order of placement: two columns at a time from the right, up and down in turn."""
    found = []
    columns = [*range(size - 1, 6, -2), *range(5, 0, -2)]
    for turn, right in enumerate(columns):
        for row in range(size) if turn % 2 else range(size - 1, -1, -1):
            found += [(row, column) for column in (right, right - 1) if (row, column) not in fixed]
    return found


@cache
def _remainder(power: int, correction: int) -> tuple[int, ...]:
    """x^(power + correction) modulo the generator polynomial, the highest coefficient first."""
    if power == 0:
        return _generator(correction)
    head, *rest = _remainder(power - 1, correction)
    return tuple(
        one ^ _multiply(head, factor) for one, factor in zip((*rest, 0), _generator(correction), strict=True)
    )


@cache
def _generator(correction: int) -> tuple[int, ...]:
    """The coefficients below the highest one of the product of (x - 2^n)."""
    product, root = [1], 1
    for _ in range(correction):
        shifted = [_multiply(one, root) for one in product]
        product = [a ^ b for a, b in zip([*product, 0], [0, *shifted], strict=True)]
        root = _multiply(root, 2)
    return tuple(product[1:])


@cache
def _multiply(one: int, other: int) -> int:
    """The product in GF(256)."""
    found = 0
    while other:
        found ^= one if other & 1 else 0
        one = one << 1 ^ (_FIELD if one & 0x80 else 0)
        other >>= 1
    return found
