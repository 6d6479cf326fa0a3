"""Web addresses to bytes, within limits that keep this machine and others safe."""

from __future__ import annotations

import msgspec


class Web(msgspec.Struct, frozen=True):
    """How addresses are fetched."""

    allow_private: bool = False
