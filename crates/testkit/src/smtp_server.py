"""An SMTP server (aiosmtpd) that says by the part before the @ what it thinks of a recipient.

Reads its settings as one line of JSON, says on which port it listens, and writes each message that it took as a line.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

REFUSALS = {
    "gone": "550 5.1.1 <{}>: no such user",
    "nobody": "550 No such user here",
    "spam": "550 5.7.1 <{}>: looks like spam",
    "full": "552 5.2.2 <{}>: mailbox full",
    "busy": "450 4.7.1 <{}>: too many messages",
}


def say(what):
    print(json.dumps(what), flush=True)


class Handler:
    def __init__(self):
        self.greylisted = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local in REFUSALS:
            return REFUSALS[local].format(address)
        if local == "grey" and address not in self.greylisted:
            self.greylisted.add(address)
            return "451 4.7.1 greylisted"
        if local == "silent":
            await asyncio.Event().wait()
        if local == "cut":
            server.transport.abort()
            return "250 OK"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope: Envelope):
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: (parsed.get_body((kind,)) or parsed).get_content()
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "headers": {name.lower(): str(value) for name, value in parsed.items()},
                "plain": part("plain"),
                "html": part("html"),
                "tls": session.ssl is not None,
                "login": session.auth_data,
                "peer": session.peer[1],
                "hello": session.host_name,
                "raw": envelope.content.decode("ascii"),
            }
        )
        return "250 2.0.0 OK"


async def main():
    settings = json.loads(sys.stdin.readline())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings["certificate"], settings["key"])
    tls = settings["tls"]
    accounts = {}

    def authenticate(server, session, envelope, mechanism, data):
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False)
        user, password = data.login.decode(), data.password.decode()
        fits = accounts.get(user) == password
        return AuthResult(success=fits, handled=False, auth_data=user if fits else None)

    handler = Handler()

    def factory():
        return SMTP(
            handler,
            hostname="mail.example.org",
            tls_context=context if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            auth_required=settings["login"] is not None,
            auth_require_tls=tls == "starttls",
            authenticator=authenticate,
        )

    server = await asyncio.get_running_loop().create_server(
        factory,
        "127.0.0.1",
        settings["port"],
        ssl=context if tls == "implicit" else None,
    )
    if settings["login"]:
        accounts.update([settings["login"]])
    say({"port": server.sockets[0].getsockname()[1]})
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        # From now on these accounts may log in.
        accounts.clear()
        accounts.update(json.loads(line))
        say({"accounts": sorted(accounts)})


asyncio.run(main())
