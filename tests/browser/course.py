"""Pages of a course, which is another site for the browser, with the app in a frame."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Course</title>
<body style="margin: 0">{}<textarea aria-label="Notes"></textarea></body></html>"""
FRAME = '<iframe title="Race" src="{}" width="100%" height="600" style="border: 0" {}></iframe>'
COPIES = 'allow="clipboard-write"'


class Course:
    """A server of pages by their paths.

    Its name is not plain `localhost`, which Streamlit trusts, whoever serves pages there.
    """

    def __init__(self, port: int) -> None:
        self.address = f"http://course.localhost:{port}"
        self.pages: dict[str, str] = {}


@contextmanager
def given() -> Iterator[Course]:
    """A course, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = course.pages.get(self.path)
            self.send_response(204 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *args: object) -> None:
            """Not on the test's output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        course = Course(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield course
        finally:
            server.shutdown()
