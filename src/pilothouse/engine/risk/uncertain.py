"""Many uncertain numbers as columns, checked once and compiled to the tables that the kernels read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from pilothouse.engine.risk.columns import NODES, REACH, Bytes, Floats, Ints, Shapes, Singles
from pilothouse.engine.risk.distributions import Distribution, pert_unit, triangular_unit

FIXED, TRIANGULAR, PERT, LOGNORMAL, UNIFORM, OTHER = range(6)
_CODES = {"fixed": FIXED, "triangular": TRIANGULAR, "pert": PERT, "lognormal": LOGNORMAL, "uniform": UNIFORM}
_NORMAL = NormalDist()
_SHAPES_MOST = 2048


@dataclass(frozen=True)
class Uncertain:
    """n uncertain numbers as columns.

    kind  : shape (n,), uint8     FIXED, TRIANGULAR, PERT (weight 4), LOGNORMAL, UNIFORM or OTHER
    low, mode, high : shape (n,)  as the maker of that kind takes them: fixed (low); uniform (low, high);
                                  lognormal (low is the median, mode the log deviation); OTHER (low: row in `others`)
    others : distributions with outcome lists or another PERT weight
    Raises ValueError: unequal lengths, values that are not finite, or numbers out of order (the row is named).
    """

    kind: Bytes
    low: Floats
    mode: Floats
    high: Floats
    others: tuple[Distribution, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.kind)
        if not len(self.low) == len(self.mode) == len(self.high) == n:
            raise ValueError("Columns of uncertain numbers must be equally long.")
        for name in ("low", "mode", "high"):
            bad = np.flatnonzero(~np.isfinite(getattr(self, name)))
            if len(bad):
                raise ValueError(f"Row {bad[0]}: {name} is not a finite number.")
        three = (self.kind == TRIANGULAR) | (self.kind == PERT)
        bad = np.flatnonzero(three & ((self.mode < self.low) | (self.high < self.mode)))
        if len(bad):
            row = bad[0]
            raise ValueError(
                f"Row {row}: lowest, most likely, highest must rise, not "
                f"{self.low[row]:g}, {self.mode[row]:g}, {self.high[row]:g}."
            )
        bad = np.flatnonzero((self.kind == UNIFORM) & (self.high < self.low))
        if len(bad):
            raise ValueError(f"Row {bad[0]}: the high end lies below the low end.")
        bad = np.flatnonzero((self.kind == LOGNORMAL) & ((self.low <= 0) | (self.mode < 0)))
        if len(bad):
            raise ValueError(
                f"Row {bad[0]}: a lognormal needs a median above 0 and a log deviation of 0 or more."
            )

    def __len__(self) -> int:
        return len(self.kind)

    @staticmethod
    def of(distributions: Iterable[Distribution]) -> Uncertain:
        """Lay distributions out as columns."""
        rows: list[tuple[int, float, float, float]] = []
        others: list[Distribution] = []
        for item in distributions:
            plain = item.kind in _CODES and not (item.kind == "pert" and item.numbers[3] != 4.0)
            numbers = item.numbers
            if not plain:
                rows.append((OTHER, float(len(others)), 0.0, 0.0))
                others.append(item)
            elif item.kind == "uniform":
                rows.append((UNIFORM, numbers[0], numbers[0], numbers[1]))
            else:
                low, mode, high = (*numbers[:3], 0.0, 0.0)[:3]
                rows.append((_CODES[item.kind], low, mode, high))
        table = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
        return Uncertain(
            kind=table[:, 0].astype(np.uint8),
            low=np.ascontiguousarray(table[:, 1]),
            mode=np.ascontiguousarray(table[:, 2]),
            high=np.ascontiguousarray(table[:, 3]),
            others=tuple(others),
        )

    def means(self) -> Floats:
        """The average of each number over many futures; shape (n,)."""
        mean = self.low.copy()
        three = self.kind == TRIANGULAR
        mean[three] = (self.low + self.mode + self.high)[three] / 3.0
        three = self.kind == PERT
        mean[three] = (self.low + 4.0 * self.mode + self.high)[three] / 6.0
        even = self.kind == UNIFORM
        mean[even] = (self.low + self.high)[even] / 2.0
        skewed = self.kind == LOGNORMAL
        mean[skewed] = self.low[skewed] * np.exp(0.5 * self.mode[skewed] ** 2)
        for row in np.flatnonzero(self.kind == OTHER):
            mean[row] = self.others[int(self.low[row])].mean()
        return mean

    def deviations(self) -> Floats:
        """The standard deviation of each number; shape (n,)."""
        low, mode, high = self.low, self.mode, self.high
        square = np.zeros(len(self))
        rows = self.kind == TRIANGULAR
        square[rows] = ((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18.0)[rows]
        rows = self.kind == PERT
        mean = (low + 4.0 * mode + high) / 6.0
        square[rows] = ((mean - low) * (high - mean) / 7.0)[rows]
        rows = self.kind == UNIFORM
        square[rows] = ((high - low) ** 2 / 12.0)[rows]
        rows = self.kind == LOGNORMAL
        square[rows] = self.means()[rows] ** 2 * np.expm1(mode[rows] ** 2)
        even = (np.arange(2000) + 0.5) / 2000
        for row in np.flatnonzero(self.kind == OTHER):
            square[row] = np.var(self.others[int(low[row])].quantiles(even))
        return np.sqrt(np.maximum(square, 0.0))

    def planned(self) -> Floats:
        """The value a planner would write down: most likely, else the middle; shape (n,)."""
        value = self.low.copy()
        three = (self.kind == TRIANGULAR) | (self.kind == PERT)
        value[three] = self.mode[three]
        even = self.kind == UNIFORM
        value[even] = (self.low + self.high)[even] / 2.0
        for row in np.flatnonzero(self.kind == OTHER):
            item = self.others[int(self.low[row])]
            value[row] = item.numbers[1] if item.kind == "pert" else item.quantiles(np.array([0.5]))[0]
        return value


class ShapeBook:
    """Collects the shapes of several columns into one set of tables, each distinct shape once."""

    def __init__(self) -> None:
        self._tables: list[Floats] = []
        self._count = 0
        self._starts: list[int] = [0]
        self._bounds: list[float] = []
        self._values: list[float] = []

    def add(self, numbers: Uncertain) -> tuple[Ints, Singles, Singles]:
        """Compile columns to (shape, offset, spread), each shape (n,), as `Draws` wants them."""
        shape = np.full(len(numbers), -1, dtype=np.int32)
        offset = numbers.low.copy()
        spread = np.zeros(len(numbers))
        for kind in (TRIANGULAR, PERT, UNIFORM):
            rows = np.flatnonzero((numbers.kind == kind) & (numbers.high > numbers.low))
            if len(rows):
                spread[rows] = numbers.high[rows] - numbers.low[rows]
                skew = (numbers.mode[rows] - numbers.low[rows]) / spread[rows]
                shape[rows] = self._add_unit(kind, skew)
        rows = np.flatnonzero((numbers.kind == LOGNORMAL) & (numbers.mode > 0))
        if len(rows):
            deviations, where = np.unique(numbers.mode[rows], return_inverse=True)
            offset[rows], spread[rows] = 0.0, numbers.low[rows]
            shape[rows] = self._add_tables(np.exp(deviations[:, None] * deviate_nodes()[None, :])) + where
        for row in np.flatnonzero(numbers.kind == OTHER):
            offset[row], spread[row] = 0.0, 1.0
            shape[row] = self._add_other(numbers.others[int(numbers.low[row])])
        return shape, offset.astype(np.float32), spread.astype(np.float32)

    def shapes(self) -> Shapes:
        """The tables and outcome lists collected so far."""
        tables = np.concatenate(self._tables) if self._tables else np.zeros((1, NODES + 1))
        return Shapes(
            tables=np.ascontiguousarray(tables, dtype=np.float32),
            start=np.array(self._starts, dtype=np.int64),
            bounds=np.array(self._bounds or [0.0], dtype=np.float32),
            values=np.array(self._values or [0.0], dtype=np.float32),
        )

    def _add_unit(self, kind: int, skew: Floats) -> Ints:
        """Tables of triangles, PERTs or uniforms over 0 to 1; returns each row's table."""
        chances = chance_nodes()
        if kind == UNIFORM:
            return np.full(len(skew), self._add_tables(chances[None, :]), dtype=np.int32)
        distinct, where = np.unique(skew, return_inverse=True)
        if len(distinct) > _SHAPES_MOST:  # tables beyond the processor's cache cost more than they tell
            distinct, where = np.unique(np.rint(skew * _SHAPES_MOST) / _SHAPES_MOST, return_inverse=True)
        tables = (
            triangular_unit(distinct, chances) if kind == TRIANGULAR else pert_unit(distinct, 4.0, chances)
        )
        return (self._add_tables(tables) + where).astype(np.int32)

    def _add_tables(self, tables: Floats) -> int:
        """Append tables; returns the number of the first."""
        first = self._count
        self._tables.append(np.asarray(tables, dtype=np.float64))
        self._count += len(tables)
        return first

    def _add_other(self, item: Distribution) -> int:
        """A table for what runs smoothly, an outcome list for what jumps; returns its shape number."""
        if item.kind != "discrete":
            return self._add_tables(item.quantiles(chance_nodes())[None, :])
        values, below = item.outcomes()
        bounds = [0.0, *(_deviate(chance) for chance in below[1:])]
        self._values.extend(values)
        self._bounds.extend(bounds)
        self._starts.append(len(self._values))
        return -2 - (len(self._starts) - 2)


def deviate_nodes() -> Floats:
    """The deviates at which tables hold values; shape (NODES + 1,)."""
    return np.linspace(-REACH, REACH, NODES + 1)


def chance_nodes() -> Floats:
    """The chance of staying below each deviate node; shape (NODES + 1,)."""
    return np.array([_NORMAL.cdf(float(z)) for z in deviate_nodes()])


def _deviate(chance: float) -> float:
    """The standard normal deviate of a chance; far out where the chance is 0 or 1."""
    return -99.0 if chance <= 0.0 else 99.0 if chance >= 1.0 else _NORMAL.inv_cdf(chance)


def deviates_of(chances: Sequence[float] | Floats) -> Singles:
    """The standard normal deviates of several chances; shape (n,), float32."""
    return np.array([_deviate(float(chance)) for chance in chances], dtype=np.float32)
