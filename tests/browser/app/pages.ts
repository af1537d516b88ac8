import { expect, type Locator, type Page } from '@playwright/test';

export interface AppPage {
  name: string;
  path: string;
  heading: string | RegExp;
}

export const signedOutPages: readonly AppPage[] = [
  { name: 'home', path: '/', heading: /./ },
  { name: 'login', path: '/login', heading: 'Log in' },
  { name: 'register', path: '/register', heading: 'Create your account' },
  { name: 'forgot-password', path: '/forgot-password', heading: 'Reset your password' },
  { name: 'reset-password', path: '/reset-password#token=any', heading: 'Choose a new password' },
  { name: 'secure-account', path: '/secure-account#token=any', heading: 'Secure your account' },
  { name: 'verify-email', path: '/verify-email', heading: 'This page needs the link from an email' },
  { name: 'confirm-email', path: '/confirm-email#token=any', heading: 'This link does not work any more' },
  { name: 'not-found', path: '/nowhere', heading: /./ },
];

export const signedInPages: readonly AppPage[] = [
  { name: 'home-signed-in', path: '/', heading: /./ },
  { name: 'profile', path: '/account/profile', heading: 'Your account' },
  { name: 'password', path: '/account/password', heading: 'Your account' },
  { name: 'email', path: '/account/email', heading: 'Your account' },
  { name: 'devices', path: '/account/devices', heading: 'Your account' },
  { name: 'activity', path: '/account/activity', heading: 'Your account' },
  { name: 'danger', path: '/account/danger', heading: 'Your account' },
];

/** The link to a section of the account, in the list beside the open one. */
export function sectionLink(page: Page, name: string): Locator {
  return page.getByRole('navigation', { name: 'Account' }).getByRole('link', { name, exact: true });
}

/** The open section of the account. */
export function openSection(page: Page): Locator {
  return page.getByRole('main').getByRole('group');
}

/** Opens the page and waits until it is complete. */
export async function open(page: Page, { path, heading }: AppPage): Promise<void> {
  // So that the form appears, although the token of the path is not valid.
  await page.route('**/users/links/check/', (route) => route.fulfill({ status: 204 }));
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page.getByRole('status', { name: /…$/ })).toHaveCount(0);
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

/** Responds to these API requests from now on, in the server's place. */
export async function respondWith(
  page: Page,
  method: string,
  path: string,
  status: number,
  json: object,
): Promise<void> {
  await page.route(`**/users/${path}`, (route) =>
    route.request().method() === method ? route.fulfill({ status, json }) : route.fallback(),
  );
}
