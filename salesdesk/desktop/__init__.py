"""The window."""

import sys

import PySide6.QtCore  # noqa: F401 - it must be there before it can be told anything

# PySide reads the source of every module imported after it, to see whether the module is one that may ask for
# PySide's "features" (snake_case names). Nobody here does, and it makes a start take half as long again.
_features = sys.modules.get("shibokensupport.feature")
if hasattr(_features, "_mod_uses_pyside"):
    _features._mod_uses_pyside = lambda _module: False  # type: ignore[union-attr]  # noqa: SLF001
