import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';

const built = join(import.meta.dirname, '..', '..', '..', 'build', 'docs', 'latest');

/** The paths of the pages, such as `latest/guides/keys/`, with one of the decisions, which look alike. */
const paths = readdirSync(built, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('index.html') && !/^decisions\/(?!001)\d/.test(name))
  .map((name) => `latest/${name.slice(0, -'index.html'.length)}`);

test('the site opens with the newest version', async ({ page }) => {
  await page.goto('');
  await expect(page).toHaveURL(/\/safejwt\/latest\/$/);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

for (const [words, path] of [
  ['session_reused', 'latest/troubleshooting/error-codes/'],
  ['SAFEJWT_ROTATION_INTERVAL', 'latest/reference/settings/'],
  ['Caddy', 'latest/deploy/'],
] as const) {
  test(`the search for ${words} leads to a page about it`, async ({ page }) => {
    await page.goto('latest/');
    await search(page, words);
    const found = page.locator(`a[href*="${path}"]:visible`).first();
    await expect(found).toBeVisible();
    await found.click();
    await expect(page).toHaveURL(new RegExp(path));
  });
}

test('another version of a page can be chosen', async ({ page }) => {
  await page.goto('latest/guides/keys/');
  await page.locator('.md-version').hover();
  await page.locator('.md-version__link', { hasText: '0.0' }).click();
  await expect(page).toHaveURL(/\/safejwt\/0\.0\/guides\/keys\/$/);
});

test('a palette that was chosen is kept from page to page', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('latest/');
  const palette = page.locator('body');
  await expect(palette).toHaveAttribute('data-md-color-scheme', 'slate');
  await page.getByTitle('Switch to light mode').click();
  await expect(palette).toHaveAttribute('data-md-color-scheme', 'default');
  await page.goto('latest/guides/keys/');
  await expect(palette).toHaveAttribute('data-md-color-scheme', 'default');
});

test('no page needs another host, scrolls sideways on a phone, or reports an error', async ({ page }) => {
  test.setTimeout(300_000);
  await page.setViewportSize({ width: 390, height: 800 });
  const problems: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).hostname !== 'localhost') problems.push(`${page.url()} loads ${request.url()}`);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${page.url()}: ${message.text()}`);
  });
  for (const path of paths) {
    await page.goto(path, { waitUntil: 'domcontentloaded' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) problems.push(`${path} is ${wide} px too wide`);
  }
  expect(problems).toEqual([]);
});

async function search(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('textbox', { name: 'Search' }).or(page.getByRole('combobox')).first().fill(words);
}
