import type { BrowserContext } from '@playwright/test';
import { accessTokenSeconds } from './servers.ts';

/** Names the request header that server/moved_clock.py reads. */
export const clockHeader = 'X-Test-Seconds-Ahead';

/** Enough for every access token to expire; refresh tokens stay valid. */
export const pastExpirySeconds = accessTokenSeconds + 1;

/** Enough for the next refresh to rotate the refresh token: SAFEJWT_ROTATION_INTERVAL. */
export const pastIntervalSeconds = 61;

/** Enough for a sensitive action to require the password again: DJANGO_REAUTHENTICATION_AGE of the reference project. */
export const pastReauthenticationSeconds = 601;

const secondsAhead = new WeakMap<BrowserContext, number>();

/**
 * Moves the server's clock for this browser's requests. The clocks of its pages stand still, as on a device that sleeps:
 * only the server's 401 tells a client that its token has expired.
 */
export async function moveServerClock(context: BrowserContext, seconds = pastExpirySeconds): Promise<void> {
  const ahead = (secondsAhead.get(context) ?? 0) + seconds;
  secondsAhead.set(context, ahead);
  await context.setExtraHTTPHeaders({ [clockHeader]: String(ahead) });
}

/** Moves the clocks of the server and of every page that is open, as time does on a device that is awake. */
export async function moveClocks(context: BrowserContext, seconds = pastExpirySeconds): Promise<void> {
  await moveServerClock(context, seconds);
  await Promise.all(context.pages().map((page) => page.evaluate(shiftClocks, seconds * 1000)));
}

/** Runs in the page. Both are moved, because the client asks both. */
function shiftClocks(milliseconds: number): void {
  for (const clock of [Date, performance]) {
    const now = clock.now.bind(clock);
    clock.now = () => now() + milliseconds;
  }
}
