// A person signs in at the gateway, by way of Keycloak's own page, works with the session, and signs out.
// What they do there is done by script from the page that shows the API, as any page of ours would; STRANGER is a page of another site.
import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const { CHROMIUM, GATEWAY, STRANGER, USERNAME, PASSWORD } = process.env
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') })
const context = await browser.newContext()
const page = await context.newPage()
page.setDefaultTimeout(60_000)

/** The status of a fetch by a script of whatever page is shown. */
const status = (path, options) =>
  page.evaluate(([url, init]) => fetch(url, init).then((answer) => answer.status, () => 0), [GATEWAY + path, options])
const ours = { 'X-Waybill-Request': '1' }

try {
  await page.goto(`${GATEWAY}/auth/login?return=/api/session`)
  await page.locator('#username').fill(USERNAME)
  await page.locator('#password').fill(PASSWORD)
  await page.locator('#kc-login').click()
  await page.waitForURL(`${GATEWAY}/api/session`)
  const session = JSON.parse(await page.locator('body').innerText())
  assert.equal(session.name, USERNAME)

  const [cookie] = (await context.cookies(GATEWAY)).filter(({ name }) => name === 'waybill-session')
  assert.ok(cookie.httpOnly && cookie.sameSite === 'Lax' && cookie.path === '/')
  assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read it')

  await page.goto(`${GATEWAY}/q/swagger-ui/`)
  await page.locator('.swagger-ui .info .title').waitFor()

  const put = { method: 'PUT', body: 'from a browser' }
  assert.equal(await status('/api/content/session/browser.txt', { ...put, headers: ours }), 201)
  assert.equal(await status('/api/content/session/browser.txt', put), 403, 'a form could have sent that')

  const ended = page.evaluate(
    (url) =>
      new Promise((resolve, reject) => {
        const socket = new WebSocket(url)
        socket.onopen = () => (window.opened = true)
        socket.onclose = () => (window.opened ? resolve('ended') : reject(new Error('was refused')))
      }),
    `${GATEWAY.replace('http', 'ws')}/api/events`,
  )
  await page.waitForFunction(() => window.opened)

  const evil = await context.newPage()
  await evil.goto(`${STRANGER}/evil.html`)
  const stolen = await evil.evaluate(
    async ([url, socket]) => {
      const attempt = (path, init) => fetch(url + path, init).then((answer) => answer.status, () => 'blocked')
      const simple = { method: 'POST', mode: 'no-cors', credentials: 'include', body: 'x' }
      return [
        await attempt('/api/me', { credentials: 'include' }),
        await attempt('/api/session', { credentials: 'include' }),
        await attempt('/api/uploads', { ...simple, mode: 'cors', headers: { 'X-Waybill-Request': '1' } }),
        await attempt('/auth/logout', simple),
        await new Promise((resolve) => {
          const spy = new WebSocket(socket)
          spy.onopen = () => resolve('opened')
          spy.onerror = () => resolve('blocked')
        }),
      ]
    },
    [GATEWAY, `${GATEWAY.replace('http', 'ws')}/api/events`],
  )
  assert.deepEqual(new Set(stolen), new Set(['blocked']))
  assert.equal(await status('/api/me'), 200, 'still signed in')

  const logoutUrl = await page.evaluate(
    async ([url, headers]) => (await (await fetch(url, { method: 'POST', headers })).json()).logoutUrl,
    [`${GATEWAY}/auth/logout`, ours],
  )
  assert.equal(await ended, 'ended')
  assert.equal(await status('/api/me'), 401)
  await page.goto(logoutUrl)
  await page.goto(`${GATEWAY}/auth/login`)
  await page.locator('#kc-form-login').waitFor()
  console.log('signed in, worked, signed out')
} catch (error) {
  console.log(error.stack, page.url(), await page.locator('body').innerText())
  process.exitCode = 1
} finally {
  await browser.close()
}
