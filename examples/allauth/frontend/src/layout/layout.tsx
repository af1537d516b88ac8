import { Anchor } from '@mantine/core';
import classes from 'frontend/src/features/layout/layout.module.css';
import { ConnectionBanner } from 'frontend/src/features/session/connection-banner';
import { SessionNotice } from 'frontend/src/features/session/session-notice';
import { PageLoader } from 'frontend/src/ui/page-loader';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { Bar } from './bar';

/** The frame around every page. */
export function Layout() {
  const { t } = useTranslation();
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        {t('app.skip')}
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
        {t('example.footer')}{' '}
        <Anchor href="/mail/" underline="always" inherit>
          {t('example.emails')}
        </Anchor>
      </footer>
    </div>
  );
}
