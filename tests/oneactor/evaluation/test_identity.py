from __future__ import annotations

from oneactor.evaluation.identity import Row


def test_presence_is_no_look_but_counts_for_the_whole() -> None:
    row = Row()
    assert row.note({"present": True, "coat": True})
    assert not row.note({"present": False, "coat": False})
    assert not row.note({"present": False})
    assert (row.right, row.asked) == (1, 2)
