"""The running crawl and the reading of pages."""

__version__ = "1.0.0"
