import { test as base, expect } from '@playwright/test';
import type { User } from '../app/user.ts';
import { clientModule } from '../client/page.ts';
import { createAccount } from '../server/accounts.ts';
import { Gate } from '../server/gate.ts';
import { type Mode, origin } from '../server/servers.ts';
import type { Engine, Profile, Tab } from './engine.ts';
import { startFirefox } from './firefox.ts';
import { startWebKit } from './webkit.ts';

export interface EngineOptions {
  engineName: keyof typeof start;
  mode: Mode;
}

interface Fixtures {
  profile: Profile;
  gate: Gate;
  /** A user who has an account and no session in this browser. */
  user: User;
}

const start = { firefox: startFirefox, webkit: startWebKit };

export const test = base.extend<Fixtures, EngineOptions & { engine: Engine; openGate: Gate }>({
  engineName: ['firefox', { option: true, scope: 'worker' }],
  mode: ['production', { option: true, scope: 'worker' }],
  openGate: [
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
  gate: async ({ openGate }, use) => {
    openGate.reset();
    await use(openGate);
  },
  profile: [
    async ({ engine }, use, info) => {
      info.annotations.push({ type: 'browser', description: engine.version });
      const profile = await engine.newProfile();
      await use(profile);
      await profile.close();
    },
    // A browser's start takes long on a busy machine, and is not what is tested.
    { scope: 'test', timeout: 120_000 },
  ],
  user: async ({ mode }, use) => {
    await use(await createAccount(mode));
  },
});

/** Waits until the page shows that the user is signed in. */
export async function expectSignedIn(tab: Tab, { username }: User): Promise<void> {
  const found = () =>
    tab.evaluate((name) => Boolean(document.querySelector(`[aria-label="Account menu of ${name}"]`)), username);
  await expect.poll(found, { message: 'the account menu is there', intervals: [50] }).toBe(true);
}

export async function expectSignedOut(tab: Tab): Promise<void> {
  const found = () => tab.evaluate(() => Boolean(document.querySelector('header a[href^="/login"]')));
  await expect.poll(found, { message: 'the link to log in is there', intervals: [50] }).toBe(true);
}

/** Logs in with the app's form, with the keyboard. */
export async function logIn(tab: Tab, { origin }: Gate, user: User): Promise<void> {
  await tab.open(`${origin}/login`);
  await tab.fill('form [name=username]', user.username);
  await tab.fill('form [name=password]', user.password);
  await tab.click('form [type=submit]');
  await expectSignedIn(tab, user);
  // The header shows the user before the page is left. A reload in between would be aborted.
  await expect.poll(() => tab.evaluate(() => window.location.pathname)).not.toBe('/login');
}

/**
 * Opens an empty page with the client at `window.client`, the session restored. `isAlone` makes it refresh without knowing
 * of other tabs, as without Web Locks and BroadcastChannel.
 */
export async function openClient(
  tab: Tab,
  { origin }: Gate,
  { clockStandsStill = false, isAlone = false } = {},
): Promise<Tab> {
  await tab.open(new URL('.', origin + clientModule).href);
  await tab.evaluate(
    async (module, clockStandsStill, isAlone) => {
      const { createAuthClient } = (await import(module)) as typeof import('safejwt-js');
      // Only the server's 401 then reveals that the token has expired. The clock has to be the same in all tabs.
      const clock = clockStandsStill ? { now: () => 0 } : {};
      window.client = createAuthClient({ ...clock, ...(isAlone ? { locks: null, channel: null } : {}) });
      await window.client.restore();
    },
    origin + clientModule,
    clockStandsStill,
    isAlone,
  );
  return tab;
}

/** Sends that many requests at once. Returns the status of each response. */
export function callApi(tab: Tab, times: number): Promise<number[]> {
  return tab.evaluate(async (times) => {
    const call = async () => (await window.client.fetch('/users/auth/')).status;
    return Promise.all(Array.from({ length: times }, call));
  }, times);
}

export function statusOf(tab: Tab): Promise<string> {
  return tab.evaluate(() => window.client.getState().status);
}
