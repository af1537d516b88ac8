// First, so that the token of an emailed link leaves the address bar before anything else runs.
import 'frontend/src/features/email-links/token-at-start';
import 'frontend/src/ui/styles';
import './texts/texts';

import { MantineProvider } from '@mantine/core';
import { startLanguage } from 'frontend/src/i18n/i18n';
import { theme } from 'frontend/src/theme';
import { ErrorBoundary } from 'frontend/src/ui/error-boundary';
import { Notifications } from 'frontend/src/ui/notifications';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { AuthProvider } from 'safejwt-js/react';
import { App } from './app';
import { client } from './auth';
import { ReauthenticationDialog } from './reauthentication/dialog';

void startLanguage().then(start);

function start(): void {
  const container = document.getElementById('root');
  if (!container) throw new Error('index.html has no #root element');
  createRoot(container).render(
    <StrictMode>
      {/* The stylesheet has the variables and classes: the Content-Security-Policy allows no <style> element. */}
      <MantineProvider theme={theme} defaultColorScheme="auto" withCssVariables={false} withGlobalClasses={false}>
        <ErrorBoundary>
          <AuthProvider client={client}>
            <BrowserRouter>
              <App />
            </BrowserRouter>
            <ReauthenticationDialog />
          </AuthProvider>
          <Notifications />
        </ErrorBoundary>
      </MantineProvider>
    </StrictMode>,
  );
}
