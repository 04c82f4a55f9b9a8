// Checks of the data centre by mtcute: groups, supergroups, channels and forums.

import assert from 'node:assert/strict'

import { botClient, control, listening, message, refused, run, same, until, user, userClient } from './mtcute_stage.mjs'

/** Alice, who is logged in, and Bob, whom the control leads. */
async function people() {
  const alice = await user('Alice', '15550001')
  const bob = await user('Bob', '15550002')
  const one = await userClient('15550001')
  await listening(one)
  return { alice, bob, one }
}

const group = async (creator, members, more = {}) =>
  (await control('/groups', { creator, members, title: 'Friends', ...more })).id
const seen = (owner, chat) => control(`/accounts/${owner}/chats/${chat}`)
const act = (owner, chat, id, what) => control(`/accounts/${owner}/chats/${chat}/messages/${id}`, what)
const change = (chat, what) => control(`/groups/${chat}`, what)
const move = (chat, who, what) => control(`/groups/${chat}/members/${who}`, { do: what })

/** A group of which the client has heard, so that it can address it. */
async function known(one, creator, members, more) {
  const heard = told(one)
  const chat = await group(creator, members, more)
  await message(creator, chat, 'ready')
  await comes(heard, 'new ready')
  return chat
}

/** Everything that a client is told, in short. */
function told(one) {
  const got = []
  one.onNewMessage.add((m) => got.push(m.action ? `${m.action.type}` : `new ${m.text}`))
  one.onEditMessage.add((m) => got.push(`edit ${m.text}`))
  one.onDeleteMessage.add((d) => got.push(`delete ${d.messageIds}`))
  one.onUserTyping.add((t) => got.push(`${t.status} ${t.userId}`))
  one.onHistoryRead.add((r) => got.push(`read ${r.maxReadId}${r.isOutbox ? ' by them' : ''}`))
  return got
}

const comes = (got, what) => until(`${what} among ${JSON.stringify(got)}`, () => got.includes(what))

async function members(one, chat) {
  const found = []
  for await (const member of one.iterChatMembers(chat, { type: 'recent', chunkSize: 3 })) found.push(member)
  return found
}

const checks = {
  async everyKindOfGroup() {
    const { alice, bob, one } = await people()
    const got = told(one)
    for (const kind of ['basic', 'supergroup', 'channel']) {
      const chat = await group(bob, [alice], { kind, title: kind })
      const { id } = await message(bob, chat, `hello ${kind}`)
      await comes(got, `new hello ${kind}`)
      const mine = (await seen(alice, chat)).at(-1).id
      await act(bob, chat, id, { edit: `changed ${kind}` })
      await comes(got, `edit changed ${kind}`)
      const [read] = await one.getMessages(chat, mine)
      assert.equal(read.text, `changed ${kind}`)
      assert.equal(read.chat.title, kind)
      await act(bob, chat, id, { delete: true })
      await comes(got, `delete ${mine}`)
      assert.deepEqual(await one.getMessages(chat, mine), [null])
    }
    const titles = []
    for await (const dialog of one.iterDialogs({ chunkSize: 2 })) titles.push(dialog.peer.displayName)
    assert.deepEqual(titles.sort(), ['basic', 'channel', 'supergroup'])
  },

  async writing() {
    const { alice, bob, one } = await people()
    for (const kind of ['basic', 'supergroup']) {
      const chat = await known(one, bob, [alice], { kind })
      if (kind === 'supergroup') await move(chat, alice, 'promote')
      const first = await one.sendText(chat, 'first')
      await one.replyText(first, 'answer')
      await one.editMessage({ chatId: chat, message: first.id, text: 'first, changed' })
      await one.sendReaction({ chatId: chat, message: first.id, emoji: '👍' })
      await one.pinMessage({ chatId: chat, message: first.id })
      const all = (await seen(alice, chat)).filter((m) => m.text)
      assert.deepEqual(all.map((m) => [m.text, m.reply_to]).slice(1), [['first, changed', null], ['answer', first.id]])
      assert.deepEqual([all[1].reactions, all[1].pinned, all[1].edited], [[[alice, '👍']], true, true])
      const [again] = await one.getMessages(chat, first.id)
      assert.deepEqual(again.reactions.reactions.map((r) => [r.emoji, r.count]), [['👍', 1]])
      await one.sendReaction({ chatId: chat, message: first.id, emoji: null })
      await one.deleteMessagesById(chat, [first.id])
      assert.deepEqual((await seen(alice, chat)).filter((m) => m.text).map((m) => m.text), ['ready', 'answer'])
    }
    const channel = await known(one, bob, [alice], { kind: 'channel' })
    await refused('CHAT_ADMIN_REQUIRED', one.sendText(channel, 'no')).catch(() =>
      refused('CHAT_WRITE_FORBIDDEN', one.sendText(channel, 'no')))
  },

  async historyByPage() {
    const { alice, bob, one } = await people()
    const chat = await known(one, bob, [alice])
    await control(`/groups/${chat}/fill`, { from: [bob, alice], count: 250, date: 1700000000 })
    const ids = []
    for await (const message of one.iterHistory(chat, { chunkSize: 60 })) ids.push(message.id)
    assert.equal(ids.length, 253)
    assert.deepEqual(ids, ids.toSorted((a, b) => b - a))
  },

  async readingAndTyping() {
    const { alice, bob, one } = await people()
    const got = told(one)
    for (const kind of ['basic', 'supergroup']) {
      const chat = await known(one, bob, [alice], { kind })
      const mine = await one.sendText(chat, `mine ${kind}`)
      await control(`/accounts/${bob}/chats/${chat}/read`, {})
      await comes(got, `read ${mine.id} by them`)
      got.length = 0
      await control(`/accounts/${bob}/chats/${chat}/typing`, {})
      await comes(got, `typing ${bob}`)
      await message(bob, chat, `theirs ${kind}`)
      await comes(got, `new theirs ${kind}`)
      await one.sendTyping(chat)
      await one.readHistory(chat)
      const dialog = (await one.getPeerDialogs(chat))[0]
      assert.equal(dialog.unreadCount, 0)
    }
  },

  async comingAndGoing() {
    const { alice, bob, one } = await people()
    const carol = await user('Carol', '15550003')
    const got = told(one)
    for (const kind of ['basic', 'supergroup']) {
      const chat = await group(bob, [alice], { kind })
      got.length = 0
      await control(`/groups/${chat}/members`, { users: [carol] })
      await comes(got, 'users_added')
      await move(chat, carol, 'leave')
      await comes(got, 'user_left')
      await control(`/groups/${chat}/members`, { users: [carol] })
      await move(chat, carol, 'remove')
      await comes(got, 'user_removed')
      await change(chat, { title: 'Other friends' })
      await comes(got, 'title_changed')
      await change(chat, { photo: 'YWJj' })
      await comes(got, 'photo_changed')
      const full = await one.getFullChat(chat)
      assert.equal(full.title, 'Other friends')
      assert.equal(Buffer.from(await one.downloadAsBuffer(full.photo.big)).toString(), 'abc')
      await change(chat, { photo: '' })
      await comes(got, 'photo_deleted')
      if (kind === 'basic') {
        const { id } = await control(`/groups/${chat}/upgrade`, {})
        await comes(got, 'chat_migrate_to')
        await message(bob, id, 'in the new one')
        await comes(got, 'new in the new one')
      }
    }
  },

  async membersAndRights() {
    const { alice, bob, one } = await people()
    const others = []
    for (let number = 0; number < 10; number++) others.push(await user(`Friend${number}`, String(15560000 + number)))
    const chat = await known(one, bob, [alice, ...others])
    assert.equal((await members(one, chat)).length, 12)
    await refused('CHAT_ADMIN_REQUIRED', one.kickChatMember({ chatId: chat, userId: others[0] }))
    await move(chat, alice, 'promote')
    await one.banChatMember({ chatId: chat, participantId: others[0] })
    await one.restrictChatMember({ chatId: chat, userId: others[1], restrictions: { sendMessages: true } })
    await one.setChatTitle(chat, 'By Alice')
    await one.setChatPhoto({ chatId: chat, type: 'photo', media: Buffer.from('picture') })
    const now = await control(`/groups/${chat}`)
    assert.deepEqual([now.title, now.has_photo, now.banned], ['By Alice', true, [others[0]]])
    assert.equal(now.members.find((member) => member.id === others[1]).restricted, true)
    const status = (await members(one, chat)).map((member) => [member.user.id, member.status])
    assert(same(status.find(([id]) => id === bob), [bob, 'creator']))
    assert(same(status.find(([id]) => id === alice), [alice, 'admin']))
    await one.leaveChat(chat)
    await refused('CHANNEL_PRIVATE', one.sendText(chat, 'late')).catch(() =>
      refused('USER_NOT_PARTICIPANT', one.sendText(chat, 'late'))).catch(() =>
      refused('CHAT_WRITE_FORBIDDEN', one.sendText(chat, 'late')))
  },

  async forum() {
    const { alice, bob, one } = await people()
    const chat = await known(one, bob, [alice], { forum: true })
    await move(chat, alice, 'promote')
    const made = await one.createForumTopic({ chatId: chat, title: 'Garden' })
    const { id } = await control(`/groups/${chat}/topics`, { title: 'Kitchen' })
    const titles = (await one.getForumTopics(chat)).map((topic) => topic.title)
    assert.deepEqual(titles.sort(), ['Garden', 'General', 'Kitchen'])
    const sent = await one.sendText(chat, 'roses', { replyTo: made.id })
    assert.equal((await seen(alice, chat)).find((m) => m.id === sent.id).topic, made.id)
    const got = told(one)
    await control('/messages', { from: bob, to: chat, text: 'soup', topic: id })
    await comes(got, 'new soup')
  },

  async mediaAndForwards() {
    const { alice, bob, one } = await people()
    const chat = await known(one, bob, [alice])
    const bytes = Buffer.from('hello').toString('base64')
    const { id } = await control('/messages', {
      from: bob, to: chat, text: 'see', media: { document: ['a.txt', 'text/plain', bytes] },
    })
    const [read] = await one.getMessages(chat, id)
    assert.deepEqual([read.media.fileName, read.media.mimeType], ['a.txt', 'text/plain'])
    assert.equal(Buffer.from(await one.downloadAsBuffer(read.media)).toString(), 'hello')
    const [forwarded] = await one.forwardMessages({ toChatId: 'me', messages: [read] })
    assert.equal(forwarded.forward.sender.id, bob)
    const sent = await one.sendMedia(chat, { type: 'document', file: Buffer.from('mine'), fileName: 'b.txt' })
    assert.equal((await seen(alice, chat)).find((m) => m.id === sent.id).media, 'file')
  },

  async lostUpdates() {
    const { alice, bob, one } = await people()
    const got = told(one)
    const chat = await group(bob, [alice])
    await message(bob, chat, 'before')
    await comes(got, 'new before')
    await control('/faults/withhold', { chat, on: true })
    await message(bob, chat, 'lost')
    await control('/faults/withhold', { chat, on: false })
    await message(bob, chat, 'after')
    await comes(got, 'new lost')
    await comes(got, 'new after')
  },

  async botsInGroups() {
    const { alice, bob } = await people()
    const helper = await control('/bots', { first_name: 'Helper', username: 'helper_bot', reads_all: true })
    const two = await botClient(helper.token)
    await listening(two)
    const got = told(two)
    for (const kind of ['basic', 'supergroup']) {
      const chat = await group(bob, [alice, helper.id], { kind })
      await message(bob, chat, `hello ${kind}`)
      await comes(got, `new hello ${kind}`)
      await two.sendText(chat, `answer ${kind}`)
      assert.equal((await seen(alice, chat)).at(-1).text, `answer ${kind}`)
    }
  },
}

await run(checks)
