"""The HTML page as a PDF, with WeasyPrint (extra `pdf`)."""

from __future__ import annotations


def pdf(page: str) -> bytes:
    """The page as PDF. ImportError with the way out where the extra is not installed. Nothing is fetched from
    anywhere.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ImportError(
            "A PDF needs one more package. Install it with: pip install 'runner-intake[pdf]'"
        ) from error
    return bytes(HTML(string=page, url_fetcher=_nothing).write_pdf())


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"A report loads nothing from elsewhere ({url[:20]}).")
