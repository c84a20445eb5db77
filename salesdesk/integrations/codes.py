"""Codes in a picture: QR, Data Matrix, Aztec, PDF417 and the common bars, read on this computer."""

from salesdesk.integrations.pictures import opened_picture

MOST = 8
"""Codes taken from one picture."""
_LONGEST = 2_400  # pixels of the longer side; finer print than that no code on a badge has


def codes_in(data: bytes) -> list[str]:
    """Return the texts of the codes in a picture, square ones first; an empty list if there is none.

    Takes up to seconds: for the background. Raises FileRefused: `picture-too-large`, `picture-unreadable`.
    """
    import zxingcpp  # noqa: PLC0415 - heavy, only for codes

    picture = opened_picture(data).convert("L")
    picture.thumbnail((_LONGEST, _LONGEST))
    found = zxingcpp.read_barcodes(picture)
    square = (zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix, zxingcpp.BarcodeFormat.Aztec)
    found.sort(key=lambda code: code.format not in square)
    return list(dict.fromkeys(code.text for code in found if code.text))[:MOST]
