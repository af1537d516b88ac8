import { join, normalize } from 'node:path';
import type { Page } from '@playwright/test';

const dist = join(import.meta.dirname, '..', '..', 'safejwt-js', 'dist');
const mount = '/e2e-safejwt-js/';

/**
 * Opens an empty page of the app's origin whose scripts can import the built safejwt-js from `clientModule`: the real
 * client with the browser's real cookies, against the real server.
 */
export async function openClientPage(page: Page): Promise<void> {
  await page.route(`**${mount}**`, async (route) => {
    const path = new URL(route.request().url()).pathname.slice(mount.length);
    if (path === '') await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>client</title>' });
    else await route.fulfill({ contentType: 'text/javascript', path: join(dist, normalize(path)) });
  });
  await page.goto(mount);
}

export const clientModule = `${mount}index.js`;
