"""Scrapy's settings for every crawl; `scrapy.cfg` and `cppcc crawl` both use them.

What an archivist sets stands in the environment, so that a scheduled crawl needs no file of its own:
CPPCC_ARCHIVE (folder), CPPCC_CONTACT (where a site's owner reaches the operator), CPPCC_OPERATOR (name for the WARCs),
CPPCC_NEWSPAPERS (declaration files, separated as in PATH), CPPCC_FREE_MB (free-space floor in MiB),
CPPCC_SEGMENT_BYTES (largest WARC segment).
"""

import os

from archive.software import SOFTWARE

BOT_NAME = "cppcc-archive"
SPIDER_MODULES = ["spiders"]
SPIDER_LOADER_CLASS = "spiders.loader.NewspaperLoader"
SCHEDULER = "crawler.scheduler.LedgerScheduler"

CPPCC_ARCHIVE = os.environ.get("CPPCC_ARCHIVE", "data/archive")
CPPCC_CONTACT = os.environ.get("CPPCC_CONTACT", "")
CPPCC_OPERATOR = os.environ.get("CPPCC_OPERATOR", "")
CPPCC_NEWSPAPERS = [path for path in os.environ.get("CPPCC_NEWSPAPERS", "").split(os.pathsep) if path]
CPPCC_FREE_MB = os.environ.get("CPPCC_FREE_MB", "500")
CPPCC_SEGMENT_BYTES = os.environ.get("CPPCC_SEGMENT_BYTES", str(1 << 30))  # a WARC segment is sealed before it
CPPCC_READERS = os.environ.get("CPPCC_READERS", "0")  # reading processes; 0: one less than the cores, at least 1

# A good citizen: says who it is, obeys robots.txt, one request at a time per server, no evasion.
USER_AGENT = f"{SOFTWARE} (archive of CPPCC reports; +{CPPCC_CONTACT or 'no contact given'})"
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.5
DOWNLOAD_DELAY_JITTER = 0.0  # the declared delay is a promise, not an average
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # also of a body unpacked; `crawler.capture` cuts one earlier and says so
DOWNLOAD_FAIL_ON_DATALOSS = False  # a cut transfer is captured and marked, then asked for again
COOKIES_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}

# Asking again is the ledger's decision, and a shell's META REFRESH the platform's.
RETRY_ENABLED = False
METAREFRESH_ENABLED = False
HTTPERROR_ALLOW_ALL = True
REFERER_ENABLED = False
REDIRECT_MAX_TIMES = 5
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the ledger knows every address once

SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "crawler.politeness.PolitenessMiddleware": 90,
    "crawler.capture.CaptureMiddleware": 980,  # closest to the network: bytes are kept before anything reads them
}

TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False  # on by default since Scrapy 2.19, and it runs code
LOG_LEVEL = "INFO"
STATS_DUMP = False
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 8_000_000
CONCURRENT_ITEMS = 1  # our callbacks yield no items, and Scrapy starts this many tasks for every response
