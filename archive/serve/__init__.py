"""The archive in the browser: Datasette with our start page, search, report, comparison and figure pages.

`site(folder)` in archive/serve/site.py is the whole of it. Pages are made on the server, work without JavaScript, and
ask no other host for anything; text from the web reaches a page only through autoescaping templates.
"""
