"""A web server of these tests on this machine, and how it is asked."""

from __future__ import annotations

import http.server
import threading

import pytest

from pledgebook.errors import DocumentError
from pledgebook.read.fetch import Fetcher, Web
from pledgebook.read.files import read_paths
from pledgebook.read.reader import Intake

ARTICLE = (
    "<html><head><title>Norland pays</title></head><body><article><h1>Norland pays</h1>"
    "<p>Norland will give Ukraine 10 million crowns for generators, its café ministry said on Wednesday.</p>"
    "<p>The money comes from the budget of the coming year, an official of the ministry added at noon.</p></article></body></html>"
)
HTML = "text/html; charset=utf-8"


class Site:
    """A server with one function an address; `asked` holds the headers of every request in order."""

    def __init__(self, tls=None):
        self.pages, self.asked = {"/robots.txt": lambda handler: handler.answer(404)}, []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append((self.path, dict(self.headers)))
                self.close_connection = True
                site.pages.get(self.path, lambda handler: handler.answer(404))(self)

            def answer(self, status=200, body=b"", kind=HTML, **headers):
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), "Connection": "close", **headers}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                """a client that has hung up is what these tests are about"""

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.root = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def page(self, path, status=200, body=ARTICLE, kind=HTML, **headers):
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = lambda handler: handler.answer(status, data, kind, **headers)
        return self.root + path

    def paths(self):
        return [path for path, _ in self.asked if path != "/robots.txt"]


def near(**settings):
    """Settings for servers of these tests: near, quick, and not waited for."""
    return Web(**{"allow_private": True, "pause_s": 0.0, "backoff_s": 0.02, "timeout_s": 5.0, **settings})


def get(url, **settings):
    return Fetcher(near(**settings)).fetch(url)


def refusal(url, **settings):
    with pytest.raises(DocumentError) as caught:
        get(url, **settings)
    assert caught.value.hint
    return caught.value.code


def read(url, **settings):
    (found,) = read_paths([url], intake=Intake(web=near(**settings)))
    return found
