// Logs somebody in with GramJS: gramjs.js HOST PORT FINGERPRINT MODULUS EXPONENT PHONE CONTROL
const { createRequire } = require('node:module')
const load = createRequire(process.cwd() + '/')
const { TelegramClient } = load('telegram')
const { StringSession } = load('telegram/sessions')
const { _serverKeys } = load('telegram/crypto/RSA')
const { ConnectionTCPFull } = load('telegram/network')
const bigInt = load('big-integer')
const [, , host, port, fingerprint, modulus, exponent, phone, control] = process.argv

_serverKeys.set(fingerprint, { n: bigInt(modulus), e: Number(exponent) })

/** GramJS knows two ports, and this server has a third. */
class Connection extends ConnectionTCPFull {
  constructor(place) {
    super({ ...place, port: Number(port) })
  }
}

async function main() {
  const session = new StringSession('')
  session.setDC(2, host, 443)
  const client = new TelegramClient(session, 17, '0123456789abcdef0123456789abcdef', { connectionRetries: 2, connection: Connection })
  client.setLogLevel(process.env.GRAM_LOG || 'none')
  await client.start({
    phoneNumber: phone,
    phoneCode: async () => (await (await fetch(`${control}/phones/${phone.slice(1)}/code`)).json()).code,
    onError: (error) => { throw error },
  })
  const me = await client.getMe()
  console.log(me.id.toString())
  console.log(client.session.save())
  await client.destroy()
  process.exit(0)
}
main().catch((error) => { console.error(error); process.exit(1) })
