"""The HTML page as a PDF, with WeasyPrint (extra `pdf`)."""

from __future__ import annotations


def pdf(page: str) -> bytes:
    """The page as PDF. ImportError with the way out where the extra is not installed. Nothing is fetched from
    anywhere.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415  (an extra)
        from weasyprint.urls import URLFetcher  # noqa: PLC0415  (as above)
    except (ImportError, OSError) as error:  # OSError: the libraries of the system that draw text are missing
        raise ImportError(
            "A PDF needs one more package. Install it with: pip install 'runner-intake[pdf]'"
        ) from error
    return bytes(HTML(string=page, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf())
