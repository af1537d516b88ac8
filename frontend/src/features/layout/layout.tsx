import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet, useLocation } from 'react-router';
import { useUser } from 'safejwt-js/react';
import { ErrorBoundary } from '../../ui/error-boundary';
import { ErrorPage } from '../../ui/error-page';
import { FirstPage } from '../../ui/first-page';
import { PageLoader } from '../../ui/page-loader';
import { ConnectionBanner } from '../session/connection-banner';
import { LogoutBanner } from '../session/logout';
import { SessionNotice } from '../session/session-notice';
import classes from './layout.module.css';
import { Navbar } from './navbar';

/** The frame around every page. */
export function Layout() {
  const { t } = useTranslation();
  const { pathname, key } = useLocation();
  const isLoggedIn = useUser() !== null;
  const [hasMoved, setMoved] = useState(false);
  if (key !== 'default' && !hasMoved) setMoved(true);
  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        {t('app.skip')}
      </a>
      <Navbar />
      <LogoutBanner />
      <ConnectionBanner />
      <main id="main" tabIndex={-1} className={classes.main}>
        <SessionNotice />
        <ErrorBoundary
          place={pathname}
          fallback={(isMissing) => <ErrorPage isMissing={isMissing} isLoggedIn={isLoggedIn} />}
        >
          <Suspense fallback={<PageLoader />}>
            <FirstPage value={!hasMoved}>
              <Outlet />
            </FirstPage>
          </Suspense>
        </ErrorBoundary>
      </main>
      <footer className={classes.footer}>{t('app.description')}</footer>
    </div>
  );
}
