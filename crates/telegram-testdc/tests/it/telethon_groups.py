"""Checks of groups, supergroups and channels by Telethon: telethon_groups.py NAME CONTROL_URL."""

import asyncio
import base64
import io
import struct
import time
import zlib

import telethon_checks
from telethon import events, functions, types
from telethon.tl.custom import Message
from telethon_checks import bot, bot_client, control, errors, post, refused, until, user, user_client

PHONES = ["15550001", "15550002", "15550003"]


def encoded(content):
    return base64.b64encode(content).decode()


def png(width, height):
    """A picture of one colour."""

    def chunk(kind, content):
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + b"\x80\x40\x20" * width for _ in range(height))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def people():
    names = ["Alice", "Bob", "Carol"]
    return [user(name, phone) for name, phone in zip(names, PHONES)]


async def logged_in(count=3):
    ids = people()
    clients = [await user_client(phone, catch_up=False) for phone in PHONES[:count]]
    for one in clients:
        await one.get_dialogs()
    return ids, clients


def group(creator, members, **more):
    return post("/groups", creator=creator, members=members, title=more.pop("title", "Friends"), **more)["id"]


def seen(viewer, chat):
    return control(f"/accounts/{viewer}/chats/{chat}")


def write(sender, to, text, **more):
    return post("/messages", **{"from": sender, "to": to, "text": text}, **more)["id"]


def listen(one, kind, got, what):
    one.add_event_handler(lambda event: got.append(what(event)) or asyncio.sleep(0), kind)


def listen_raw(one, kind, got):
    one.add_event_handler(lambda update: got.append(update) or asyncio.sleep(0), events.Raw(kind))


async def basic_group():
    (alice, bob, carol), (one, two, three) = await logged_in()
    got, changes = [], []
    listen(two, events.NewMessage(incoming=True), got, lambda e: e.raw_text)
    listen(three, events.ChatAction(), changes, lambda e: e.action_message and type(e.action_message.action).__name__)
    await one.get_entity("bob_test")
    await one(functions.messages.CreateChatRequest(["bob_test", "carol_test"], "Trio"))
    chat = (await one.get_dialogs())[0].entity
    assert chat.title == "Trio" and chat.participants_count == 3 and chat.creator, chat
    sent = await one.send_message(chat, "hello all")
    reply = await one.send_message(chat, "and this", reply_to=sent)
    await until("the messages arrive", lambda: got == ["hello all", "and this"])
    theirs = [message for message in seen(bob, -chat.id) if not message["action"]]
    assert theirs[1]["reply_to"] == theirs[0]["id"], theirs
    await two.get_dialogs()
    mine = (await two.get_messages(types.PeerChat(chat.id), limit=1))[0]
    assert mine.text == "and this" and mine.sender_id == alice and mine.reply_to.reply_to_msg_id == theirs[0]["id"]
    assert {p.id for p in await two.get_participants(types.PeerChat(chat.id))} == {alice, bob, carol}
    await one(functions.messages.EditChatTitleRequest(chat.id, "Duo"))
    await one(functions.messages.EditChatAdminRequest(chat.id, "bob_test", True))
    full = await one(functions.messages.GetFullChatRequest(chat.id))
    roles = {type(p).__name__ for p in full.full_chat.participants.participants}
    assert roles == {"ChatParticipantCreator", "ChatParticipantAdmin", "ChatParticipant"}, roles
    await one(functions.messages.DeleteChatUserRequest(chat.id, "carol_test"))
    wanted = ["MessageActionChatCreate", "MessageActionChatEditTitle", "MessageActionChatDeleteUser"]
    await until("the changes are told", lambda: [c for c in changes if c] == wanted)
    await refused(errors.ChatWriteForbiddenError, three.send_message(types.PeerChat(chat.id), "still here?"))
    await reply.delete(revoke=True)
    assert [m["text"] for m in seen(bob, -chat.id) if not m["action"]] == ["hello all"]
    await refused(errors.ChatAdminRequiredError, two(functions.messages.MigrateChatRequest(chat.id)))
    await one(functions.messages.MigrateChatRequest(chat.id))
    became = control(f"/groups/{-chat.id}")["became"]
    await one.get_dialogs()
    await one.send_message(became, "in the new one")
    assert seen(bob, became)[-1]["text"] == "in the new one"


async def invite_links():
    (alice, bob, carol), (one, two, three) = await logged_in()
    chat = group(alice, [bob])
    await one.get_dialogs()
    exported = await one(functions.messages.ExportChatInviteRequest(chat))
    digest = exported.link.split("+")[1]
    offered = await three(functions.messages.CheckChatInviteRequest(digest))
    assert offered.title == "Friends" and offered.megagroup and offered.participants_count == 2, offered
    await three(functions.messages.ImportChatInviteRequest(digest))
    await refused(errors.UserAlreadyParticipantError, three(functions.messages.ImportChatInviteRequest(digest)))
    already = await three(functions.messages.CheckChatInviteRequest(digest))
    assert isinstance(already, types.ChatInviteAlready) and not already.chat.left
    await one(functions.messages.ExportChatInviteRequest(chat, legacy_revoke_permanent=True))
    await refused(errors.InviteHashExpiredError, two(functions.messages.CheckChatInviteRequest(digest)))
    await refused(errors.InviteHashInvalidError, two(functions.messages.CheckChatInviteRequest("nonsense")))


async def supergroup():
    (alice, bob, carol), (one, two, three) = await logged_in()
    told = []
    listen(three, events.NewMessage(incoming=True), told, lambda e: ("new", e.raw_text))
    listen(three, events.MessageEdited(), told, lambda e: ("edit", e.raw_text))
    listen(three, events.MessageDeleted(), told, lambda e: ("gone", tuple(e.deleted_ids)))
    made = await one(functions.channels.CreateChannelRequest("Rust", "about rust", megagroup=True))
    chat = made.chats[0]
    await one(functions.channels.InviteToChannelRequest(chat, ["bob_test", "carol_test"]))
    mark = -1000000000000 - chat.id
    for client in (two, three):
        await client.get_dialogs()
    sent = await two.send_message(mark, "helo **all**")
    await sent.edit("hello all")
    await until("it is edited", lambda: told == [("new", "helo all"), ("edit", "hello all")])
    await refused(errors.MessageAuthorRequiredError, three.edit_message(mark, sent.id, "mine"))
    await refused(errors.MessageDeleteForbiddenError, three.delete_messages(mark, sent.id))
    await one.delete_messages(mark, sent.id)
    await until("it is gone", lambda: told[-1] == ("gone", (sent.id,)))
    await refused(errors.ChatAdminRequiredError, two.edit_permissions(mark, "carol_test", send_messages=False))
    await one.edit_admin(mark, "bob_test", is_admin=True, title="boss")
    await two.edit_permissions(mark, "carol_test", send_messages=False)
    await refused(errors.UserBannedInChannelError, three.send_message(mark, "x"))
    rights = await one(functions.channels.GetParticipantRequest(mark, "carol_test"))
    assert rights.participant.banned_rights.send_messages
    await one(functions.channels.EditTitleRequest(mark, "Rust 2"))
    await one(functions.messages.EditChatAboutRequest(mark, "more of it"))
    full = await two(functions.channels.GetFullChannelRequest(mark))
    assert full.full_chat.about == "more of it" and full.chats[0].title == "Rust 2" and full.full_chat.participants_count == 3
    await one.kick_participant(mark, "carol_test")
    await refused(errors.ChannelPrivateError, three.get_messages(mark, limit=1))
    await refused(errors.UserNotParticipantError, one(functions.channels.GetParticipantRequest(mark, "carol_test")))
    await two.delete_dialog(mark)
    assert [member["id"] for member in control(f"/groups/{mark}")["members"]] == [alice]


async def access_hashes():
    (alice, bob, carol), (one, two, _) = await logged_in()
    private, public = group(alice, [bob]), group(alice, [], username="open_group", title="Open")
    await one.get_dialogs()
    theirs = await one.get_input_entity(private)
    stolen = types.InputPeerChannel(theirs.channel_id, theirs.access_hash)
    await refused(errors.ChannelInvalidError, two.get_messages(stolen, limit=1))
    open_one = await two.get_entity("open_group")
    assert open_one.left and open_one.title == "Open"
    await refused(errors.ChatWriteForbiddenError, two.send_message(open_one, "may I?"))
    await refused(errors.UserNotParticipantError, two(functions.channels.LeaveChannelRequest(open_one)))
    await two(functions.channels.JoinChannelRequest(open_one))
    await two.send_message(open_one, "I may")
    await two(functions.channels.LeaveChannelRequest(open_one))
    await two.get_dialogs()
    mine = await two.get_input_entity(private)
    post(f"/groups/{private}/members/{bob}", do="ban")
    await refused(errors.ChannelPrivateError, two(functions.channels.GetFullChannelRequest(mine)))
    await refused(errors.ChannelPrivateError, two.send_message(mine, "x"))


async def channel():
    (alice, bob, carol), (one, two, _) = await logged_in()
    got = []
    listen(two, events.NewMessage(incoming=True), got, lambda e: (e.raw_text, e.message.post, e.sender_id))
    news = group(alice, [bob, carol], kind="channel", title="News")
    await one.get_dialogs()
    await two.get_dialogs()
    await one.send_message(news, "the news")
    await until("the post arrives", lambda: got == [("the news", True, news)])
    await refused(errors.ChatWriteForbiddenError, two.send_message(news, "my news"))
    await refused(errors.ChatAdminRequiredError, two.get_participants(news))
    assert len(await one.get_participants(news)) == 3
    post(f"/groups/{news}/members/{bob}", do="promote")
    await two.send_message(news, "more news")
    assert [message["text"] for message in seen(carol, news) if not message["action"]] == ["the news", "more news"]


async def members_by_page():
    (alice, *_), (one,) = await logged_in(1)
    others = [user(f"Member{number}", f"1557{number:04}") for number in range(450)]
    helper = bot()["id"]
    chat = group(alice, [*others, helper])
    await one.get_dialogs()
    found = await one.get_participants(chat)
    assert {p.id for p in found} == {alice, helper, *others} and found.total == 452
    admins = await one.get_participants(chat, filter=types.ChannelParticipantsAdmins)
    assert [p.id for p in admins] == [alice]
    bots = await one.get_participants(chat, filter=types.ChannelParticipantsBots)
    assert [p.id for p in bots] == [helper]
    named = await one.get_participants(chat, search="member44")
    assert len(named) == 11, len(named)


async def history_by_page():
    (alice, bob, _), (one,) = await logged_in(1)
    chat = group(alice, [bob])
    first = int(time.time()) - 100_000 * 60
    post(f"/groups/{chat}/fill", **{"from": [alice, bob], "count": 1000, "date": first})
    await one.get_dialogs()
    # Telethon would wait a second before each page.
    history = await one.get_messages(chat, limit=None, wait_time=0)
    assert [m.text for m in history if not m.action] == [f"message {n}" for n in reversed(range(1000))]
    assert history.total == len(history)
    oldest = await one.get_messages(chat, limit=3, reverse=True)
    assert [m.text for m in oldest if not m.action] == ["message 0"], [m.text for m in oldest]
    found = await one.get_messages(chat, search="message 99", limit=None, wait_time=0)
    assert len(found) == 11, len(found)
    bobs = await one.get_messages(chat, from_user="bob_test", limit=None, wait_time=0)
    assert bobs.total == 500
    everywhere = await one.get_messages(None, search="message 998", limit=5)
    assert [m.text for m in everywhere] == ["message 998"]


async def two_hundred_dialogs():
    (alice, bob, _), (one,) = await logged_in(1)
    kinds = ["basic", "supergroup", "channel"]
    made = []
    for number in range(200):
        made.append(group(alice, [bob], kind=kinds[number % 3], title=f"Group {number}"))
        write(alice, made[-1], f"in group {number}")
    dialogs = await one.get_dialogs()
    assert [dialog.id for dialog in dialogs] == list(reversed(made)), len(dialogs)
    assert [dialog.message.text for dialog in dialogs[:2]] == ["in group 199", "in group 198"]
    # One by one, as a client with a small page would.
    some = [dialog.id async for dialog in one.iter_dialogs(limit=150)]
    assert some == list(reversed(made))[:150]


async def reactions_and_pins():
    (alice, bob, carol), (one, two, three) = await logged_in()
    for kind in ("basic", "supergroup"):
        chat = group(alice, [bob, carol], kind=kind)
        reactions, pins = [], []
        for client in (one, two, three):
            await client.get_dialogs()
        listen_raw(three, types.UpdateMessageReactions, reactions)
        listen_raw(three, (types.UpdatePinnedMessages, types.UpdatePinnedChannelMessages), pins)
        sent = await one.send_message(chat, "vote")
        at_two = (await two.get_messages(chat, limit=1))[0].id
        at_three = (await three.get_messages(chat, limit=1))[0].id
        emoji = [types.ReactionEmoji("👍")]
        await two(functions.messages.SendReactionRequest(chat, at_two, reaction=emoji))
        await until("the reaction arrives", lambda: len(reactions) == 1)
        assert reactions[0].msg_id == at_three and reactions[0].reactions.results[0].count == 1
        post(f"/accounts/{carol}/chats/{chat}/messages/{at_three}", react="👍")
        mine = (await two.get_messages(chat, ids=at_two)).reactions
        assert [(r.count, r.chosen_order) for r in mine.results] == [(2, 0)], mine
        listed = await two(functions.messages.GetMessageReactionsListRequest(chat, at_two, limit=10))
        assert {r.peer_id.user_id for r in listed.reactions} == {bob, carol}
        await two(functions.messages.SendReactionRequest(chat, at_two, reaction=[]))
        assert seen(alice, chat)[-1]["reactions"] == [[carol, "👍"]]
        await refused(errors.ReactionInvalidError, two(functions.messages.SendReactionRequest(chat, at_two, reaction=[types.ReactionEmoji("no")])))
        await one.pin_message(chat, sent.id, notify=True)
        await until("the pin arrives", lambda: len(pins) == 1)
        assert pins[0].pinned and pins[0].messages == [at_three]
        assert (await three.get_messages(chat, ids=types.InputMessagePinned())).id == at_three if kind == "supergroup" else True
        pinned = await three.get_messages(chat, filter=types.InputMessagesFilterPinned(), limit=5)
        assert [m.id for m in pinned] == [at_three]
        assert type(seen(bob, chat)[-1]["action"]) is str and seen(bob, chat)[-1]["reply_to"] == at_two
        await one.unpin_message(chat, sent.id)
        await until("the end of the pin arrives", lambda: len(pins) == 2)


async def reading_and_typing():
    (alice, bob, carol), (one, two, three) = await logged_in()
    for kind in ("basic", "supergroup"):
        chat = group(alice, [bob, carol], kind=kind)
        for client in (one, two, three):
            await client.get_dialogs()
        read, typed = [], []
        listen(one, events.MessageRead(), read, lambda e: (e.chat_id, e.max_id))
        listen_raw(one, (types.UpdateChatUserTyping, types.UpdateChannelUserTyping), typed)
        sent = await one.send_message(chat, "read me")
        dialog = next(d for d in await two.get_dialogs() if d.id == chat)
        # With what says that the group was made, and in a supergroup that people came in.
        assert dialog.unread_count == (2 if kind == "basic" else 3), dialog.unread_count
        await two.send_read_acknowledge(chat)
        await until("the reading is told", lambda: read == [(chat, sent.id)])
        dialog = next(d for d in await two.get_dialogs() if d.id == chat)
        assert dialog.unread_count == 0
        mine = next(d for d in await one.get_dialogs() if d.id == chat)
        assert mine.dialog.read_outbox_max_id == sent.id
        async with two.action(chat, "typing"):
            await until("the typing is told", lambda: len(typed) == 1)
        assert typed[0].from_id.user_id == bob
        post(f"/accounts/{carol}/chats/{chat}/typing")
        await until("the other typing is told", lambda: any(t.from_id.user_id == carol for t in typed))


async def topics():
    (alice, bob, _), (one, two) = await logged_in(2)
    chat = group(alice, [bob], forum=True, title="Forum")
    await one.get_dialogs()
    await two.get_dialogs()
    typed, got = [], []
    listen(two, events.NewMessage(incoming=True), got, lambda e: (e.raw_text, e.message.reply_to and e.message.reply_to.forum_topic))
    listen_raw(two, types.UpdateChannelUserTyping, typed)
    made = await one(functions.messages.CreateForumTopicRequest(chat, "Help"))
    topic = next(u.message.id for u in made.updates if isinstance(u, types.UpdateNewChannelMessage))
    other = post(f"/groups/{chat}/topics", title="Offers")["id"]
    first = await one.send_message(chat, "in help", reply_to=topic)
    await one.send_message(chat, "more help", reply_to=first)
    write(bob, chat, "an offer", topic=other)
    await one.send_message(chat, "in general")
    await until("they arrive", lambda: [g for g in got if g[0]] == [("in help", True), ("more help", True), ("in general", None)])
    listed = await two(functions.messages.GetForumTopicsRequest(chat, None, 0, 0, 100))
    assert {(t.id, t.title) for t in listed.topics} == {(1, "General"), (topic, "Help"), (other, "Offers")}
    assert next(t for t in listed.topics if t.id == topic).unread_count == 3
    inside = await two.get_messages(chat, reply_to=topic, limit=None)
    assert [m.text for m in inside] == ["more help", "in help"], [m.text for m in inside]
    assert inside[0].reply_to.reply_to_top_id == topic and inside[0].reply_to.reply_to_msg_id == first.id
    await two(functions.messages.ReadDiscussionRequest(chat, topic, inside[0].id))
    listed = await two(functions.messages.GetForumTopicsByIDRequest(chat, [topic, 999]))
    assert listed.topics[0].unread_count == 0 and isinstance(listed.topics[1], types.ForumTopicDeleted)
    await one(functions.messages.EditForumTopicRequest(chat, topic, title="Help!", closed=True))
    closed = await refused(errors.BadRequestError, two.send_message(chat, "one more", reply_to=topic))
    assert "TOPIC_CLOSED" in str(closed), closed
    post(f"/accounts/{alice}/chats/{chat}/typing", topic=other)
    await until("the typing is told", lambda: typed and typed[-1].top_msg_id == other)
    await one(functions.channels.ToggleForumRequest(chat, False, False))
    await refused(errors.BadRequestError, two(functions.messages.GetForumTopicsRequest(chat, None, 0, 0, 100)))


async def channel_gap():
    (alice, bob, _), (_, two) = await logged_in(2)
    chat = group(alice, [bob])
    await two.get_dialogs()
    got = []
    listen(two, events.NewMessage(incoming=True), got, lambda e: e.raw_text)
    write(alice, chat, "before")
    await until("the first arrives", lambda: got == ["before"])
    post("/faults/withhold", chat=chat, on=True)
    for number in range(150):
        write(alice, chat, f"lost {number}")
    post("/faults/withhold", chat=chat, on=False)
    write(alice, chat, "after")
    await until("the gap is closed", lambda: len(got) == 152)
    assert got == ["before", *(f"lost {number}" for number in range(150)), "after"]
    called = [c for c in control("/calls") if c["method"] == "updates.getChannelDifference"]
    assert len(called) >= 2 and all(c["error"] is None for c in called), called


async def too_much_missed():
    (alice, bob, _), (_, two) = await logged_in(2)
    chat = group(alice, [bob])
    peer = next(d for d in await two.get_dialogs() if d.id == chat)
    write(alice, chat, "never told")
    post("/faults/forget-updates", chat=chat)
    write(alice, chat, "told")
    kind = types.ChannelMessagesFilterEmpty()
    missed = await two(functions.updates.GetChannelDifferenceRequest(chat, kind, peer.dialog.pts, 100))
    assert isinstance(missed, types.updates.ChannelDifferenceTooLong), missed
    assert [m.message for m in missed.messages[:2]] == ["told", "never told"]
    some = await two(functions.updates.GetChannelDifferenceRequest(chat, kind, missed.dialog.pts - 1, 100))
    assert [m.message for m in some.new_messages] == ["told"] and some.final
    none = await two(functions.updates.GetChannelDifferenceRequest(chat, kind, missed.dialog.pts, 100))
    assert isinstance(none, types.updates.ChannelDifferenceEmpty)
    # The common difference comes in slices, and names the channel that changed.
    state = await two(functions.updates.GetStateRequest())
    for number in range(30):
        write(alice, bob, f"private {number}")
    before = state.date
    slices = await two(functions.updates.GetDifferenceRequest(state.pts, before, 0, pts_limit=20))
    assert isinstance(slices, types.updates.DifferenceSlice) and len(slices.new_messages) == 20
    rest = await two(functions.updates.GetDifferenceRequest(slices.intermediate_state.pts, before, 0))
    assert len(rest.new_messages) == 10
    assert any(isinstance(u, types.UpdateChannelTooLong) for u in rest.other_updates), rest.other_updates
    post("/faults/forget-updates", user=bob)
    long = await two(functions.updates.GetDifferenceRequest(state.pts, before, 0))
    assert isinstance(long, types.updates.DifferenceTooLong)


async def media():
    (alice, bob, _), (one, two) = await logged_in(2)
    chat = group(alice, [bob])
    for client in (one, two):
        await client.get_dialogs()
    picture = png(640, 480)
    sent = await one.send_file(chat, io.BytesIO(picture), caption="**see**", force_document=False)
    sent = sent if isinstance(sent, Message) else sent[0]
    got = (await two.get_messages(chat, limit=1))[0]
    assert got.raw_text == "see" and isinstance(got.entities[0], types.MessageEntityBold)
    voice = types.DocumentAttributeAudio(3, voice=True, waveform=b"\x01\x02")
    await one.send_file(chat, b"OggS" + bytes(2000), attributes=[voice], voice_note=True)
    got = (await two.get_messages(chat, limit=1))[0]
    assert got.voice and len(await two.download_media(got, bytes)) == 2004
    sticker = types.DocumentAttributeSticker("😀", types.InputStickerSetEmpty())
    await one.send_file(chat, io.BytesIO(b"RIFFsome webp"), attributes=[sticker], mime_type="image/webp", force_document=True)
    assert (await two.get_messages(chat, limit=1))[0].sticker
    await one.send_file(chat, types.InputMediaGeoPoint(types.InputGeoPoint(52.5, 13.4)))
    geo = (await two.get_messages(chat, limit=1))[0].geo
    assert (geo.lat, geo.long) == (52.5, 13.4)
    await one.send_file(chat, types.InputMediaContact("+15550002", "Bob", "B", ""))
    assert (await two.get_messages(chat, limit=1))[0].contact.user_id == bob
    plain = lambda text: types.TextWithEntities(text, [])
    answers = [types.PollAnswer(plain(word), word.encode()) for word in ("yes", "no")]
    poll = types.Poll(id=1, question=plain("Well?"), answers=answers, hash=0)
    asked = await one.send_file(chat, types.InputMediaPoll(poll))
    await two(functions.messages.SendVoteRequest(chat, asked.id, [b"no"]))
    results = (await two.get_messages(chat, ids=asked.id)).poll.results
    assert [(r.option, r.voters, r.chosen) for r in results.results] == [(b"yes", 0, False), (b"no", 1, True)]
    words = [message["media"] for message in seen(bob, chat) if message["media"]]
    assert words == ["file", "file", "file", "location", "contact", "poll"], words
    for kind, content in (("photo", encoded(picture)), ("document", ["a.txt", "text/plain", encoded(b"abc")])):
        write(bob, chat, "from outside", media={kind: content})
    last = (await one.get_messages(chat, limit=1))[0]
    assert last.file.name == "a.txt" and await one.download_media(last, bytes) == b"abc"


async def photos():
    (alice, bob, _), (one, two) = await logged_in(2)
    chat = group(alice, [bob])
    for client in (one, two):
        await client.get_dialogs()
    picture = png(640, 480)
    handle = await one.upload_file(picture, file_name="a.png")
    sent = await one.send_file(chat, types.InputMediaUploadedPhoto(handle))
    got = (await two.get_messages(chat, ids=sent.id)).photo
    assert [(s.type, s.w, s.h, s.size) for s in got.sizes] == [("x", 640, 480, len(picture))]
    assert await two.download_media(got, bytes, thumb="x") == picture
    handle = await one.upload_file(picture, file_name="b.png")
    await one(functions.channels.EditPhotoRequest(chat, types.InputChatUploadedPhoto(file=handle)))
    shown = await two.get_entity(chat)
    assert shown.photo.photo_id and await two.download_profile_photo(shown, bytes) == picture
    handle = await one.upload_file(picture, file_name="c.png")
    await one(functions.photos.UploadProfilePhotoRequest(file=handle))
    face = await two.get_entity("alice_test")
    assert await two.download_profile_photo(face, bytes) == picture
    assert len(await two.get_profile_photos("alice_test")) == 1
    post(f"/accounts/{bob}/photo", photo=encoded(png(200, 200)))
    assert (await one.get_profile_photos("bob_test"))[0].sizes[0].type == "m"
    await one(functions.channels.EditPhotoRequest(chat, types.InputChatPhotoEmpty()))
    assert isinstance((await two.get_entity(chat)).photo, types.ChatPhotoEmpty)


async def albums_and_forwards():
    (alice, bob, carol), (one, two, _) = await logged_in()
    chat, other = group(alice, [bob]), group(bob, [carol], title="Others")
    for client in (one, two):
        await client.get_dialogs()
    albums = []
    listen(two, events.Album(), albums, lambda e: [m.raw_text for m in e.messages])
    files = [io.BytesIO(png(100 + n, 100)) for n in range(3)]
    for number, file in enumerate(files):
        file.name = f"{number}.png"
    sent = await one.send_file(chat, files, caption=["one", "two", "three"])
    assert len({message.grouped_id for message in sent}) == 1 and sent[0].grouped_id
    await until("the album arrives", lambda: albums == [["one", "two", "three"]])
    forwarded = await two.forward_messages(other, [m.id for m in sent], chat)
    assert len({message.grouped_id for message in forwarded}) == 1
    assert all(message.fwd_from.from_id.user_id == alice for message in forwarded)
    there = [message for message in seen(carol, other) if message["media"]]
    assert [message["forwarded_from"] for message in there] == [alice] * 3
    assert await two.download_media(forwarded[1], bytes) == files[1].getvalue()
    post(f"/groups/{chat}", protected=True)
    await refused(errors.ChatForwardsRestrictedError, two.forward_messages(other, sent[0].id, chat))


async def bots_in_groups():
    (alice, bob, _), (one,) = await logged_in(1)
    shy, curious = bot("shy_bot"), bot("curious_bot", reads_all=True)
    heard = {"shy": [], "curious": []}
    for kind in ("basic", "supergroup"):
        chat = group(alice, [bob, shy["id"], curious["id"]], kind=kind)
        await one.get_dialogs()
        clients = {"shy": await bot_client(shy["token"]), "curious": await bot_client(curious["token"])}
        for name, client in clients.items():
            heard[name].clear()
            listen(client, events.NewMessage(incoming=True), heard[name], lambda e: e.raw_text)
        if kind == "basic":
            answer = await clients["shy"].send_message(types.PeerChat(-chat), "I am here")
        else:
            answer = await clients["shy"].send_message(types.PeerChannel(-1000000000000 - chat), "I am here")
        mine = (await one.get_messages(chat, limit=1))[0]
        assert mine.raw_text == "I am here" and mine.sender_id == shy["id"] and answer.out
        await one.send_message(chat, "among us")
        await one.send_message(chat, "/help")
        await one.send_message(chat, "you there", reply_to=mine.id)
        await one.send_message(chat, "hey @shy_bot")
        await until("the curious one hears all", lambda: heard["curious"] == ["I am here", "among us", "/help", "you there", "hey @shy_bot"] or heard["curious"] == ["among us", "/help", "you there", "hey @shy_bot"])
        await until("the shy one hears its own", lambda: heard["shy"] == ["/help", "you there", "hey @shy_bot"])
        for client in clients.values():
            await client.disconnect()


if __name__ == "__main__":
    telethon_checks.run(globals())
