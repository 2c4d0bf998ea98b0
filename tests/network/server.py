"""The web server of tests/network_test.cpp, on 127.0.0.1 only.

    server.py [FOLDER]    prints its port; with a folder also a second one, for TLS, with a certificate of its own making
                          at FOLDER/cert.pem

It ends when its standard input does, so nothing is left behind by a test that dies.
"""

import http.server
import json
import ssl
import subprocess
import sys
import threading
import time

MEBIBYTE = b"x" * (1 << 20)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    now = 0  # requests that are being answered
    most = 0  # at once, so far

    def log_message(self, *args):
        pass

    def answer(self, body, status=200, headers=()):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        with Handler.lock:
            Handler.now += 1
            Handler.most = max(Handler.most, Handler.now)
        try:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            name, _, argument = self.path.strip("/").partition("/")
            handler = getattr(self, "on_" + name, None)
            if handler is None:
                self.answer("nothing here", 404)
            else:
                handler(argument, body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with Handler.lock:
                Handler.now -= 1

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_any

    def on_hello(self, argument, body):
        self.answer("hello\n")

    def on_echo(self, argument, body):
        self.answer(f"{self.command} {self.headers.get('Content-Type')} {len(body)} ".encode() + body)

    def on_head(self, argument, body):
        """The request's head, without what differs from run to run."""
        lines = [f"{self.command} {self.path}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items() if name != "Host"]
        self.answer("\n".join(lines) + "\n")

    def on_status(self, argument, body):
        self.answer(f"status {argument}", int(argument))

    def on_headers(self, argument, body):
        self.answer("", 200, [("X-One", "1"), ("x-two", " a "), ("X-ONE", "2"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])

    def on_many(self, argument, body):
        self.answer("", 200, [(f"X-{i}", "v") for i in range(int(argument))])

    def on_slow(self, argument, body):
        time.sleep(int(argument) / 1000)
        self.answer(f"after {argument} ms")

    def on_most(self, argument, body):
        self.answer(str(Handler.most))

    def on_silent(self, argument, body):
        """Begins an answer and never ends it."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"part")
        self.wfile.flush()
        time.sleep(30)
        self.close_connection = True

    def on_cut(self, argument, body):
        """Ends the connection in the middle of an answer."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"part")
        self.close_connection = True

    def on_nothing(self, argument, body):
        self.close_connection = True

    def on_garbage(self, argument, body):
        self.wfile.write(b"this is not HTTP\r\n\r\n")
        self.close_connection = True

    def on_large(self, argument, body):
        """So many MiB, with or without saying so beforehand."""
        count, _, how = argument.partition("/")
        self.send_response(200)
        if how == "chunked":
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(int(count) << 20))
        self.end_headers()
        for _ in range(int(count)):
            self.wfile.write(MEBIBYTE)
        self.close_connection = True

    def on_latin(self, argument, body):
        self.answer(b"caf\xe9\n", 200, [("Content-Type", "text/plain; charset=utf-8")])

    def on_redirect(self, argument, body):
        """Another redirect, until the count is 0."""
        count = int(argument)
        self.answer("", 302, [("Location", f"/redirect/{count - 1}" if count > 1 else "/echo")])

    def on_loop(self, argument, body):
        self.answer("", 302, [("Location", "/loop")])

    def on_file(self, argument, body):
        self.answer("", 302, [("Location", "file:///etc/passwd")])

    def on_v1(self, argument, body):
        """What inference providers answer: the prompt decides how."""
        request = json.loads(body)
        prompt = request["messages"][0]["content"]
        if prompt == "status":
            self.answer('{"error": "overloaded"}', 529)
        elif prompt == "not json":
            self.answer("<html>")
        elif prompt == "empty":
            self.answer("{}")
        elif prompt == "not UTF-8":
            self.answer(b"\xff{}")
        elif prompt == "null":
            text = None
            self.answer(json.dumps({"content": [{"text": text}], "choices": [{"message": {"content": text}}]}))
        else:
            if prompt.startswith("slow"):
                time.sleep(0.3)
            told = {name: self.headers.get(name) for name in ("content-type", "x-api-key", "anthropic-version", "authorization")}
            text = json.dumps([self.path, told, request], sort_keys=True) + " \u00e9\U0001f600"
            if argument == "messages":
                self.answer(json.dumps({"content": [{"type": "text", "text": text}]}))
            else:
                self.answer(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request, client_address):
        pass  # clients go away in the middle of things here


def start(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


ports = [start()]
if len(sys.argv) > 1:
    certificate, key = sys.argv[1] + "/cert.pem", sys.argv[1] + "/key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    ports.append(start(context))
print(*ports, flush=True)
sys.stdin.read()
