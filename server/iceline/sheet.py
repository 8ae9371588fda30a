"""A sheet of paper: A4 pages with Iceline's type, a heading, tables and a footer, as PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Final, Literal

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos
from fpdf.fonts import FontFace

FONTS: Final = "static/fonts"
STYLES: Final = (("", 500), ("B", 700))
TYPE: Final = "barlow-semi-condensed"
MARGIN_MM: Final = 14.0
INK: Final = (12, 22, 34)
QUIET: Final = (96, 110, 126)
RULE: Final = (18, 118, 158)
BAND: Final = (238, 244, 248)
ROW_MM: Final = 5.4


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is a share of what is left when all are added up."""

    title: str
    width: float
    align: Literal["L", "R", "C"] = "L"


class Sheet(FPDF):
    """`top` and `foot` stand on every page."""

    def __init__(self, top: Sequence[str], foot: str) -> None:
        super().__init__(format="A4")
        self._top = top
        self._foot = foot
        self.set_margins(MARGIN_MM, MARGIN_MM, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 8)
        self._add_type()
        self.alias_nb_pages()
        self.add_page()

    def header(self) -> None:
        name, *rest = self._top
        self.write_line(name, size=15, bold=True)
        for line in rest:
            self.write_line(line, size=9, color=QUIET)
        self.set_draw_color(*RULE)
        self.set_line_width(0.6)
        self.line(MARGIN_MM, self.get_y() + 1.5, self.w - MARGIN_MM, self.get_y() + 1.5)
        self.ln(5)

    def footer(self) -> None:
        self.set_y(-MARGIN_MM - 2)
        self._ink(8, QUIET)
        self.cell(0, 5, self._foot)
        self.set_x(MARGIN_MM)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align=Align.R)

    def write_line(
        self, text: str, *, size: float = 9, bold: bool = False, color: tuple[int, int, int] = INK, beside: str = ""
    ) -> None:
        """One line, and `beside` at the right end of it."""
        self._ink(size, color, bold=bold)
        height = size * 0.5
        self.cell(0, height, text)
        if beside:
            self.set_x(MARGIN_MM)
            self.cell(0, height, beside, align=Align.R)
        self.ln(height + 0.6)

    def write_table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> None:
        """Its heading is repeated on each page it goes over."""
        self._ink(9, INK)
        self.set_draw_color(*BAND)
        with self.table(
            col_widths=tuple(column.width for column in columns),
            text_align=tuple(column.align for column in columns),
            headings_style=FontFace(emphasis="BOLD", color=QUIET, fill_color=BAND, size_pt=8),
            borders_layout="HORIZONTAL_LINES",
            line_height=ROW_MM,
            padding=(0.3, 0.8, 0.3, 0.8),
            first_row_as_headings=True,
        ) as table:
            for cells in ([column.title for column in columns], *rows):
                line = table.row()
                for cell in cells:
                    line.cell(cell)
        self.ln(3)

    def write_pairs(self, told: Iterable[tuple[str, str]]) -> None:
        """A word and what it means, a line each; all of them on one page."""
        lines = list(told)
        if self.will_page_break(4.2 * len(lines)):
            self.add_page()
        for word, meaning in lines:
            self._ink(8, INK, bold=True)
            self.cell(14, 4.2, word)
            self._ink(8, QUIET)
            self.cell(0, 4.2, meaning, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def pdf(self) -> bytes:
        return bytes(self.output())

    def _ink(self, size: float, color: tuple[int, int, int], *, bold: bool = False) -> None:
        self.set_font(TYPE, "B" if bold else "", size)
        self.set_text_color(*color)

    def _add_type(self) -> None:
        """The fonts of the screens; letters that the latin file lacks come from its extension."""
        folder = files("iceline_web") / FONTS
        for style, weight in STYLES:
            for family, subset in ((TYPE, "latin"), (f"{TYPE}-ext", "latin-ext")):
                with as_file(folder / f"{TYPE}-{subset}-{weight}-normal.woff2") as path:
                    self.add_font(family, style, path)
        self.set_fallback_fonts([f"{TYPE}-ext"], exact_match=False)
