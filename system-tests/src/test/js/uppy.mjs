// A person at Uppy's dashboard: chooses a file, sends it, and meets what the test has planned for the cable.
// PAGE is where the page is, PLAN one word for each break of the cable, in their order:
//   wait    the cable was cut: Uppy goes on by itself
//   pause   the upload hangs: pause it and go on
//   reload  the upload hangs: load the page anew and choose the same file again
// or "refused" alone: the page is not let in.
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium } from 'playwright-core'

const { CHROMIUM, PAGE, PLAN, FILE } = process.env
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'
const browser = await chromium.launch({ executablePath: CHROMIUM, args: flags.split(' ') })
const page = await browser.newPage()
page.setDefaultTimeout(60_000)
page.on('console', (message) => console.log(message.text()))
page.on('pageerror', (error) => console.log(error.message))

const button = (title) => page.locator(`.uppy-StatusBar-actionCircleBtn[title="${title}"]`)

async function send() {
  await page.goto(`${PAGE}/uppy.html`)
  await page.locator('.uppy-Dashboard-input').first().setInputFiles(FILE)
  await page.locator('.uppy-StatusBar-actionBtn--upload').click()
}

async function cableHasBroken(times) {
  while (Number(await (await fetch(`${PAGE}/breaks`)).text()) < times) {
    if (await page.locator('.uppy-StatusBar.is-error').count()) throw new Error('The upload failed.')
    await sleep(50)
  }
}

const meets = {
  wait: async () => {},
  pause: async () => {
    await button('Pause').click()
    await button('Resume').click()
  },
  reload: send,
}

try {
  await send()
  if (PLAN === 'refused') {
    await page.locator('.uppy-StatusBar.is-error').waitFor()
  } else {
    for (const [index, step] of PLAN.split(' ').entries()) {
      await cableHasBroken(index + 1)
      await meets[step]()
    }
    await page.locator('.uppy-StatusBar.is-complete').waitFor()
  }
} catch (error) {
  console.log(error.message, await page.locator('body').innerText())
  process.exitCode = 1
} finally {
  await browser.close()
}
