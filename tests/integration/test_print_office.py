"""The gap workbook on paper: LibreOffice prints it on A3 landscape, one page wide, with nothing cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from graphsvc.domain.notices import Lang
from graphsvc.exports.gap_cells import COLUMNS, word
from graphsvc.exports.gap_workbook import gap_workbook
from tests.integration.office import Office, converted, office
from tests.unit.exports.sample_gaps import document, full_row, plain_row

__all__ = ["office"]
pytestmark = pytest.mark.office

_A3_POINTS = (1190.55, 841.89)


def printed(office: Office, folder: Path, lang: Lang) -> PdfReader:
    """The workbook as LibreOffice prints it."""
    rows = [plain_row(), *(full_row(i) for i in range(2, 25))]
    (folder / "gap.xlsx").write_bytes(gap_workbook(document(rows, lang), lang))
    return PdfReader(converted(office, folder / "gap.xlsx", "pdf"))


def bare(text: str) -> str:
    """Text without blanks and line breaks: a wrapped heading reads like the whole one."""
    return "".join(text.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_is_on_every_page_of_the_list(office: Office, tmp_path: Path, lang: Lang) -> None:
    pages = printed(office, tmp_path, lang).pages
    assert 4 <= len(pages) <= 8
    for page in pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(_A3_POINTS, abs=2)
    headings = [bare(word("column", column.key, lang).format(days=90)) for column in COLUMNS]
    texts = [bare(page.extract_text()) for page in pages]
    lists = texts[:-3]  # then what was left out, the parameters, and the evidence
    for text in lists:
        assert [heading for heading in headings if heading not in text] == []
        assert word("word", "watermark_internal", lang) in text
        assert "v-20231231-1a2b3c4d" in text
    for row in range(2, 25):
        assert any(f"P0206{row:02d}" in text for text in lists)
        assert any(f"91370500FAKE0{row:02d}40Q" in text for text in lists)
    assert not any("###" in text for text in texts)
    assert "EV-02-0007" in texts[0]
