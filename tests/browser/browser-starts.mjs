// Exits with 0 when the browser of CHROMIUM_PATH, or Playwright's own when that is empty, can be started and shows a page.
import { chromium } from '@playwright/test';

const executablePath = process.env.CHROMIUM_PATH || undefined;
const browser = await chromium.launch({ ...(executablePath && { executablePath }), timeout: 20_000 });
const page = await browser.newPage();
await page.goto('data:text/html,<title>ready</title>');
await browser.close();
