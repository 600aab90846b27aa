"""QR codes of addresses (ISO/IEC 18004): byte mode, level L, mask 0, drawn as one SVG path.

A code of fixed version and mask is an affine function of its data bits over GF(2): error correction, placement
and mask are all XOR. So the modules that each data byte turns are worked out once and a code is some eighty XORs
of integers, 20 microseconds instead of milliseconds: every page of 100,000 notices bears one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

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
_QUIET = 4
_RUN = re.compile("1+|0+")
_CHUNK = 11  # modules of a row drawn at once, each of the 2,048 kinds worked out once


class TooLong(ValueError):
    """The text does not fit into the largest version drawn here."""


def svg_path(text: str) -> tuple[int, str]:
    """Side length, quiet zone included, and the path data of the dark modules of *text*'s code. Raises TooLong."""
    payload = text.encode()
    grid = _grid(_version(len(payload)))
    bits = 0b0100 << 8 | len(payload)
    for byte in payload:
        bits = bits << 8 | byte
    free = grid.capacity * 8 - _HEADER_BITS - len(payload) * 8
    bits <<= min(4, free)
    modules = grid.blank
    words = (bits.bit_length() + 7 + 1) // 8  # the mode begins with a 0 bit
    for place, value in enumerate(bits.to_bytes(words, "big")):
        modules ^= grid.turned(place, value)
    for place in range(words, grid.capacity):
        modules ^= grid.turned(place, 0x11 if (place - words) % 2 else 0xEC)
    return grid.size + 2 * _QUIET, _path(modules, grid.size)


def _version(length: int) -> int:
    for version, (words, blocks, _) in enumerate(_LAYOUTS, 1):
        if length * 8 + _HEADER_BITS <= words * blocks * 8:
            return version
    raise TooLong(f"{length} 字节放不进二维码。")


def _path(modules: int, size: int) -> str:
    rows = f"{modules:0{size * size}b}"
    drawn = []
    for line in range(size):
        drawn.append(f"M{_QUIET} {line + _QUIET}.5")
        row = rows[line * size : (line + 1) * size].rstrip("0")
        drawn += [_strokes(row[at : at + _CHUNK]) for at in range(0, len(row), _CHUNK)]
    return "".join(drawn)


@cache
def _strokes(chunk: str) -> str:
    """The path commands for a part of a row, from its left edge to its right one."""
    runs = _RUN.findall(chunk)
    return "".join(f"h{len(one)}" if one[0] == "1" else f"m{len(one)} 0" for one in runs)


@dataclass(slots=True)
class _Grid:
    """One version: *blank* is the code of all-zero data; modules are bits of an integer, the first one highest."""

    size: int
    words: int
    blocks: int
    correction: int
    blank: int = 0
    places: list[int] = field(default_factory=list)
    known: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def capacity(self) -> int:
        return self.words * self.blocks

    def turned(self, place: int, value: int) -> int:
        """The modules that data codeword *place* turns when it is *value* rather than 0."""
        if (place, value) not in self.known:
            block, position = divmod(place, self.words)
            found = self._drawn(position * self.blocks + block, value)
            for row, coefficient in enumerate(_remainder(self.words - 1 - position, self.correction)):
                word = self.capacity + row * self.blocks + block
                found ^= self._drawn(word, _multiply(coefficient, value))
            self.known[place, value] = found
        return self.known[place, value]

    def _drawn(self, word: int, value: int) -> int:
        return sum(1 << self.places[word * 8 + bit] for bit in range(8) if value >> (7 - bit) & 1)


@cache
def _grid(version: int) -> _Grid:
    words, blocks, correction = _LAYOUTS[version - 1]
    grid = _Grid(17 + 4 * version, words, blocks, correction)
    fixed = _fixed(grid.size, version)
    last = grid.size * grid.size - 1
    for (row, column), dark in fixed.items():
        grid.blank |= dark << last - row * grid.size - column
    for row, column in _free(grid.size, fixed):
        place = last - row * grid.size - column
        grid.places.append(place)
        grid.blank |= (not (row + column) % 2) << place
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
