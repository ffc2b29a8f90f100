"""The garbage collector's list, taken apart and put together."""

import pytest
from playwright.sync_api import Error

from tests.browser.worker.conftest import Modules

RING = """
const { relink, unlink } = await load("gc_ring");
const memory = new Uint8Array(256);
const words = new Uint32Array(memory.buffer);
arg.ring.forEach(([address, flags], at) => {
  const [next] = arg.ring[(at + 1) % arg.ring.length];
  const [before] = arg.ring.at(at - 1);
  words[address / 4] = next | flags;
  words[address / 4 + 1] = before | flags;
});
if (arg.broken) words[arg.broken / 4] = 0;
words[2] = 77;
const steps = unlink(memory, arg.ring[0][0]);
const apart = [...words];
relink(memory, steps);
return { steps: [...steps], apart, together: [...words] };
"""
MEMBERS = [[64, 0], [16, 1], [240, 2], [40, 3]]
"""Addresses and flags."""


def test_objects_are_linked_in_the_order_of_their_addresses(modules: Modules) -> None:
    done = modules.run(RING, {"ring": MEMBERS})
    assert done["steps"] == [16, 24, 24, 176]
    words = [0] * 64
    words[2] = 77
    for address, flags in MEMBERS:
        words[address // 4] = words[address // 4 + 1] = flags
    assert done["apart"] == words
    for address, after in ((16, 40), (40, 64), (64, 240), (240, 16)):
        words[address // 4] |= after
        words[after // 4 + 1] |= address
    assert done["together"] == words


def test_a_single_object_is_its_own_neighbour(modules: Modules) -> None:
    done = modules.run(RING, {"ring": [[64, 1]]})
    assert done["steps"] == [64]
    assert done["together"][16:18] == [65, 65]


def test_what_is_no_ring_is_refused(modules: Modules) -> None:
    with pytest.raises(Error, match="no ring of objects at 64"):
        modules.run(RING, {"ring": MEMBERS, "broken": 240})
