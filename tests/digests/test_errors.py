"""Errors read as one line that says where, what and what helps."""

from digests.errors import SourceError


def test_an_error_says_where_what_and_remedy():
    error = SourceError("is empty", where="seeds/a.txt", field="text", remedy="remove the file")
    assert str(error) == "seeds/a.txt: text: is empty; remove the file"


def test_empty_parts_are_left_out():
    assert str(SourceError("is empty")) == "is empty"
