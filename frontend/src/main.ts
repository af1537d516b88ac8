// First of all: the token of a mail's link leaves the address bar.
import './mail-token';
// What is seen first, before the app and its styles are there (index.html).
import 'virtual:start-theme.css';
import './start.css';

import { authClient } from './auth';
import { prepareLanguage } from './language';
import { fetchPageAt } from './pages';

// All of it at once: the session is restored, and the page that was asked for comes, while React is still on its way. Each
// in a task of its own, between which a slow phone can answer; so with React and the app below.
prepareLanguage();
void authClient.restore();
setTimeout(() => fetchPageAt(location.pathname));
// Not by `await` at the top: the app imports the session's modules, and would wait for this one to end.
void painted()
  .then(() => import('react-dom/client'))
  .then(() => import('./start'))
  .then(({ start }) => start());

/** Waits until there is something to see, before the work of starting the app; not where nobody looks. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    if (document.visibilityState === 'visible') requestAnimationFrame(() => setTimeout(resolve));
    // No frame comes to a tab that has just been left.
    setTimeout(resolve, document.visibilityState === 'visible' ? 100 : 0);
  });
}
