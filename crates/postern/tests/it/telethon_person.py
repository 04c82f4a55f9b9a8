"""A person with a client of their own: telethon_person.py CONTROL_URL PHONE BOT.

Reads commands, one a line: "start PAYLOAD" presses Start, "press LABEL" presses a button under the newest message that has
it. Prints what the bot writes, one JSON object a line, and {"ready": true} once it is logged in."""

import asyncio
import json
import sys
import urllib.request

from telethon import TelegramClient, events, functions
from telethon.crypto import rsa
from telethon.sessions import StringSession

CONTROL, PHONE, BOT = sys.argv[1:]


def control(path):
    with urllib.request.urlopen(CONTROL + path, timeout=10) as answer:
        return json.loads(answer.read())


def say(**what):
    print(json.dumps(what), flush=True)


async def main():
    server = control("/server")
    rsa.add_key(server["public_key"], old=False)
    session = StringSession()
    host, port = server["dcs"]["2"].split(":")
    session.set_dc(2, host, int(port))
    client = TelegramClient(session, 12345, "0123456789abcdef0123456789abcdef")
    await client.connect()
    await client.send_code_request(PHONE)
    await client.sign_in(PHONE, control(f"/phones/{PHONE}/code")["code"])
    bot = await client.get_input_entity(BOT)
    heard = []

    @client.on(events.NewMessage(incoming=True))
    async def hear(event):
        heard.append(event.message)
        rows = event.message.buttons or []
        say(text=event.raw_text, buttons=[button.text for row in rows for button in row])

    say(ready=True)
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while line := (await reader.readline()).decode().strip():
        verb, _, rest = line.partition(" ")
        if verb == "start":
            await client(functions.messages.StartBotRequest(bot=bot, peer=bot, start_param=rest))
        else:
            message = next(m for m in reversed(heard) if any(b.text == rest for row in m.buttons or [] for b in row))
            await message.click(text=rest)
            say(pressed=True)
    await client.disconnect()


asyncio.run(main())
