import os
import time

import msgspec

from salesdesk.server.metrics import STALE, Figures, Metrics, Seconds


def test_counters_and_histograms_in_the_format_of_prometheus(tmp_path):
    metrics = Metrics(tmp_path / "m")
    metrics.count("salesdesk_requests_total", endpoint="sync/push", status="200")
    metrics.count("salesdesk_requests_total", 2, endpoint="sync/push", status="200")
    metrics.took("salesdesk_request_seconds", 0.03, endpoint="sync/push")
    metrics.took("salesdesk_request_seconds", 30, endpoint="sync/push")
    metrics.gauge("salesdesk_devices_waiting", lambda: 7)
    lines = metrics.text().splitlines()
    assert 'salesdesk_requests_total{endpoint="sync/push",status="200"} 3' in lines
    assert "# TYPE salesdesk_requests_total counter" in lines
    assert "# TYPE salesdesk_devices_waiting gauge" in lines
    assert "salesdesk_devices_waiting 7" in lines
    assert 'salesdesk_request_seconds_bucket{endpoint="sync/push",le="0.025"} 0' in lines
    assert 'salesdesk_request_seconds_bucket{endpoint="sync/push",le="0.05"} 1' in lines
    assert 'salesdesk_request_seconds_bucket{endpoint="sync/push",le="+Inf"} 2' in lines
    assert 'salesdesk_request_seconds_sum{endpoint="sync/push"} 30.030000' in lines


def test_large_counters_are_whole(tmp_path):
    metrics = Metrics(tmp_path)
    metrics.count("salesdesk_body_bytes_total", 123_456_789_012, way="in")
    assert 'salesdesk_body_bytes_total{way="in"} 123456789012' in metrics.text().splitlines()


def test_whoever_is_asked_adds_what_the_others_have_and_forgets_the_dead(tmp_path):
    metrics = Metrics(tmp_path)
    metrics.count("salesdesk_rows_total", 5)
    metrics.took("salesdesk_request_seconds", 1, endpoint="x")
    metrics.keep()  # one's own file is not added to oneself
    series = ("salesdesk_request_seconds", (("endpoint", "x"),))
    other = Figures({("salesdesk_rows_total", ()): 7}, {series: Seconds([0] * 11, 20, 2)})
    (tmp_path / "1.figures").write_bytes(msgspec.msgpack.encode(other))
    dead = tmp_path / "2.figures"
    dead.write_bytes(msgspec.msgpack.encode(other))
    os.utime(dead, (0, time.time() - 2 * STALE))
    (tmp_path / "3.figures").write_bytes(b"half")
    text = metrics.text()
    assert "salesdesk_rows_total 12" in text
    assert 'salesdesk_request_seconds_count{endpoint="x"} 3' in text
    assert not dead.exists()
    metrics.close()
    assert not (tmp_path / f"{os.getpid()}.figures").exists()
