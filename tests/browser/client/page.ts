import type { Page } from '@playwright/test';

const mount = '/test-client/';

/**
 * Opens an empty page of the app's origin whose scripts can import the built safejwt-js from `clientModule`
 * (server/client_modules.py): the real client with the browser's real cookies, against the real server.
 */
export async function openClientPage(page: Page): Promise<void> {
  await page.goto(mount);
}

export const clientModule = `${mount}index.js`;
