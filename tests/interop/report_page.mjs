// node report_page.mjs FILE: opens a report of bayeux-conformance in headless Chromium and prints what is seen, as
// JSON. Ends with status 77 when there is no Chromium.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const skipped = 77;

async function chromium() {
  try {
    const { startBrowser } = await import('./support/browser_client.mjs');
    return startBrowser;
  } catch (error) {
    console.log(`npm ci has not been run in tests/interop: ${error.code}`);
    process.exit(skipped);
  }
}

/** What `page` shows: counted by the browser, not read from the markup. */
function look(page) {
  return page.evaluate(() => {
    const seen = (selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()).length;
    return {
      title: document.title,
      cases: seen('tbody.case'),
      cells: seen('td.cell'),
      conversations: seen('tbody.case details'),
      filters: seen('#filters'),
      shown: document.getElementById('shown').value,
      scripts: document.scripts.length,
      images: document.images.length,
      hacked: window.hacked ?? false,
      background: getComputedStyle(document.body).backgroundColor,
      tooWide: document.documentElement.scrollWidth > window.innerWidth,
    };
  });
}

async function uncheck(page, name, keep) {
  const boxes = page.locator(`#filters input[name="${name}"]`);
  for (const box of await boxes.all()) await box.setChecked(keep.includes(await box.getAttribute('value')));
}

const [file] = process.argv.slice(2);
if (!file || !existsSync(file)) {
  console.error('usage: node report_page.mjs FILE');
  process.exit(2);
}
const startBrowser = await chromium();
const scene = {
  skip(reason) {
    console.log(reason);
    process.exit(skipped);
  },
  defer() {},
};
const browser = await startBrowser(scene);
try {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  const requests = [];
  const errors = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(pathToFileURL(resolve(file)).href);
  const seen = { all: await look(page) };

  await page.locator('tbody.case summary').first().click();
  seen.opened = await page.locator('tbody.case details[open] .talk li, tbody.case details[open] .outcome').count();
  await uncheck(page, 'transport', ['websocket']);
  seen.websocket = await look(page);
  await uncheck(page, 'verdict', ['fail']);
  seen.failed = await look(page);
  await page.locator('#filters button').click();
  await page.waitForFunction((count) => document.querySelectorAll('tbody.case:not([hidden])').length === count, seen.all.cases);
  await page.locator('#filters input[name=text]').fill('fmt-01 ARRAY');
  seen.words = await look(page);
  await page.locator('#filters button').click();

  await page.emulateMedia({ colorScheme: 'dark' });
  seen.dark = await look(page);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  seen.printed = await look(page);
  await page.emulateMedia({ media: 'screen' });
  await page.setViewportSize({ width: 360, height: 640 });
  seen.phone = await look(page);
  console.log(JSON.stringify({ ...seen, requests: requests.length, errors }));
} finally {
  await browser.close();
}
