import { test as base, expect } from '@playwright/test';
import { newPerson, type Person } from '../person.ts';
import { type Mode, origin } from '../servers.ts';
import type { Engine, Profile, Tab } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { Gate } from './gate.ts';
import { startWebKit } from './webkit.ts';

export interface EngineOptions {
  engineName: keyof typeof start;
  mode: Mode;
}

interface Fixtures {
  profile: Profile;
  /** Somebody who has an account and is signed in nowhere. */
  person: Person;
}

const start = { firefox: startFirefox, webkit: startWebKit };

export const test = base.extend<Fixtures, EngineOptions & { engine: Engine; gate: Gate }>({
  engineName: ['firefox', { option: true, scope: 'worker' }],
  mode: ['production', { option: true, scope: 'worker' }],
  gate: [
    async ({ mode }, use) => {
      const gate = new Gate(origin(mode));
      await gate.open();
      await use(gate);
      await gate.close();
    },
    { scope: 'worker' },
  ],
  engine: [
    async ({ engineName }, use) => {
      const engine = await start[engineName]();
      await use(engine);
      await engine.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  profile: async ({ engine }, use, info) => {
    info.annotations.push({ type: 'browser', description: engine.version });
    const profile = await engine.newProfile();
    await use(profile);
    await profile.close();
  },
  person: async ({ gate }, use) => {
    await use(await createAccount(gate.origin));
  },
});

/** Opens a page of the app and waits until the person is known to be there. */
export async function expectSignedIn(tab: Tab, { username }: Person): Promise<void> {
  const found = () =>
    tab.evaluate((name) => Boolean(document.querySelector(`[aria-label="Account menu of ${name}"]`)), username);
  await expect.poll(found, 'the account menu is there').toBe(true);
}

export async function expectSignedOut(tab: Tab): Promise<void> {
  const found = () => tab.evaluate(() => Boolean(document.querySelector('header a[href^="/login"]')));
  await expect.poll(found, 'the link to log in is there').toBe(true);
}

/** Logs in with the app's form, typing as a person does. */
export async function logIn(tab: Tab, { origin }: Gate, person: Person): Promise<void> {
  await tab.open(`${origin}/login`);
  await tab.fill('form [name=username]', person.username);
  await tab.fill('form [name=password]', person.password);
  await tab.click('form [type=submit]');
  await expectSignedIn(tab, person);
}

/** Shows an empty page with the client at `window.client`, the session restored. */
export async function openClient(tab: Tab, { clientPage }: Gate, { clockStandsStill = false } = {}): Promise<Tab> {
  await tab.open(clientPage);
  await tab.evaluate(
    async (module, clockStandsStill) => {
      const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
      // Only the server's 401 then tells it that the token is over. The clock has to be the same in all tabs.
      window.client = createAuthClient(clockStandsStill ? { now: () => 0 } : {});
      await window.client.restore();
    },
    `${clientPage}index.js`,
    clockStandsStill,
  );
  return tab;
}

/** Sends so many requests at once; says the status of each answer. */
export function callApi(tab: Tab, times: number): Promise<number[]> {
  return tab.evaluate(async (times) => {
    const call = async () => (await window.client.fetch('/users/auth/')).status;
    return Promise.all(Array.from({ length: times }, call));
  }, times);
}

export function statusOf(tab: Tab): Promise<string> {
  return tab.evaluate(() => window.client.getState().status);
}

async function createAccount(origin: string): Promise<Person> {
  const person = newPerson();
  const first = await fetch(`${origin}/users/csrf/`);
  const [cookie = ''] = first.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const token = cookie.slice(cookie.indexOf('=') + 1);
  const answer = await fetch(`${origin}/users/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie, 'X-CSRFToken': token },
    body: JSON.stringify(person),
  });
  if (!answer.ok) throw new Error(`No account could be made: ${answer.status} ${await answer.text()}`);
  return person;
}
