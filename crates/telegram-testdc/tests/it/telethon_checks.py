"""Checks of the data centre by Telethon: telethon_checks.py NAME CONTROL_URL."""

import asyncio
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

from telethon import Button, TelegramClient, errors, events, functions, types
from telethon.crypto import rsa
from telethon.network import connection as transports
from telethon.sessions import StringSession

API = (12345, "0123456789abcdef0123456789abcdef")
CONTROL = sys.argv[2]
clients = []


def control(path, body=None, method=None):
    data = None if body is None and method != "POST" else json.dumps(body or {}).encode()
    request = urllib.request.Request(CONTROL + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def post(path, **body):
    return control(path, body, "POST")


SERVER = control("/server")
rsa.add_key(SERVER["public_key"], old=False)


def client(dc=2, transport=transports.ConnectionTcpFull, session=None, **options):
    stored = StringSession(session)
    if not session:
        host, port = SERVER["dcs"][str(dc)].split(":")
        stored.set_dc(dc, host, int(port))
    made = TelegramClient(stored, *API, connection=transport, **options)
    clients.append(made)
    return made


def user(name, phone, **more):
    return post("/users", first_name=name, username=name.lower() + "_test", phone=phone, **more)["id"]


def bot(name="helper_bot", **more):
    return post("/bots", first_name="Helper", username=name, **more)


async def user_client(phone, **options):
    made = client(**options)
    await made.connect()
    await made.send_code_request(phone)
    await made.sign_in(phone, control(f"/phones/{phone}/code")["code"])
    return made


async def bot_client(token, **options):
    made = client(**options)
    await made.start(bot_token=token)
    return made


async def refused(kind, call):
    try:
        await call
    except kind as error:
        return error
    raise AssertionError(f"nothing was refused, {kind.__name__} was expected")


async def until(what, condition):
    for _ in range(600):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"it never came about: {what}")


def texts(owner, other):
    return [message["text"] for message in control(f"/accounts/{owner}/chats/{other}")]


async def bot_over_every_transport():
    alice, helper = user("Alice", "15550001"), bot()
    post("/start", user=alice, bot=helper["id"])
    ways = [
        transports.ConnectionTcpFull,
        transports.ConnectionTcpAbridged,
        transports.ConnectionTcpIntermediate,
        transports.ConnectionTcpObfuscated,
    ]
    for way in ways:
        one = await bot_client(helper["token"], transport=way)
        me = await one.get_me()
        assert me.bot and me.id == helper["id"], me
        sent = await one.send_message("alice_test", f"hello via {way.__name__}")
        assert sent.out and sent.id
        # Longer than what is packed, and in the session that was saved.
        again = client(session=one.session.save(), transport=way)
        await again.connect()
        assert await again.is_user_authorized()
        await again.send_message("alice_test", "x" * 3000)
    assert len(texts(alice, helper["id"])) == 1 + 2 * len(ways)


async def bot_conversation():
    alice, helper = user("Alice", "15550001"), bot()
    one = await bot_client(helper["token"])
    got, presses = [], []

    @one.on(events.NewMessage(incoming=True))
    async def answer(event):
        got.append(event.raw_text)
        await event.respond("**Choose** `123456`", buttons=[[Button.inline("Yes", b"yes")]])

    @one.on(events.CallbackQuery())
    async def pressed(event):
        presses.append((event.sender_id, event.data))
        await event.answer("thanks")

    post("/start", user=alice, bot=helper["id"], payload="abc")
    await until("the start arrives", lambda: got == ["/start abc"])
    await until("the answer arrives", lambda: len(texts(alice, helper["id"])) == 2)
    seen = control(f"/accounts/{alice}/chats/{helper['id']}")[1]
    assert seen["buttons"] == [["Yes", "yes"]], seen
    assert ["code", "123456"] in seen["entities"], seen
    press = post("/press", user=alice, bot=helper["id"], message=seen["id"], data="yes")["id"]
    await until("the press arrives", lambda: presses == [(alice, b"yes")])
    phone = await user_client("15550001")
    message = (await phone.get_messages("helper_bot", limit=1))[0]
    answered = await message.click(0)
    assert answered.message == "thanks", answered
    assert control(f"/press/{press}")["text"] == "thanks"
    await phone(functions.messages.StartBotRequest("helper_bot", "helper_bot", "deep"))
    await until("the second start arrives", lambda: got[-1] == "/start deep")


async def presses_wait():
    alice, helper = user("Alice", "15550001"), bot()
    one = await bot_client(helper["token"])
    presses = []
    one.add_event_handler(lambda event: presses.append(event) or asyncio.sleep(0), events.CallbackQuery())
    post("/start", user=alice, bot=helper["id"])
    buttons = [[Button.inline("Yes", b"yes"), Button.inline("No", b"no")]]
    await one.send_message("alice_test", "Choose", buttons=buttons)
    shown = control(f"/accounts/{alice}/chats/{helper['id']}")[-1]["id"]
    press = {"user": alice, "bot": helper["id"], "message": shown}
    numbers = [post("/press", **press, data=data)["id"] for data in ("yes", "no")]
    await until("both presses arrive", lambda: len(presses) == 2)
    for pressed in reversed(presses):
        await pressed.answer(f"you said {pressed.data.decode()}")
    answers = [control(f"/press/{number}")["text"] for number in numbers]
    assert answers == ["you said yes", "you said no"], answers


async def bot_may_not_write_first():
    alice, helper = user("Alice", "15550001"), bot()
    one = await bot_client(helper["token"])
    await refused(errors.PeerIdInvalidError, one.send_message("alice_test", "hello"))
    post("/start", user=alice, bot=helper["id"])
    await one.send_message("alice_test", "hello")
    post(f"/accounts/{alice}/blocked", other=helper["id"], on=True)
    await refused(errors.UserIsBlockedError, one.send_message("alice_test", "hello"))
    post(f"/accounts/{alice}/blocked", other=helper["id"], on=False)
    await one.send_message("alice_test", "hello again")
    # A renamed user is the same, and nobody has the old name.
    post(f"/accounts/{alice}/username", username="alice_new")
    await refused(ValueError, one.send_message("nobody_here", "hello"))
    await one.send_message(alice, "to the new name")
    assert texts(alice, helper["id"])[-1] == "to the new name"


async def login_by_code():
    alice = user("Alice", "15550001")
    one = client()
    await one.connect()
    await one.send_code_request("+1 555 0001")
    await refused(errors.PhoneCodeInvalidError, one.sign_in("+1 555 0001", "abcde"))
    me = await one.sign_in("+1 555 0001", control("/phones/15550001/code")["code"])
    assert me.id == alice and me.phone == "15550001"
    # The second program gets its code in the first.
    two = client()
    await two.connect()
    sent = await two.send_code_request("+15550001")
    assert isinstance(sent.type, types.auth.SentCodeTypeApp)
    sent = await two.send_code_request("+15550001", force_sms=True)
    assert isinstance(sent.type, types.auth.SentCodeTypeSms)
    post("/phones/15550001/code", code="01234")
    await two.send_code_request("+15550001")
    assert await two(functions.auth.CancelCodeRequest("+15550001", two._phone_code_hash["15550001"]))
    await refused(errors.PhoneCodeExpiredError, two.sign_in("+15550001", "01234"))
    await one.log_out()
    assert control(f"/accounts/{alice}")["logins"] == 0


async def login_refusals():
    user("Alice", "15550001")
    one = client()
    await one.connect()
    await refused(errors.PhoneNumberInvalidError, one.send_code_request("12"))
    post("/phones/15550009/banned", on=True)
    await refused(errors.PhoneNumberBannedError, one.send_code_request("15550009"))
    await one.send_code_request("15550008")
    code = control("/phones/15550008/code")["code"]
    await refused(errors.PhoneNumberUnoccupiedError, one.sign_in("15550008", code))
    await one.send_code_request("15550001")
    code = control("/phones/15550001/code")["code"]
    post("/phones/15550001/expire")
    await refused(errors.PhoneCodeExpiredError, one.sign_in("15550001", code))
    await refused(errors.AccessTokenInvalidError, one.sign_in(bot_token="1:nonsense"))


async def login_with_password():
    bob = user("Bob", "15550002", password="s3cret pässword", hint="the usual")
    one = client()
    await one.connect()
    await one.send_code_request("15550002")
    code = control("/phones/15550002/code")["code"]
    await refused(errors.SessionPasswordNeededError, one.sign_in("15550002", code))
    await refused(errors.PasswordHashInvalidError, one.sign_in(password="nope"))
    assert (await one(functions.account.GetPasswordRequest())).hint == "the usual"
    me = await one.sign_in(password="s3cret pässword")
    assert me.id == bob
    sessions = await one(functions.account.GetAuthorizationsRequest())
    assert [session.current for session in sessions.authorizations] == [True]


async def scan(one, who):
    qr = await one.qr_login()
    waiting = asyncio.ensure_future(qr.wait(20))
    await asyncio.sleep(0)
    post("/qr", token=qr.token.hex(), user=who)
    return await waiting


async def login_by_qr():
    alice = user("Alice", "15550001")
    one = client()
    await one.connect()
    assert (await scan(one, alice)).id == alice
    bob = user("Bob", "15550002", password="pass")
    two = client()
    await two.connect()
    await refused(errors.SessionPasswordNeededError, scan(two, bob))
    assert (await two.sign_in(password="pass")).id == bob


async def login_by_qr_elsewhere():
    carol = user("Carol", "15550003", dc=1)
    one = client()
    await one.connect()
    assert (await scan(one, carol)).id == carol
    assert one.session.dc_id == 1


async def dialogs_and_history():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    for number in range(250):
        post("/messages", **{"from": bob, "to": alice, "text": f"message {number}"})
    others = [user(f"Friend{number}", f"1556{number:04}") for number in range(120)]
    for other in others:
        post("/messages", **{"from": other, "to": alice, "text": "hello"})
    one = await user_client("15550001")
    dialogs = await one.get_dialogs()
    assert len(dialogs) == 121, len(dialogs)
    assert dialogs[0].entity.id == others[-1] and dialogs[-1].unread_count == 250
    history = await one.get_messages("bob_test", limit=None)
    wanted = [f"message {n}" for n in reversed(range(250))]
    got = [message.text for message in history]
    assert got == wanted, (len(got), got[:3], got[-3:])
    oldest = await one.get_messages("bob_test", limit=3, reverse=True)
    assert [message.text for message in oldest] == ["message 0", "message 1", "message 2"]
    assert (await one.get_messages("bob_test", ids=history[7].id)).text == history[7].text


async def edit_delete_read():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one, two = await user_client("15550001"), await user_client("15550002")
    told = []
    one.add_event_handler(lambda e: told.append(("read", e.max_id)) or asyncio.sleep(0), events.MessageRead())
    two.add_event_handler(lambda e: told.append(("edit", e.text)) or asyncio.sleep(0), events.MessageEdited())
    two.add_event_handler(lambda e: told.append(("gone", e.deleted_ids)) or asyncio.sleep(0), events.MessageDeleted())
    sent = await one.send_message("bob_test", "helo")
    reply = await one.send_message("bob_test", "and more", reply_to=sent)
    await sent.edit("hello")
    await until("the edit arrives", lambda: ("edit", "hello") in told)
    seen = control(f"/accounts/{bob}/chats/{alice}")
    assert seen[0]["edited"] and seen[1]["reply_to"] == seen[0]["id"], seen
    await refused(errors.MessageNotModifiedError, sent.edit("hello"))
    await two.send_read_acknowledge("alice_test")
    await until("the reading is told", lambda: ("read", reply.id) in told)
    await sent.delete(revoke=True)
    await until("the deletion arrives", lambda: ("gone", [seen[0]["id"]]) in told)
    assert texts(bob, alice) == ["and more"]


async def files():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one, two = await user_client("15550001"), await user_client("15550002")
    for size in (1000, 700_000, 12_000_000):
        content = bytes(n * 7 % 251 for n in range(1000)) * (size // 1000)
        handle = await one.upload_file(content, file_name="some.bin")
        sent = await one.send_file("bob_test", handle, caption=f"{size} bytes")
        assert sent.file.size == size
        got = (await two.get_messages("alice_test", limit=1))[0]
        assert await two.download_media(got, bytes) == content
    seen = control(f"/accounts/{bob}/chats/{alice}")[0]
    post("/faults/migrate-file", owner=bob, message=seen["id"], dc=1)
    got = await two.get_messages("alice_test", ids=seen["id"])
    assert len(await two.download_media(got, bytes)) == 1000


async def migration():
    far, carol = bot("far_bot", dc=1), user("Carol", "15550003", dc=1)
    one = await bot_client(far["token"], dc=2)
    assert one.session.dc_id == 1 and (await one.get_me()).id == far["id"]
    two = await user_client("15550003", dc=2)
    assert two.session.dc_id == 1 and (await two.get_me()).id == carol
    post("/users", first_name="Dora", phone="15550004", dc=2)
    await two.send_message("far_bot", "from one far place to another")
    await until("it is there", lambda: len(texts(far["id"], carol)) == 1)


async def salts_and_drops():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one = await user_client("15550001")
    got = []
    one.add_event_handler(lambda e: got.append(e.raw_text) or asyncio.sleep(0), events.NewMessage(incoming=True))
    await one.send_message("bob_test", "before")
    post("/faults/change-salts")
    await one.send_message("bob_test", "after new salts")
    assert control("/server")["connections"] == 1
    assert post("/faults/drop") == {"cut": 1}
    await one.send_message("bob_test", "after a drop")
    post("/messages", **{"from": bob, "to": alice, "text": "hello"})
    await until("updates flow again", lambda: got == ["hello"])
    assert texts(bob, alice)[:3] == ["before", "after new salts", "after a drop"]


async def lost_update():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one = await user_client("15550001", catch_up=True)
    got = []
    one.add_event_handler(lambda e: got.append(e.raw_text) or asyncio.sleep(0), events.NewMessage(incoming=True))
    for text in ("first", "second", "third"):
        post("/faults/withhold", user=alice, on=text == "second")
        post("/messages", **{"from": bob, "to": alice, "text": text})
    await until("the gap is closed", lambda: got == ["first", "second", "third"])


async def ordered_errors():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one = await user_client("15550001")
    # Telethon itself sleeps through a short wait, and remembers a long one.
    post("/faults/flood", method="messages.sendMessage", seconds=1, times=2)
    await one.send_message("bob_test", "at last")
    post("/faults/flood", method="messages.getHistory", seconds=77)
    flood = await refused(errors.FloodWaitError, one.get_messages("bob_test", limit=1))
    assert flood.seconds == 77
    post("/faults/refuse", method="messages.sendMessage", code=400, name="PEER_FLOOD", user=alice)
    await refused(errors.PeerFloodError, one.send_message("bob_test", "x"))
    assert texts(bob, alice) == ["at last"]
    error = await refused(errors.RPCError, one(functions.stats.GetBroadcastStatsRequest(types.InputChannelEmpty())))
    assert "API method is invalid" in str(error), error


async def revoked():
    alice = user("Alice", "15550001")
    one, two = await user_client("15550001"), await user_client("15550001")
    sessions = (await one(functions.account.GetAuthorizationsRequest())).authorizations
    other = next(session for session in sessions if not session.current)
    assert await one(functions.account.ResetAuthorizationRequest(other.hash))
    await refused(errors.UnauthorizedError, two.send_message("me", "x"))
    assert await two.get_me() is None
    assert post(f"/accounts/{alice}/revoke", error="AUTH_KEY_UNREGISTERED") == {"ended": 1}
    await refused(errors.AuthKeyUnregisteredError, one.send_message("me", "x"))


async def frozen():
    user("Alice", "15550001")
    one = await user_client("15550001")
    post("/faults/freeze")
    asked = asyncio.ensure_future(one.get_me())
    done, _ = await asyncio.wait([asked], timeout=1)
    assert not done
    post("/faults/thaw")
    assert (await asyncio.wait_for(asked, 20)).first_name == "Alice"


async def contacts():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    one = await user_client("15550001")
    found = await one(functions.contacts.ResolvePhoneRequest("15550002"))
    assert found.users and found.peer.user_id == bob
    await refused(errors.PhoneNotOccupiedError, one(functions.contacts.ResolvePhoneRequest("15559999")))
    friend = types.InputPhoneContact(client_id=1, phone="+15550002", first_name="B", last_name="")
    imported = await one(functions.contacts.ImportContactsRequest([friend]))
    assert [entry.user_id for entry in imported.imported] == [bob]
    listed = await one(functions.contacts.GetContactsRequest(0))
    assert [entry.user_id for entry in listed.contacts] == [bob]
    full = await one(functions.users.GetFullUserRequest("bob_test"))
    assert full.full_user.id == bob
    assert (await one(functions.help.GetNearestDcRequest())).this_dc == 2


async def names_and_codes_are_told():
    alice, bob = user("Alice", "15550001"), user("Bob", "15550002")
    post("/messages", **{"from": bob, "to": alice, "text": "hello"})
    one = await user_client("15550001")
    told, got = [], []

    @one.on(events.Raw(types.UpdateUserName))
    async def name(update):
        told.append((update.user_id, update.first_name, [name.username for name in update.usernames]))

    one.add_event_handler(lambda e: got.append((e.sender_id, e.raw_text)) or asyncio.sleep(0), events.NewMessage(incoming=True))
    two = await user_client("15550002")
    await two(functions.account.UpdateProfileRequest(first_name="Robert"))
    await two(functions.account.UpdateUsernameRequest("robert_test"))
    wanted = [(bob, "Robert", ["bob_test"]), (bob, "Robert", ["robert_test"])]
    await until("the names are told", lambda: told == wanted)
    await refused(errors.UsernameOccupiedError, two(functions.account.UpdateUsernameRequest("alice_test")))
    await refused(errors.UsernameInvalidError, two(functions.account.UpdateUsernameRequest("a")))
    assert await two(functions.account.CheckUsernameRequest("robert_next"))
    post(f"/accounts/{bob}/username", username=None)
    await until("a name that is gone is told", lambda: told[-1] == (bob, "Robert", []))
    three = client()
    await three.connect()
    await three.send_code_request("15550001")
    code = control("/phones/15550001/code")
    assert code["sent_by"] == "app", code
    await until("the code is told", lambda: got and got[-1][0] == 777000 and code["code"] in got[-1][1])


async def qr_accepted_by_a_client():
    alice = user("Alice", "15550001")
    one, two = await user_client("15550001"), client()
    await two.connect()
    qr = await two.qr_login()
    waiting = asyncio.ensure_future(qr.wait(20))
    await asyncio.sleep(0)
    accepted = await one(functions.auth.AcceptLoginTokenRequest(qr.token))
    assert accepted.device_model and not accepted.current
    assert (await waiting).id == alice
    await refused(errors.AuthTokenInvalidError, one(functions.auth.AcceptLoginTokenRequest(b"x" * 32)))
    assert control(f"/accounts/{alice}")["logins"] == 2


async def no_account_is_made():
    one = client()
    await one.connect()
    sent = await one.send_code_request("15550009")
    request = functions.auth.SignUpRequest("15550009", sent.phone_code_hash, "Eve", "")
    await refused(errors.UpdateAppToLoginError, one(request))
    request = functions.auth.SignUpRequest("15550009", "nonsense", "Eve", "")
    await refused(errors.PhoneCodeExpiredError, one(request))


async def network_migration():
    carol = user("Carol", "15550003", dc=1)
    post("/faults/refuse", method="auth.sendCode", code=303, name="NETWORK_MIGRATE_1")
    one = await user_client("15550003", dc=2)
    assert one.session.dc_id == 1 and (await one.get_me()).id == carol


async def forgotten_keys():
    user("Alice", "15550001")
    # With the full transport Telethon connects anew for ever; grammers sees to that one.
    for way in (
        transports.ConnectionTcpAbridged,
        transports.ConnectionTcpIntermediate,
        transports.ConnectionTcpObfuscated,
    ):
        one = await user_client("15550001", transport=way)
        post("/faults/forget-keys")
        await refused(errors.AuthKeyNotFound, one.get_me())


def transcript():
    """The calls that README.md shows: method, path, body as text, code, answer."""
    readme = pathlib.Path(__file__).parents[2] / "README.md"
    lines = [line for line in readme.read_text().splitlines() if line[:2] in ("> ", "< ")]
    for asked, answered in zip(lines[::2], lines[1::2], strict=True):
        method, path, body = (asked[2:].split(" ", 2) + [""])[:3]
        code, answer = answered[2:].split(" ", 1)
        yield method, path, body, int(code), answer


def fits(wanted, got):
    """Whether an answer is as documented; "…" stands for what differs each time."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return wanted.keys() == got.keys() and all(fits(wanted[key], got[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(got, list):
        return len(wanted) == len(got) and all(map(fits, wanted, got))
    return wanted == "…" or wanted == got


def plain(method, path, body):
    """A call as curl makes it, without a content type of JSON."""
    request = urllib.request.Request(CONTROL + path, body.encode() if method == "POST" else None, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


async def documented_calls():
    steps, values = {}, {"TOKEN": None, "PRESS": None}

    async def someone_asks_for_a_code():
        one = client()
        await one.connect()
        await one.send_code_request("15550001")

    async def someone_shows_a_square():
        one = client()
        await one.connect()
        values["TOKEN"] = (await one.qr_login()).token.hex()
        steps["waiting"] = one

    async def the_bot_writes():
        helper = await bot_client("1003:token-of-1003")
        helper.add_event_handler(lambda e: e.answer("thanks"), events.CallbackQuery())
        await helper.send_message("alice_test", "Choose", buttons=[[Button.inline("Yes", b"yes")]])
        await helper.send_file("alice_test", await helper.upload_file(b"contents", file_name="a.txt"))

    before = {
        "GET /phones/15550001/code": someone_asks_for_a_code,
        "POST /qr": someone_shows_a_square,
        "POST /press": the_bot_writes,
    }
    for method, path, body, code, answer in transcript():
        if prepare := before.get(f"{method} {path}"):
            await prepare()
        for name, value in values.items():
            path, body = path.replace(name, value or name), body.replace(name, value or name)
        for _ in range(100):
            got_code, got = await asyncio.to_thread(plain, method, path, body)
            # A bot takes its time to answer a press.
            if path != f"/press/{values['PRESS']}" or got_code == code:
                break
            await asyncio.sleep(0.05)
        if path == "/press":
            values["PRESS"] = json.loads(got)["id"]
        shown = got.decode()
        if os.environ.get("TRANSCRIPT"):
            print(f"> {method} {path} {body}\n< {got_code} {shown}")
            continue
        wanted = answer if path.endswith("/file") else json.loads(answer)
        found = shown if path.endswith("/file") else json.loads(shown)
        if path == "/calls":
            wanted, found = wanted[0], next(call for call in found if call["method"] == wanted[0]["method"])
        assert got_code == code and fits(wanted, found), (method, path, body, got_code, shown)


async def program():
    """With nothing but what the program printed and wrote."""
    address, key = sys.argv[3:]
    assert SERVER["dcs"]["2"] == address, SERVER
    assert SERVER["public_key"] == pathlib.Path(key).read_text()
    alice = user("Alice", "15550001")
    one = await user_client("15550001")
    assert (await one.get_me()).id == alice


async def check(checks):
    try:
        await checks[sys.argv[1]]()
    finally:
        for one in clients:
            await one.disconnect()


def run(checks):
    asyncio.run(asyncio.wait_for(check(checks), 80))


if __name__ == "__main__":
    run(globals())
