// First of all: the token of a mail's link leaves the address bar.
import './mail-link';
// Before the app: the components' stylesheets come in this order.
import './styles';

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from './app';
import { authClient } from './auth';
import { ErrorBoundary } from './components/error-boundary';
import { Reauthentication } from './components/reauthentication';
import { startLanguage } from './i18n';
import { createQueryClient } from './queries';
import { theme } from './theme';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root element');

const queries = createQueryClient(authClient);

await startLanguage();

createRoot(root).render(
  <StrictMode>
    {/* The variables and classes are in the stylesheet (theme-stylesheet.ts), so no <style> element is added at run time. */}
    <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
      <ErrorBoundary>
        <AuthProvider client={authClient}>
          <QueryClientProvider client={queries}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
            <Reauthentication />
          </QueryClientProvider>
        </AuthProvider>
      </ErrorBoundary>
      <Notifications position="bottom-right" autoClose={7000} containerWidth={400} />
    </MantineProvider>
  </StrictMode>,
);
