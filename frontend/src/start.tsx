// Before the app: the components' stylesheets come in this order.
import './styles';

import { MantineProvider } from '@mantine/core';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from './app';
import { authClient } from './auth';
import { ErrorBoundary } from './components/error-boundary';
import { Notifications } from './components/notifications';
import { Reauthentication } from './components/reauthentication';
import { startLanguage } from './i18n';
import { fetchTheRest } from './parts';
import { theme } from './theme';

/** Puts the app in the place of what index.html shows. */
export async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root element');
  await startLanguage();
  // In small pieces: whatever the person does meanwhile is not kept waiting.
  startTransition(() => createRoot(root).render(<Everything />));
  // What the page asks the API for comes first.
  void authClient.restore().then(() => setTimeout(fetchTheRest, 2000));
}

function Everything() {
  return (
    <StrictMode>
      {/* The variables and classes are in the stylesheet (theme-stylesheet.ts), so no <style> element is added at run time. */}
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <ErrorBoundary>
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
