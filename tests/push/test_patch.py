"""A patch is exact, small, and never changes what it is made of."""

import copy

import pytest
from hypothesis import given

from iceline.push.patch import Board, diff, merge

from .boards import BOARDS, text_of

# RFC 7396, appendix A, one level down: a board is always an object.
RFC_7396 = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("target", "patch", "result"), RFC_7396)
def test_merge_does_what_the_rfc_says(target: object, patch: object, result: object) -> None:
    assert merge({"x": target}, {"x": patch}) == {"x": result}


def test_null_at_the_top_deletes() -> None:
    assert merge({"a": "foo"}, {"a": None}) == {}


@given(BOARDS, BOARDS)
def test_old_board_and_patch_make_the_new_board(old: Board, new: Board) -> None:
    assert text_of(merge(old, diff(old, new))) == text_of(new)


@given(BOARDS)
def test_nothing_changed_is_an_empty_patch(board: Board) -> None:
    assert diff(board, copy.deepcopy(board)) == {}


@given(BOARDS, BOARDS)
def test_patching_changes_neither_board_nor_patch(old: Board, new: Board) -> None:
    before = text_of(old), text_of(new)
    patch = diff(old, new)
    written = text_of(patch)
    merge(old, patch)
    assert (text_of(old), text_of(new)) == before
    assert text_of(patch) == written


def test_only_what_changed_is_in_the_patch() -> None:
    old: Board = {"rows": {"kok": {"time": "1:12.59", "rank": 1}, "bowe": {"rank": 2}}, "order": ["kok", "bowe"]}
    new: Board = {"rows": {"kok": {"time": "1:12.59", "rank": 2}, "bowe": {"rank": 1}}, "order": ["bowe", "kok"]}
    assert diff(old, new) == {"rows": {"kok": {"rank": 2}, "bowe": {"rank": 1}}, "order": ["bowe", "kok"]}


def test_an_emptied_object_stays() -> None:
    assert diff({"lanes": {"kok": 1}}, {"lanes": {}}) == {"lanes": {"kok": None}}
    assert merge({"lanes": {"kok": 1}}, {"lanes": {"kok": None}}) == {"lanes": {}}


@pytest.mark.parametrize(
    ("was", "now"), [(1, True), (True, 1), (0, False), (1, 1.0), ([1], [True]), ([{"a": 0}], [{"a": False}])]
)
def test_what_python_calls_equal_but_json_does_not_is_a_change(was: object, now: object) -> None:
    assert diff({"a": was}, {"a": now}) == {"a": now}


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf"), [None], {"b": None}, [{"b": [None]}]])
def test_a_board_that_holds_null_is_refused(unknown: object) -> None:
    with pytest.raises(ValueError, match="leaves out what is not known"):
        diff({}, {"a": unknown})
    with pytest.raises(ValueError, match="leaves out what is not known"):
        diff({"a": {"c": 1}}, {"a": {"c": unknown}})
