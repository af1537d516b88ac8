import { pages, queries } from './pages';
import { part } from './part';

/** The menus of the bar. */
const menus = part(() => import('./components/menus'));

export const parts = {
  userMenu: part(async () => ({ default: (await menus.fetch()).UserMenu })),
  languageMenu: part(async () => ({ default: (await menus.fetch()).LanguageMenu })),
  colorSchemeMenu: part(async () => ({ default: (await menus.fetch()).ColorSchemeMenu })),
  notifications: part(() => import('./components/notification-list')),
  reauthentication: part(() => import('./components/reauthentication-dialog')),
};

/** What the first page does without: once it is there, nobody waits for the rest, nor needs the network to get to it. */
const rest = [...Object.values(parts), queries, ...Object.values(pages)];

/** Fetches the other parts of the app one after the other, when the browser has nothing better to do. */
export async function fetchTheRest(): Promise<void> {
  for (const part of rest) {
    await idle();
    // What cannot be loaded now is asked for again when it is needed.
    await part.fetch().catch(() => undefined);
  }
}

function idle(): Promise<unknown> {
  // Safari has no requestIdleCallback.
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve);
    else setTimeout(resolve, 200);
  });
}
