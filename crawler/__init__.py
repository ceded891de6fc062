"""The running crawl and the reading of pages."""
