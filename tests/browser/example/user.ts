import { randomBytes } from 'node:crypto';
import { type APIRequestContext, type BrowserContext, expect, type Page } from '@playwright/test';
import { codeInEmail } from './mailbox.ts';

export interface User {
  email: string;
  password: string;
}

/** The fields of an account that does not exist yet; no two tests have the same. */
export function newUser(): User {
  return {
    email: `user-${randomBytes(6).toString('hex')}@example.com`,
    password: `quiet harbor ${randomBytes(6).toString('hex')}`,
  };
}

/** Creates an account over the API, and logs this browser in. Its pages stay as they are. */
export async function signUp({ request }: Pick<BrowserContext, 'request'>, user = newUser()): Promise<User> {
  const token = await post(request, 'signup', user, '');
  await post(request, 'email/verify', { key: await codeInEmail(request, user.email) }, token);
  return user;
}

async function post(request: APIRequestContext, path: string, data: object, token: string): Promise<string> {
  const { csrfToken } = await (await request.get('/users/csrf/')).json();
  const headers = { 'X-CSRFToken': csrfToken, 'X-Session-Token': token };
  const response = await request.post(`/_allauth/app/v1/auth/${path}`, { data, headers });
  return (await response.json()).meta.session_token ?? '';
}

/** Fills and sends the login form of the open page. */
export async function submitLogin(page: Page, { email, password }: User): Promise<void> {
  const form = page.getByRole('form', { name: 'Log in' });
  await form.getByLabel('Email').fill(email);
  await form.getByLabel('Password', { exact: true }).fill(password);
  await form.getByRole('button', { name: 'Log in' }).click();
}

export async function logIn(page: Page, user: User): Promise<void> {
  await page.goto('/login');
  await submitLogin(page, user);
}

/** Logs out, and waits for the server: the page changes before, and the next one would abort the request. */
export async function logOut(page: Page): Promise<void> {
  const response = page.waitForResponse('**/users/logout/');
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Log in' })).toBeVisible();
  await response;
}

export async function expectLoggedIn(page: Page, { email }: Pick<User, 'email'>): Promise<void> {
  await expect(page.getByRole('button', { name: 'Log out' })).toBeVisible();
  await expect(page.getByText(email)).toBeVisible();
}

export async function expectHeading(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
}

/** Confirms the password in the dialog, which opens before a change of how the user logs in. */
export async function confirmPassword(page: Page, { password }: User): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  await expect(dialog).toBeHidden();
}

/** Confirms with a mailed code in that dialog, as a user without a password does. */
export async function confirmByEmail(page: Page, { email }: Pick<User, 'email'>): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Confirm it’s you' });
  await dialog.getByRole('button', { name: 'Email me a code' }).click();
  const code = dialog.getByLabel('Code from the email');
  await expect(code).toBeVisible();
  await code.fill(await codeInEmail(page.request, email));
  await dialog.getByRole('button', { name: 'Confirm the code' }).click();
  await expect(dialog).toBeHidden();
}

/** Expects how the user has logged in on this device, in the list of devices. Empty for a code or a provider. */
export async function expectMethods(page: Page, methods: string): Promise<void> {
  await page.goto('/account/devices');
  const here = page.getByRole('listitem').filter({ hasText: 'This device' });
  await expect(here).toHaveText(methods ? new RegExp(`· ${methods}This device$`) : /[AP]M\)This device$/);
}
