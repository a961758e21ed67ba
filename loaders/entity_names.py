"""Names and codes as keys: what two spellings of one thing have in common, and ids made from names.

Ids derive from normalised names alone, never from row order, so that the same lists give the same ids.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.name_keys import UNSEEN
from graphsvc.domain.name_keys import name_key as name_key

PROVISIONAL = "~"
"""First character of the id of a firm known by name only."""

EXTERNAL = "ext"
"""First part of the id of a source that no firm name stands for."""

_POINTS = re.compile(r"[.,;'\"‘’“”·•。，；]+")
_LEGAL_FORM = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|股份公司|公司)$")
_SITE_WORD = re.compile(r"(?:分公司|分厂|工厂|厂区|厂|生产基地|基地|园区|车间|事业部|分部)$")
_BRANCH_WORD = re.compile(r".{0,12}分(?:公司|厂)$")
_PARENT_END = ("公司", "集团", "总厂", "集团)")


@lru_cache(maxsize=1 << 16)
def plain_key(text: str) -> str:
    """A firm's name without points and quotes: what Co., Ltd. and Co.,Ltd share.

    Examples
    --------
    >>> plain_key("Shili Tyre Co., Ltd.") == plain_key("SHILI TYRE CO.,LTD")
    True
    """
    return _POINTS.sub("", name_key(text))


@lru_cache(maxsize=1 << 16)
def short_key(text: str) -> str:
    """A firm's name without brackets and legal form: a proposal, never a proof of identity."""
    return _LEGAL_FORM.sub("", name_key(text).replace("(", "").replace(")", ""))


def loose_key(text: str) -> str | None:
    """What 股份/有限 variants of one full name share; None for a name without legal form."""
    return short_key(text) + "公司" if _LEGAL_FORM.search(name_key(text)) else None


@lru_cache(maxsize=1 << 18)
def code_key(text: str) -> str:
    """An identifier as it is compared: NFKC, without spaces, upper case."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


_BESIDE = (
    re.compile(r"^(.+?)\s*[(（\[【]([^()（）\[\]【】]+)[)）\]】]$"),
    re.compile(r"^([0-9A-Za-z._-]+)[\s:：_、|｜—-]*(?=[^\x00-\x7f])(.+)$"),
    re.compile(r"^(.*[^\x00-\x7f])[\s:：_、|｜—-]*([0-9A-Za-z._-]+)$"),
)


def code_beside_name(text: str) -> Iterator[tuple[str, str]]:
    """Ways to read a cell as a code and the name beside it; it is one where both stand for the same thing.

    Examples
    --------
    >>> list(code_beside_name("永磁电机（R4）")), list(code_beside_name("R2 氧化镨钕"))
    ([('永磁电机', 'R4')], [('R2', '氧化镨钕')])
    """
    for pattern in _BESIDE:
        if match := pattern.match(text.strip()):
            yield match[1], match[2]


def bare_code(text: str) -> str:
    """A credit or organisation code as it is compared: hyphens are no part of it."""
    return code_key(text).replace("-", "")


def is_repairable(code: str) -> bool:
    """Whether a text becomes a valid credit code once O is read as 0 and I as 1."""
    return is_credit_code(code_key(code).replace("O", "0").replace("I", "1"))


def is_other_identity(code: str) -> bool:
    """Whether a text is an identity of another kind: a licence of 15 digits or an organisation code."""
    return re.fullmatch(r"\d{15}|[0-9A-Z]{8}-?[0-9X]", code_key(code)) is not None


def provisional_id(name: str, region: str | None = None) -> str:
    """Id of a firm without a valid code; ``region`` only where one name stands for several places."""
    return f"{PROVISIONAL}{name_key(name)}" + (f"@{region}" if region else "")


def written_part(text: str, key: str) -> str:
    """The beginning of a name as written whose key is ``key``, the whole name where there is none.

    Examples
    --------
    >>> written_part("Example & Co. Ltd 有限公司 二分厂", "example&co.ltd有限公司")
    'Example & Co. Ltd 有限公司'
    """
    shown = " ".join(text.split())
    ends = range(1, len(shown) + 1) if name_key(shown) != key else ()
    return next((shown[:end] for end in ends if name_key(shown[:end]) == key), shown)


def external_id(place: str, product: str) -> str:
    """Id of an unnamed source: ``place`` is an ISO alpha-2 code, a region (its province counts), other, unknown.

    Examples
    --------
    >>> external_id("TH", "P020201"), external_id("130200", "P1"), external_id("other", "P1")
    ('ext:TH:P020201', 'ext:130000:P1', 'ext:other:P1')
    """
    province = f"{place[:2]}0000" if place.isdigit() else place
    return f"{EXTERNAL}:{province}:{product}"


class SiteName(NamedTuple):
    """A branch or plant: name key of the parent and what stands after it."""

    parent: str
    site: str


def has_site_word(name: str) -> bool:
    """Whether a name can be that of a branch or plant."""
    return _SITE_WORD.search(name_key(name)) is not None


def split_site(name: str, firms: Collection[str] | None = None) -> SiteName | None:
    """Take a branch or plant apart: 示例化工有限公司一分公司 is 一分公司 of 示例化工有限公司.

    Parameters
    ----------
    name
        As written.
    firms
        Name keys of known firms: the parent must be among them, the longest counts, and 分公司 or 分厂 may
        follow any of them. Without it the parent is what ends in 公司, whether known or not.

    Returns
    -------
    None where the name is no branch or plant.
    """
    key = name_key(name)
    if not has_site_word(name):
        return None
    for end in range(len(key) - 2, 3, -1):
        parent, site = key[:end], key[end:]
        ends_well = parent.endswith(_PARENT_END) and not parent.endswith("分公司")
        if firms is None:
            if ends_well and parent.endswith("公司") and _SITE_WORD.search(site):
                return SiteName(parent, site)
        elif parent in firms and (_SITE_WORD.search(site) if ends_well else _BRANCH_WORD.fullmatch(site)):
            return SiteName(parent, site)
    return None
