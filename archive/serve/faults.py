"""What a person is told where an address, a query or this program is wrong.

In place of Datasette's own way, which prints a traceback with the values of all variables for every wrong address.
"""

from __future__ import annotations

import sys
import traceback
from typing import Any

from datasette import Response
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request
from datasette.views.base import DatasetteError
from markupsafe import Markup

HEADINGS = {400: "Not possible", 403: "Not allowed", 404: "Not found", 503: "Too much at once"}
OURS = "The program failed; what happened stands in the terminal where cppcc serve runs."


async def told(datasette: Datasette, request: Request, exception: Exception) -> Any:
    """The answer that says what is wrong: a page, or JSON where JSON was asked for."""
    status, why, more = _meaning(exception)
    if request.path.endswith(".json"):
        return Response.json({**more, "ok": False, "error": str(why), "status": status}, status=status)
    template = datasette.jinja_env.get_template("refused.html")
    heading = HEADINGS.get(status, "Something went wrong")
    said = {"heading": heading, "why": why, "urls": datasette.urls}
    return Response.html(await template.render_async(said), status=status)


def _meaning(exception: Exception) -> tuple[int, str, dict[str, Any]]:
    """Status, words and further facts. A fault of ours is printed for the person who runs the server."""
    if isinstance(exception, Base400):
        return exception.status, str(exception), {}
    if isinstance(exception, DatasetteError):
        # Where Datasette says that its message is HTML, it has escaped what came from outside.
        why = Markup(exception.message) if exception.message_is_html else exception.message
        return exception.status, why, exception.error_dict
    traceback.print_exception(exception, file=sys.stderr)
    return 500, OURS, {}
