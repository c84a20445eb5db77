import threading

import pytest

from salesdesk.storage.lane import Lane


def test_the_lane_is_handed_on_in_the_order_it_was_asked_for():
    lane, order, waiting = Lane(), [], []

    def take(number):
        with lane:
            order.append(number)

    with lane:
        for number in range(8):
            thread = threading.Thread(target=take, args=(number,))
            thread.start()
            while len(lane._waiting) <= number:  # until this one stands in the queue
                pass
            waiting.append(thread)
    for thread in waiting:
        thread.join()
    assert order == list(range(8))


def test_asking_again_is_refused_and_leaving_frees_it():
    lane = Lane()
    with lane, pytest.raises(RuntimeError), lane:
        pass
    with lane:
        pass
