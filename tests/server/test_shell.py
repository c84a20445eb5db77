import asyncio

import pytest

from salesdesk.server.endpoints import filing, registration, syncing, watching
from salesdesk.server.metrics import Metrics
from salesdesk.server.shell import Shell

PATHS = {
    path.replace("{sha256:str}", "ab")
    for part in (filing, registration, syncing, watching)
    for handler in part.routes(None)
    for path in handler.paths
}


async def _answer(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200})


async def _nothing(*_):
    return {}


def _counted(folder, path):
    metrics = Metrics(folder)
    asyncio.run(Shell(_answer, metrics)({"type": "http", "path": path, "headers": []}, _nothing, _nothing))
    return metrics.text()


@pytest.mark.parametrize("path", sorted(PATHS))
def test_whatever_the_server_answers_is_counted_by_its_name(tmp_path, path):
    name = path.strip("/").removesuffix("/ab")
    assert f'salesdesk_requests_total{{endpoint="{name}",status="200"}} 1' in _counted(tmp_path, path)


def test_what_is_asked_by_strangers_makes_no_names(tmp_path):
    assert 'endpoint="other"' in _counted(tmp_path, "/wp-login.php")
