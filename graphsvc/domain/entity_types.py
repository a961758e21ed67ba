"""What can fail as one: the kinds of entity that scenarios, rankings and the description of the interface name."""

from __future__ import annotations

ENTITY_TYPES = ("firm", "group", "site", "park", "region", "country", "corridor", "product")
