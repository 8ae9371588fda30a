"""What is kept is given again only for the very same objects."""

import pytest

from iceline.race.kept import kept_for_same


@kept_for_same
def listed(*texts: list[str]) -> list[str]:
    return [text for one in texts for text in one]


def test_the_same_objects_are_given_the_same_answer() -> None:
    first, second = ["a"], ["b"]
    assert listed(first, second) is listed(first, second)


def test_an_equal_object_is_another_one() -> None:
    one = ["a"]
    assert listed(one) is not listed(["a"])


def test_fewer_or_more_objects_are_another_question() -> None:
    one, other = ["a"], ["b"]
    assert (listed(one, other), listed(one), listed(one, other)) == (["a", "b"], ["a"], ["a", "b"])


def test_a_named_argument_is_no_part_of_the_question_and_so_is_refused() -> None:
    @kept_for_same
    def told(text: str) -> str:
        return text

    with pytest.raises(TypeError, match="text"):
        told(text="a")
