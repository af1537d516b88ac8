import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { generation } from '../app/refresh-cookie.ts';
import { signIn, signUp, type User } from '../app/user.ts';
import { countRequests, type Missing, openTabs, stateOf } from '../client/tabs.ts';
import { clockHeader, moveClocks } from '../server/clock.ts';
import { rotationOf } from '../server/database.ts';

const rounds = process.env.ENGINES === 'full' ? 100 : 5;
const tabCount = 10;
const spacingMilliseconds = 4;

/** The servers of these tests have the default SAFEJWT_ROTATION_INTERVAL. */
const intervalSeconds = 60;

interface Browser {
  name: string;
  missing: readonly Missing[];
}

const browsers: readonly Browser[] = [
  { name: 'with Web Locks and BroadcastChannel', missing: [] },
  { name: 'without Web Locks', missing: ['locks'] },
  { name: 'without BroadcastChannel', missing: ['channel'] },
  { name: 'without both', missing: ['locks', 'channel'] },
];

for (const { name, missing } of browsers) {
  test(`ten tabs ${name} whose tokens have expired, 4 ms apart, stay signed in`, async ({ context }) => {
    const user = await signUp(context);
    const tabs = await openTabs(context, tabCount, { missing });
    const figures = await play(context, user, tabs, async () => {
      await moveClocks(context);
      return startInTurn(tabs, () => window.client.fetch('/users/auth/').then(({ status }) => status));
    });
    expect(figures).toEqual({ signOuts: 0, refused: 0, older: 0, rotations: rounds });
    expect(await Promise.all(tabs.map(stateOf))).toEqual(tabs.map(() => `authenticated ${user.username}`));
  });
}

// With a BroadcastChannel the first tab's token serves the others, and the interval ends before the next refresh.
for (const { name, missing } of browsers.filter(({ missing }) => missing.includes('channel'))) {
  test(`ten tabs ${name}, 4 ms apart, stay signed in when the interval ends after the fifth`, async ({ context }) => {
    const user = await signUp(context);
    const tabs = await openTabs(context, tabCount, { missing });
    const figures = await play(context, user, tabs, async () => {
      const { lastUsedAt } = rotationOf(user.username);
      await Promise.all(tabs.map((tab, at) => setServerTime(tab, lastUsedAt + intervalSeconds - (at < 5 ? 1 : 0))));
      return startInTurn(tabs, async () => {
        await window.client.refresh();
        return (await window.client.fetch('/users/auth/')).status;
      });
    });
    expect(figures).toEqual({ signOuts: 0, refused: 0, older: 0, rotations: rounds });
    expect(await Promise.all(tabs.map(stateOf))).toEqual(tabs.map(() => `authenticated ${user.username}`));
  });
}

interface Figures {
  /** Rounds that ended the session. */
  signOuts: number;
  /** Calls that were not 200. */
  refused: number;
  /** Rounds after which the jar had an older token than the session's newest. */
  older: number;
  rotations: number;
}

/** Repeats the round, and starts another session if the session has ended. The figures are in the report. */
async function play(
  context: BrowserContext,
  user: User,
  tabs: readonly Page[],
  round: () => Promise<number[]>,
): Promise<Figures> {
  // A round takes a second or two on a loaded machine.
  test.setTimeout(30_000 + rounds * 4_000);
  const figures: Figures = { signOuts: 0, refused: 0, older: 0, rotations: 0 };
  const requests: number[] = [];
  const refreshes = countRequests(context, 'token/');
  for (let at = 0; at < rounds; at += 1) {
    const [before, sent] = [rotationOf(user.username), refreshes()];
    const statuses = await round();
    requests.push(refreshes() - sent);
    figures.refused += statuses.filter((status) => status !== 200).length;
    const after = rotationOf(user.username);
    if (after.generation) {
      figures.rotations += after.generation - before.generation;
      if ((await generation(context)) !== after.generation) figures.older += 1;
    } else {
      figures.signOuts += 1;
      await signIn(context, user);
      await Promise.all(tabs.map((tab) => tab.evaluate(() => window.client.refresh())));
    }
  }
  const mean = requests.reduce((sum, count) => sum + count, 0) / rounds;
  test.info().annotations.push({
    type: 'figures',
    description: `${rounds} rounds: ${JSON.stringify(figures)}, ${mean} requests to token/ per round, most ${Math.max(...requests)}`,
  });
  return figures;
}

/** Starts the script in one tab after the other. Returns what each resolves to; 0 for an error. */
async function startInTurn(tabs: readonly Page[], script: () => Promise<number>): Promise<number[]> {
  // Long enough for all tabs to get their script.
  const start = Date.now() + 50;
  return Promise.all(
    tabs.map((tab, at) =>
      tab.evaluate(`(${waitUntil})(${start + at * spacingMilliseconds}).then(${script}).catch(() => 0)`),
    ),
  ) as Promise<number[]>;
}

/** Runs in the page. Events have the time of the system, also where the clocks of the page have been moved. */
function waitUntil(milliseconds: number): Promise<void> {
  const left = milliseconds - performance.timeOrigin - new Event('now').timeStamp;
  return new Promise((resolve) => setTimeout(resolve, left));
}

/** Moves the server's clock for the requests of this tab. */
function setServerTime(tab: Page, seconds: number): Promise<void> {
  return tab.setExtraHTTPHeaders({ [clockHeader]: String(seconds - Math.floor(Date.now() / 1000)) });
}
