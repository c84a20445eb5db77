#!/bin/sh
# Opens SalesDesk; where there is no display, says so and walks through the demo instead.
set -eu
cd "$(dirname "$0")/.."
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -z "${QT_QPA_PLATFORM:-}" ]; then
  echo "There is no display here, so no window can open. Walking through the demo instead;"
  echo "its pictures and PDFs are left in build/demo."
  QT_QPA_PLATFORM=offscreen exec .venv/bin/python main.py demo --out build/demo
fi
exec .venv/bin/python main.py "$@"
