"""Things people ask about, found by id or name."""

from __future__ import annotations

from graphsvc.domain.errors import NotFound
from graphsvc.domain.nearest import nearest
from graphsvc.judgements.scope import Scope


def find_product(scope: Scope, text: str, chain: str | None) -> str | None:
    """Code of the product asked about, by code or by a name that only one has.

    None where no chain was asked for and the product belongs to another chain only; NotFound with the nearest one
    where the version, or the chain asked for, does not know it.
    """
    products = scope.snapshot.products
    named = [code for code, row in products.items() if row["product_name"] == text]
    code = text if text in products else named[0] if len(named) == 1 else None
    if code in scope.product_codes:
        return code
    if code is not None and chain is None and len(scope.snapshot.chains) > 1:
        return None
    names = [*scope.product_codes, *(scope.product_name(c) for c in scope.product_codes)]
    raise NotFound("unknown_object", kind="product", value=text, nearest=nearest(text, names))
