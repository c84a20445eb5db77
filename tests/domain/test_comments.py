from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.comments import LENGTH_LIMIT, being_called, check_comment, mentioned
from salesdesk.domain.errors import BadInput

LI, LIHUA, ANN = uuid4(), uuid4(), uuid4()
PEOPLE = {LI: "李华", LIHUA: "李华强", ANN: "Ann Lee"}


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("@李华强 请看报价", [LIHUA]),
        ("请＠李华看一下，@ann lee too", [LI, ANN]),
        ("@李华 @李华 再看", [LI]),
        ("@张三 不在这里", []),
        ("写信到 sales@example.com", []),
        ("@", []),
    ],
)
def test_whom_a_comment_calls(body, called):
    assert mentioned(body, PEOPLE) == called


@given(st.text(max_size=200))
def test_any_text_calls_people_that_there_are(body):
    assert set(mentioned(body, PEOPLE)) <= PEOPLE.keys()


@pytest.mark.parametrize(
    ("text", "typed"),
    [("请 @李", "李"), ("@", ""), ("请@李", "李"), ("mail@ex", None), ("@李华 好", None), ("没有", None)],
)
def test_a_name_that_is_begun_is_noticed(text, typed):
    assert being_called(text, len(text)) == typed


def test_an_empty_or_endless_comment_is_refused():
    with pytest.raises(BadInput, match="comment-empty"):
        check_comment({"body": " \n "}, new=True)
    with pytest.raises(BadInput, match="text-too-long"):
        check_comment({"body": "长" * (LENGTH_LIMIT + 1)})
    assert check_comment({"body": " 好的 \r\n"}, new=True) == {"body": "好的"}
