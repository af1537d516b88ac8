// First, so that the token of an emailed link leaves the address bar before React and the libraries run.
import './features/email-links/token-at-start';
import './ui/styles';

import { MantineProvider } from '@mantine/core';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from './app';
import { authClient } from './features/session/auth-client';
import { Reauthentication } from './features/session/reauthentication';
import { pageFetched, restored, stylesLoaded } from './first-requests';
import { startLanguage } from './i18n/i18n';
import { fetchTheRest } from './performance/pages';
import { theme } from './theme';
import { ErrorBoundary } from './ui/error-boundary';
import { watchChunks } from './ui/missing-chunk';
import { Notifications } from './ui/notifications';

watchChunks();
void restored.then(() => setTimeout(fetchTheRest, 2000));
void start();

/** Not a top-level `await`: the page imports modules of this chunk, and would wait for it to finish. */
async function start(): Promise<void> {
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has no #root element');
  await Promise.all([startLanguage(), pageFetched, stylesLoaded]);
  // A transition renders in small steps, between which the page responds to input.
  startTransition(() => createRoot(container).render(<Root />));
}

function Root() {
  return (
    <StrictMode>
      {/* vite/theme-stylesheet.ts writes the variables and classes, so Mantine adds no <style> element at run time. */}
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <ErrorBoundary isLoggedIn={() => authClient.getState().status === 'authenticated'}>
          <AuthProvider client={authClient}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
            <Reauthentication />
          </AuthProvider>
          <Notifications />
        </ErrorBoundary>
      </MantineProvider>
    </StrictMode>
  );
}
