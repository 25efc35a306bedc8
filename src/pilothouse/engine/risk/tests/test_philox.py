"""Random numbers: the published vectors of Philox, and normal deviates that are normal."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from pilothouse.engine.risk import philox_kernels
from pilothouse.engine.risk.columns import LANES, NODES
from pilothouse.engine.risk.uncertain import chance_nodes, deviate_nodes

U = np.uint32
# Random123 1.14, kat_vectors, philox4x32 10 rounds: counter, key, answer
VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_words_are_those_published(counter, key, answer):
    quarter = LANES // 4
    words = np.zeros(LANES, U)
    block, place = divmod(counter[0], quarter)

    philox_kernels.philox_words(words, block, tuple(map(U, counter[1:])), tuple(map(U, key)))

    assert tuple(int(words[j * quarter + place]) for j in range(4)) == answer


def words_and_normals(function_words, function_normals, block):
    words, work = np.zeros(LANES, U), np.zeros(LANES, np.float32)
    out = np.zeros(LANES, np.float32)
    function_words(words, block, (U(5), U(6), U(7)), (U(8), U(9)))
    kept = words.copy()
    function_normals(out, words, work, work.view(np.int32))
    return kept, out


def test_normal_deviates_are_quantiles_of_the_words():
    for block in range(200):
        words, normals = words_and_normals(philox_kernels.philox_words, philox_kernels.normals, block)
        lower = (words & 0x7FFFFFFF).astype(np.float64) + 0.5
        exact = np.where(words >> 31 == 1, -ndtri(lower / 2**32), ndtri(lower / 2**32))
        assert np.abs(normals - exact).max() < 6e-5


def test_compiled_and_plain_python_agree_to_the_bit():
    with np.errstate(over="ignore"):
        plain = words_and_normals(philox_kernels.philox_words.py_func, philox_kernels.normals.py_func, 3)
    compiled = words_and_normals(philox_kernels.philox_words, philox_kernels.normals, 3)

    assert np.array_equal(plain[0], compiled[0])
    assert np.array_equal(plain[1], compiled[1])


def test_a_table_returns_its_nodes_and_stays_flat_beyond():
    table = np.exp(deviate_nodes()).astype(np.float32)
    z = np.zeros(LANES, np.float32)
    z[:4] = [0.0, -9.0, 9.0, deviate_nodes()[40]]
    out, nodes = np.zeros(LANES, np.float32), np.zeros(LANES, U)

    philox_kernels.look_up(out, z, table, nodes)

    assert out[0] == pytest.approx(1.0)
    assert out[1] == table[0]
    assert out[2] == pytest.approx(table[NODES], rel=1e-3)
    assert out[3] == pytest.approx(table[40], rel=1e-5)
    assert chance_nodes()[NODES // 2] == pytest.approx(0.5)
