// What the checks with mtcute share. They are started in the folder with node_modules: FILE NAME CONTROL_URL.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(pathToFileURL(process.cwd() + '/'))
export const load = async (name) => import(pathToFileURL(require.resolve(name)).href.replace(/\.cjs$/, '.js'))
const {
  IntermediatePacketCodec, MemoryStorage, ObfuscatedPacketCodec, PaddedIntermediatePacketCodec, TcpTransport,
  TelegramClient, tl,
} = await load('@mtcute/node')
export { tl }
const { addPublicKey } = await load('@mtcute/core/utils.js')
const { NodeCryptoProvider } = await load('@mtcute/node/utils.js')

const [, , NAME, CONTROL] = process.argv
const clients = []

export async function control(path, body) {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(CONTROL + path, options)
  const content = await answer.json()
  if (!answer.ok) throw new Error(`${path}: ${content.error}`)
  return content
}

const SERVER = await control('/server')
const crypto = new NodeCryptoProvider()
await crypto.initialize?.()
addPublicKey(crypto, SERVER.public_key)

/** A TCP transport with a codec of the caller's choice. */
class Transport extends TcpTransport {
  constructor(codec) {
    super()
    this.codec = codec
  }

  packetCodec() {
    return this.codec()
  }
}

export const TRANSPORTS = [
  () => new IntermediatePacketCodec(),
  () => new PaddedIntermediatePacketCodec(),
  () => new ObfuscatedPacketCodec(new IntermediatePacketCodec()),
  () => new ObfuscatedPacketCodec(new PaddedIntermediatePacketCodec()),
]

export function client({ dc = 2, codec = TRANSPORTS[0], ...options } = {}) {
  const [ipAddress, port] = SERVER.dcs[dc].split(':')
  const place = { id: dc, ipAddress, port: Number(port) }
  const made = new TelegramClient({
    apiId: 12345,
    apiHash: '0123456789abcdef0123456789abcdef',
    storage: new MemoryStorage(),
    defaultDcs: { main: place, media: place },
    transport: new Transport(codec),
    logLevel: process.env.MTCUTE_LOG ? 5 : 1,
    ...options,
  })
  clients.push(made)
  return made
}

export async function user(name, phone, more = {}) {
  const username = `${name.toLowerCase()}_test`
  return (await control('/users', { first_name: name, username, phone, ...more })).id
}

export const bot = (more = {}) => control('/bots', { first_name: 'Helper', username: 'helper_bot', ...more })
export const message = (from, to, text) => control('/messages', { from, to, text })
export const texts = async (owner, other) => (await control(`/accounts/${owner}/chats/${other}`)).map((seen) => seen.text)
export const codeOf = async (phone) => (await control(`/phones/${phone}/code`)).code

export async function userClient(phone, options) {
  const made = client(options)
  await made.connect()
  const { phoneCodeHash } = await made.sendCode({ phone })
  await made.signIn({ phone, phoneCodeHash, phoneCode: await codeOf(phone) })
  return made
}

export async function botClient(token, options) {
  const made = client(options)
  await made.connect()
  await made.signInBot(token)
  return made
}

/** What a client is written from now on. */
export async function heard(one) {
  const got = []
  one.onNewMessage.add((message) => message.isOutgoing || got.push(message.text))
  await listening(one)
  return got
}

/**
 * Waits until a client hears updates. Each login has it begin to; to call `startUpdatesLoop` as well before that is done
 * begins it twice, and everything that has no pts is told twice.
 */
export async function listening(one) {
  await until('updates are heard', () => one._client.updates.updatesLoopActive)
}

export async function until(what, condition) {
  for (let tries = 0; tries < 600; tries++) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`it never came about: ${what}`)
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
export const refused = (name, call) => assert.rejects(call, (error) => tl.RpcError.is(error, name) || assert.fail(error))

/** Does the check that was asked for, and says what was called if it fails. */
export async function run(checks) {
  try {
    await checks[NAME]()
  } catch (error) {
    console.error(error)
    console.error(await control('/calls').then((calls) => calls.slice(-20)))
    process.exitCode = 1
  }
  for (const one of clients) await Promise.race([one.destroy(), new Promise((resolve) => setTimeout(resolve, 500))])
  process.exit()
}
