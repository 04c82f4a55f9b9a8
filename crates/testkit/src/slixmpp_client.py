"""An XMPP client for tests, driven by JSON lines.

It takes its settings from the first line of standard input (address, password, host, port, ca_file) and then one
order a line; it reports one event a line on standard output. `slixmpp.rs` is its other half.
"""

import asyncio
import json
import sys
import time

import slixmpp


class Client(slixmpp.ClientXMPP):
    def __init__(self, settings):
        super().__init__(settings["address"], settings["password"])
        self.ca_certs = settings["ca_file"]
        self.enable_direct_tls = False
        self.register_plugin("xep_0184")
        self.register_plugin("xep_0198")
        self.register_plugin("xep_0199")
        self.add_event_handler("session_start", self.begin)
        self.add_event_handler("message", self.take)
        self.add_event_handler("receipt_received", self.take_receipt)
        self.add_event_handler("presence_subscribed", self.subscribed)
        self.add_event_handler("failed_all_auth", self.refused)
        self.add_event_handler("connection_failed", self.refused)

    async def begin(self, _):
        await self.get_roster()
        self.send_presence()
        report(event="online", address=self.boundjid.full)

    def take(self, message):
        report(
            event="message",
            id=message["id"],
            sender=message["from"].full,
            kind=message["type"],
            body=message["body"],
            wants_receipt=bool(message["request_receipt"]),
            at=time.time(),
        )

    def take_receipt(self, message):
        report(event="receipt", id=message["receipt"], sender=message["from"].full)

    def subscribed(self, presence):
        report(event="subscribed", sender=presence["from"].full)

    async def ping(self, to):
        await self.plugin["xep_0199"].send_ping(to)
        report(event="pong", sender=to)

    def refused(self, why):
        report(event="refused", why=str(why))

    def obey(self, order):
        match order["order"]:
            case "send":
                message = self.make_message(mto=order["to"], mbody=order["body"], mtype="chat")
                if order.get("language"):
                    message["lang"] = order["language"]
                message.send()
            case "receipt":
                message = self.make_message(mto=order["to"], mtype="chat")
                message["receipt"] = order["id"]
                message.send()
            case "receipts":
                self.plugin["xep_0184"].auto_ack = order["on"]
            case "subscribe":
                self.send_presence(pto=order["to"], ptype="subscribe")
            case "ping":
                asyncio.ensure_future(self.ping(order["to"]))
            case "xml":
                self.send_raw(order["xml"])
            case unknown:
                report(event="refused", why=f"unknown order {unknown}")
        report(event="done", number=order["number"])


def report(**event):
    print(json.dumps(event), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    settings = json.loads(await lines.readline())
    client = Client(settings)
    client.connect(settings["host"], settings["port"])
    async for line in lines:
        client.obey(json.loads(line))
    # Standard input was closed: the test is over.
    await client.disconnect(wait=0.2)


asyncio.run(main())
