"""The bars of a sheet as a small SVG drawing, for documents that show one."""

from xml.sax.saxutils import escape

from consultation.reply.word.writing import NO_SIGNS
from consultation.report.documents import Sheet, figure_of

WIDE, BAR, TALL, FIGURES = 640, 13, 38, 110  # units of the drawing


def svg(sheet: Sheet) -> tuple[str, int]:
    """The drawing and its height: a label, and below it the bar with its figure beside it."""
    most = sheet.base or max((count for _label, count in sheet.bars), default=0) or 1
    full = WIDE - FIGURES
    drawn = []
    for place, ((label, count), row) in enumerate(zip(sheet.bars, sheet.rows, strict=False)):
        top = place * TALL
        drawn.append(
            f'<text x="0" y="{top + 13}">{_plain(label)}</text>'
            f'<rect x="0" y="{top + 18}" width="{full}" height="{BAR}" fill="#e4ecec"/>'
            f'<rect x="0" y="{top + 18}" width="{full * min(count / most, 1):.1f}" height="{BAR}" '
            f'fill="#0b6e6e"/><text x="{full + 8}" y="{top + 29}">{_plain(figure_of(row))}</text>'
        )
    height = max(1, len(drawn)) * TALL
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{height}" '
        f'viewBox="0 0 {WIDE} {height}" font-family="Arial, Liberation Sans, sans-serif" '
        f'font-size="13" fill="#0f2a2e">{"".join(drawn)}</svg>'
    ), height


def _plain(text: str) -> str:
    return escape(NO_SIGNS.sub("", text))
