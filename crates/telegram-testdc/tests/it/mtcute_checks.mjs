// Checks of the data centre by mtcute: what people and bots do.

import assert from 'node:assert/strict'

import {
  bot, botClient, client, codeOf, control, heard, listening, load, message, refused, run, same, texts, TRANSPORTS, until, user, userClient,
} from './mtcute_stage.mjs'

const checks = {
  async botOverEveryTransport() {
    const alice = await user('Alice', '15550001')
    const helper = await bot()
    await control('/start', { user: alice, bot: helper.id })
    for (const codec of TRANSPORTS) {
      const one = await botClient(helper.token, { codec })
      const me = await one.getMe()
      assert(me.isBot && me.id === helper.id)
      await one.sendText('alice_test', 'hello')
      await one.sendText('alice_test', 'x'.repeat(3000))
    }
    assert.equal((await texts(alice, helper.id)).length, 1 + 2 * TRANSPORTS.length)
  },

  async loginByCode() {
    const alice = await user('Alice', '15550001')
    await control('/phones/15550001/code', { code: '01234' })
    const one = client()
    await one.connect()
    const { phoneCodeHash, type, length } = await one.sendCode({ phone: '+1 555 0001' })
    assert.deepEqual([type, length], ['sms', 5])
    const phone = '15550001'
    await refused('PHONE_CODE_INVALID', one.signIn({ phone, phoneCodeHash, phoneCode: '99999' }))
    const me = await one.signIn({ phone, phoneCodeHash, phoneCode: '01234' })
    assert.equal(me.id, alice)
    assert.equal((await one.getMe()).firstName, 'Alice')
    await one.logOut()
    assert.equal((await control(`/accounts/${alice}`)).logins, 0)
  },

  async loginWithPassword() {
    const alice = await user('Alice', '15550001', { password: 'pass', hint: 'the usual' })
    const one = client()
    await one.connect()
    const phone = '15550001'
    const { phoneCodeHash } = await one.sendCode({ phone })
    const phoneCode = await codeOf(phone)
    await refused('SESSION_PASSWORD_NEEDED', one.signIn({ phone, phoneCodeHash, phoneCode }))
    assert.equal(await one.getPasswordHint(), 'the usual')
    await refused('PASSWORD_HASH_INVALID', one.checkPassword('wrong'))
    assert.equal((await one.checkPassword('pass')).id, alice)
  },

  async loginByQr() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002', { password: 'pass' })
    const carol = await user('Carol', '15550003', { dc: 1 })
    for (const [who, password] of [[alice], [bob, 'pass'], [carol]]) {
      const one = client()
      await one.connect()
      const scan = (url) => {
        const token = Buffer.from(new URL(url).searchParams.get('token'), 'base64url').toString('hex')
        void control('/qr', { token, user: who })
      }
      assert.equal((await one.signInQr({ onUrlUpdated: scan, password })).id, who)
      assert.equal((await one.getMe()).id, who)
    }
  },

  async sendAndReceive() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002')
    const one = await userClient('15550001')
    const two = await userClient('15550002')
    const got = await heard(two)
    const sent = await one.sendText('bob_test', 'hello')
    await until('it arrives', () => same(got, ['hello']))
    await one.sendText('bob_test', 'and more', { replyTo: sent.id })
    await one.editMessage({ chatId: 'bob_test', message: sent.id, text: 'hello again' })
    const seen = await control(`/accounts/${bob}/chats/${alice}`)
    assert.deepEqual(seen.map((one) => one.text), ['hello again', 'and more'])
    assert.equal(seen[1].reply_to, seen[0].id)
    await message(bob, alice, 'from outside')
    assert.equal((await one.getHistory('bob_test'))[0].text, 'from outside')
  },

  async buttons() {
    const alice = await user('Alice', '15550001')
    const helper = await bot()
    await control('/start', { user: alice, bot: helper.id })
    const one = await userClient('15550001')
    const two = await botClient(helper.token)
    const presses = []
    two.onRawUpdate.add(({ update }) => {
      if (update._ !== 'updateBotCallbackQuery') return
      presses.push(Buffer.from(update.data).toString())
      void two.answerCallbackQuery(update.queryId, { text: 'thanks' })
    })
    await listening(two)
    const { BotKeyboard } = await load('@mtcute/node')
    const replyMarkup = BotKeyboard.inline([
      [BotKeyboard.callback('Yes', 'yes'), BotKeyboard.url('Look', 'https://example.org/')],
      [BotKeyboard.callback('No', 'no')],
    ])
    await two.sendText('alice_test', 'Choose', { replyMarkup })
    const seen = (await control(`/accounts/${alice}/chats/${helper.id}`)).at(-1)
    assert.deepEqual(seen.buttons, [['Yes', 'yes'], ['Look', 'https://example.org/'], ['No', 'no']])
    const [got] = await one.getHistory('helper_bot', { limit: 1 })
    assert.deepEqual(got.markup.buttons.map((row) => row.map((button) => button.text)), [['Yes', 'Look'], ['No']])
    const answer = await one.getCallbackAnswer({ message: got, data: 'no' })
    assert.equal(answer.message, 'thanks')
    assert.deepEqual(presses, ['no'])
  },

  async dialogsAndHistory() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002')
    for (let number = 0; number < 250; number++) await message(bob, alice, `message ${number}`)
    const others = []
    for (let number = 0; number < 120; number++) {
      others.push(await user(`Friend${number}`, String(15560000 + number)))
      await message(others.at(-1), alice, 'hello')
    }
    const one = await userClient('15550001')
    const dialogs = []
    for await (const dialog of one.iterDialogs({ chunkSize: 50 })) dialogs.push(dialog)
    assert.equal(dialogs.length, 121)
    assert.equal(dialogs[0].peer.id, others.at(-1))
    assert.equal(dialogs.at(-1).unreadCount, 250)
    const history = []
    for await (const message of one.iterHistory('bob_test', { chunkSize: 60 })) history.push(message.text)
    assert.equal(history.length, 250)
    assert.deepEqual([history[0], history.at(-1)], ['message 249', 'message 0'])
  },

  async migration() {
    const carol = await user('Carol', '15550003', { dc: 1 })
    const far = await bot({ username: 'far_bot', dc: 1 })
    const one = await userClient('15550003')
    assert.equal((await one.getMe()).id, carol)
    const two = await botClient(far.token)
    assert.equal((await two.getMe()).id, far.id)
    await one.sendText('far_bot', 'from one far place to another')
    assert.equal((await texts(far.id, carol)).length, 1)
    // A hint that comes before anything else.
    await control('/faults/refuse', { method: 'auth.sendCode', code: 303, name: 'NETWORK_MIGRATE_1' })
    const three = await userClient('15550003')
    assert.equal((await three.getMe()).id, carol)
    const calls = (await control('/calls')).filter((call) => call.method === 'auth.sendCode').slice(-2)
    assert.deepEqual(calls.map((call) => [call.dc, call.error]), [[2, 'NETWORK_MIGRATE_1'], [1, null]])
  },

  async saltsAndDrops() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002')
    const one = await userClient('15550001')
    const got = await heard(one)
    await one.sendText('bob_test', 'before')
    await control('/faults/change-salts', {})
    await one.sendText('bob_test', 'after new salts')
    assert.deepEqual(await control('/faults/drop', {}), { cut: 1 })
    await one.sendText('bob_test', 'after a drop')
    await message(bob, alice, 'hello')
    await until('updates flow again', () => same(got, ['hello']))
    assert.deepEqual((await texts(bob, alice)).slice(0, 3), ['before', 'after new salts', 'after a drop'])
  },

  async lostUpdate() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002')
    const one = await userClient('15550001')
    const got = await heard(one)
    for (const text of ['first', 'second', 'third']) {
      await control('/faults/withhold', { user: alice, on: text === 'second' })
      await message(bob, alice, text)
    }
    await until('the gap is closed', () => same(got, ['first', 'second', 'third']))
  },

  async temporaryKeys() {
    const alice = await user('Alice', '15550001')
    const bob = await user('Bob', '15550002')
    const one = await userClient('15550001', { network: { usePfs: true } })
    const got = await heard(one)
    await one.sendText('bob_test', 'sealed with a temporary key')
    await message(bob, alice, 'hello')
    await until('updates come to the login', () => same(got, ['hello']))
    const bound = async () => (await control('/calls')).filter((call) => call.method === 'auth.bindTempAuthKey')
    const before = await bound()
    assert(before.length >= 1 && before.every((call) => call.error === null))
    assert((await control('/faults/forget-keys', { temporary: true })).forgotten >= 1)
    await one.sendText('bob_test', 'sealed with the next one')
    assert((await bound()).length > before.length)
    await message(bob, alice, 'hello again')
    await until('updates come again', () => same(got, ['hello', 'hello again']))
    assert.equal((await control(`/accounts/${alice}`)).logins, 1)
  },

  async forgottenKeys() {
    await user('Alice', '15550001')
    for (const codec of TRANSPORTS) {
      const one = await userClient('15550001', { codec })
      await control('/faults/forget-keys', {})
      await refused('AUTH_KEY_UNREGISTERED', one.sendText('me', 'x'))
      // Otherwise it would make a key anew whenever those of the others are forgotten.
      await one.destroy()
    }
  },
}

await run(checks)
