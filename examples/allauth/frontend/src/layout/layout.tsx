import { Anchor } from '@mantine/core';
import classes from 'frontend/src/features/layout/layout.module.css';
import { ConnectionBanner } from 'frontend/src/features/session/connection-banner';
import { SessionNotice } from 'frontend/src/features/session/session-notice';
import { PageLoader } from 'frontend/src/ui/page-loader';
import { Suspense } from 'react';
import { Outlet } from 'react-router';
import { Bar } from './bar';

/** The frame around every page. */
export function Layout() {
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Bar />
      <ConnectionBanner />
      <main id="main" tabIndex={-1} className={classes.main}>
        <SessionNotice />
        <Suspense fallback={<PageLoader />}>
          <Outlet />
        </Suspense>
      </main>
      <footer className={classes.footer}>
        An example: django-safejwt with django-allauth.{' '}
        <Anchor href="/mail/" underline="always" inherit>
          Emails that it has sent
        </Anchor>
      </footer>
    </div>
  );
}
