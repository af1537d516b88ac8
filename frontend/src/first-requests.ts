import { authClient } from './features/session/auth-client';
import { fetchPageAt } from './performance/pages';

// vite.config.ts puts this file and what it imports into a chunk that starts while React and the libraries load: what
// waits for the network begins here.

/** Resolves when the session is restored, or when there is none. */
export const restored = authClient.restore();

export const pageFetched = fetchPageAt(location.pathname);

/** Resolves after the stylesheets have loaded: the script at the end of the page waits for them. */
export const stylesLoaded = new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve));
