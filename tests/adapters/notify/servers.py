#!/usr/bin/env python3
"""A real mail server or web server on loopback for the tests of second channels.

Usage: servers.py smtp COUNT [CERTIFICATE KEY USER PASSWORD]     servers.py http STATUS...
Prints its port, then what it got, a JSON object a line; ends after COUNT messages, or one request for each STATUS
(0: never answers).
"""

import asyncio
import http.server
import json
import ssl
import sys
import time


def say(**what):
    print(json.dumps(what), flush=True)


def smtp(count, certificate=None, key=None, user=None, password=None):
    from aiosmtpd.smtp import SMTP, AuthResult

    async def serve():
        done = asyncio.Event()
        left = [count]

        class Handler:
            async def handle_DATA(self, server, session, envelope):
                say(sender=envelope.mail_from, to=envelope.rcpt_tos, text=envelope.content.decode(),
                    tls=session.ssl is not None, user=session.auth_data)
                left[0] -= 1
                if left[0] == 0:
                    asyncio.get_event_loop().call_later(0.5, done.set)
                return "250 taken"

        options = {}
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)

            def check(server, session, envelope, mechanism, data):
                good = data.login.decode() == user and data.password.decode() == password
                return AuthResult(success=good, auth_data=user)
            options = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": check}
        server = await asyncio.get_event_loop().create_server(
            lambda: SMTP(Handler(), hostname="localhost", **options), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await done.wait()
    asyncio.run(serve())


def web(statuses):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            say(path=self.path, body=json.loads(body), token=self.headers.get("Authorization"))
            status = statuses.pop(0)
            if status == 0:
                time.sleep(3)
                return
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    while statuses:
        server.handle_request()


if sys.argv[1] == "smtp":
    smtp(int(sys.argv[2]), *sys.argv[3:])
else:
    web([int(one) for one in sys.argv[2:]])
