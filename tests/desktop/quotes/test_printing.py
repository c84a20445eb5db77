"""A quote on a printer. The printer here is one that prints into a file."""

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog

from salesdesk.desktop.quotes.printing import PrintJob
from salesdesk.services import quote_papers


def test_every_page_reaches_the_printer(office, window, make_quote, database, tmp_path, settle, heard):
    import pypdfium2  # noqa: PLC0415

    pdf = quote_papers.preview(database, make_quote(language="both"))
    before = pypdfium2.PdfDocument(pdf)
    pages = len(before)
    before.close()
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    PrintJob(office, window, "Q-1", lambda: pdf).print_on(printer)
    settle()
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == pages
    printed.close()
    assert heard.said[-1] == "Quote Q-1 has gone to the printer"


def test_without_a_printer_the_pdf_can_be_saved(page, make_quote, settle, qapp, heard, tmp_path, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    quote_id = make_quote()
    settle()
    page.table.setFocus()
    assert page.table.select_key(quote_id)
    page.orders.act("print")
    dialog = next(widget for widget in qapp.topLevelWidgets() if isinstance(widget, QFileDialog))
    assert "no printer" in heard.said[-1]
    path = tmp_path / "offer.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    settle()
    assert path.read_bytes().startswith(b"%PDF")
