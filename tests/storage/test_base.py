import pickle
from copy import deepcopy
from uuid import UUID

import pytest
from sqlalchemy import bindparam, select

from salesdesk.storage.base import Id, new_id


@pytest.mark.parametrize("given", [UUID(int=0), UUID(int=2**128 - 1), new_id(), None])
def test_an_id_comes_back_from_the_database_as_it_went_in(database, given):
    with database.engine.connect() as connection:
        found = connection.scalar(select(bindparam("given", given, type_=Id())))
    assert (found, repr(found), hash(found)) == (given, repr(given), hash(given))
    assert pickle.loads(pickle.dumps(found)) == deepcopy(found) == given


def test_ids_from_the_database_are_told_apart_and_put_in_order(database):
    ids = sorted(new_id() for _ in range(5))
    with database.engine.connect() as connection:
        found = [connection.scalar(select(bindparam("given", given, type_=Id()))) for given in ids]
    assert sorted(found) == ids
    assert len(set(found) | set(ids)) == 5
    assert {one.version for one in found} == {7}
