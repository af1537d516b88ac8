/** Every page, by its file. The same chunks as those that app.tsx loads with `React.lazy`. */
const pages = import.meta.glob('../features/*/*-page.tsx');

/** What opens on top of a page. It has to be there when the network is not: it shows what went wrong. */
const others = import.meta.glob([
  '../features/account/devices/log-out-everywhere-dialog.tsx',
  '../features/layout/bar-menu.tsx',
  '../features/session/reauthentication/dialog.tsx',
  '../ui/notifications/notification-list.tsx',
]);

/**
 * Fetches the page at `path` while the session is being restored, and not only afterwards. By convention the page at
 * `/login` is a file called `login-page.tsx`; a page with another name loads when React renders it.
 */
export async function fetchPageAt(path: string): Promise<void> {
  const name = path.split('/')[1] || 'home';
  const page = Object.entries(pages).find(([file]) => file.endsWith(`/${name}-page.tsx`));
  await ignoreFailure(page?.[1]());
}

/** Fetches the rest of the app while the browser is idle, so that links open at once, and without a network too. */
export async function fetchTheRest(): Promise<void> {
  for (const load of [...Object.values(others), ...Object.values(pages)]) {
    await idle();
    await ignoreFailure(load());
  }
}

/** React asks again when it renders the component, and shows the error then. */
async function ignoreFailure(loading: Promise<unknown> | undefined): Promise<void> {
  await loading?.catch(() => undefined);
}

function idle(): Promise<unknown> {
  // Safari has no requestIdleCallback.
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve);
    else setTimeout(resolve, 200);
  });
}
