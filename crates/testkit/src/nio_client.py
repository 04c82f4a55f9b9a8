"""A Matrix client for tests, driven by JSON lines.

It takes its settings from the first line of standard input (address, user, password) and then one order a line; it
reports one event a line on standard output. `nio.rs` is its other half.
"""

import asyncio
import base64
import json
import sys

import nio

# So many events of a room come at once that none is left out.
FILTER = {"room": {"timeline": {"limit": 1000}}}
# How long one sync waits for news, in milliseconds.
WAIT = 10_000


class Refused(Exception):
    pass


class Person:
    def __init__(self, settings):
        # A refusal is to be seen, not tried again for ever.
        config = nio.AsyncClientConfig(encryption_enabled=False, max_limit_exceeded=0, max_timeouts=3)
        self.client = nio.AsyncClient(settings["address"], settings["user"], config=config)

    async def begin(self, password):
        session = good(await self.client.login(password, device_name="a test"))
        report(event="online", user=session.user_id)

    async def hear(self):
        told = set()
        while True:
            news = good(await self.client.sync(timeout=WAIT, sync_filter=FILTER))
            for room in set(news.rooms.invite) - told:
                told.add(room)
                report(event="invitation", room=room, name=self.client.invited_rooms[room].display_name)
            for room, info in news.rooms.join.items():
                told.discard(room)
                for event in info.timeline.events:
                    report(event="event", room=room, **described(event))

    async def obey(self, order):
        client = self.client
        match order["order"]:
            case "create_direct":
                preset = nio.RoomPreset.trusted_private_chat
                made = await client.room_create(is_direct=True, preset=preset, invite=[order["who"]])
                return good(made).room_id
            case "join":
                return good(await client.join(order["room"])).room_id
            case "send":
                sent = await client.room_send(order["room"], order["kind"], order["content"])
                return good(sent).event_id
            case "redact":
                return good(await client.room_redact(order["room"], order["id"])).event_id
            case "event":
                found = await client.room_get_event(order["room"], order["id"])
                return described(good(found).event)
            case "history":
                return await self.history(order["room"])
            case "download":
                file = good(await client.download(order["mxc"]))
                return {"kind": file.content_type, "bytes": base64.b64encode(file.body).decode()}
            case "room":
                room = client.rooms[order["room"]]
                members = {who: user.display_name for who, user in room.users.items()}
                return {"name": room.name, "topic": room.topic, "kind": room.room_type, "members": members}
            case unknown:
                raise Refused(f"unknown order {unknown}")

    async def history(self, room):
        """All events of a room, oldest first."""
        events, start = [], ""
        while start is not None:
            direction = nio.MessageDirection.back
            page = good(await self.client.room_messages(room, start, direction=direction, limit=500))
            events += page.chunk
            start = page.end
        return [described(event) for event in reversed(events)]


def good(answer):
    if isinstance(answer, nio.ErrorResponse):
        raise Refused(str(answer))
    return answer


def described(event):
    """An event, and as what nio understands it."""
    return {"kind": type(event).__name__, "source": event.source}


def report(**event):
    print(json.dumps(event), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=2**20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    settings = json.loads(await lines.readline())
    person = Person(settings)
    await person.begin(settings["password"])
    hearing = asyncio.create_task(person.hear())
    async for line in lines:
        order = json.loads(line)
        try:
            answer = await person.obey(order)
            report(event="done", number=order["number"], answer=answer)
        except Refused as why:
            report(event="failed", number=order["number"], why=str(why))
        if hearing.done():
            # Whatever ended it is told on standard error.
            hearing.result()
    # Standard input was closed: the test is over.
    hearing.cancel()
    await person.client.close()


asyncio.run(main())
