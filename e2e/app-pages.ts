import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';

export interface AppPage {
  name: string;
  path: string;
  heading: string | RegExp;
}

export const pagesSignedOut: readonly AppPage[] = [
  { name: 'home', path: '/', heading: /./ },
  { name: 'login', path: '/login', heading: 'Log in' },
  { name: 'register', path: '/register', heading: 'Create your account' },
  { name: 'not-found', path: '/nowhere', heading: /./ },
];

export const pagesSignedIn: readonly AppPage[] = [
  { name: 'home-signed-in', path: '/', heading: /./ },
  { name: 'account', path: '/account', heading: 'Your account' },
];

/** Opens the page and waits until all of it is there. */
export async function open(page: Page, { path, heading }: AppPage): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page.getByRole('status', { name: /…$/ })).toHaveCount(0);
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}
