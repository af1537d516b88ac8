import { ActionIcon, Burger, Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconContrast, IconLanguage } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { useAuth } from 'safejwt-js/react';
import { LANGUAGES } from '../../i18n/language';
import { useAfterFirstPaint } from '../../performance/use-after-first-paint';
import { ErrorBoundary } from '../../ui/error-boundary';
import { isTab } from '../account/tabs';
import { useDestination, withNext } from '../session/destination';
import { Brand } from './brand';
import classes from './navbar.module.css';
import { NavbarPanel } from './navbar-panel';

const BarMenu = lazy(() => import('./bar-menu'));
const HAS_LANGUAGES = Object.keys(LANGUAGES).length > 1;

/** The bar above every page. On phones, a panel below it holds the links. */
export function Navbar() {
  const { t } = useTranslation();
  const { status, user, degraded } = useAuth();
  const destination = useDestination();
  const { key, pathname } = useLocation();
  // Not for a mistyped section, which is a page that does not exist.
  const isKnown = isTab(pathname.split('/')[2] || 'profile');
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  const panel = useId();
  // The panel belongs to one history entry: any navigation closes it.
  const opened = openedAt === key;
  // Going back to that entry must not open it again.
  if (openedAt !== null && !opened) setOpenedAt(null);
  const burger = useRef<HTMLButtonElement>(null);
  useEscape(opened, close);

  function close() {
    setOpenedAt(null);
    burger.current?.focus();
  }

  const isPainted = useAfterFirstPaint(status !== 'unknown' || degraded);
  // Must match navbar.module.css. Skips rendering what phones do not show.
  const isWide = useMediaQuery('(min-width: 48em)', false, { getInitialValueInEffect: false });

  return (
    <header className={classes.bar}>
      <div className={classes.content}>
        <Brand />
        <nav className={classes.links} aria-label={t('menu.main')}>
          <NavLink to="/" end className={() => classes.link}>
            {t('menu.home')}
          </NavLink>
          {user && (
            <NavLink to="/account" className={() => classes.link} aria-current={isKnown ? 'page' : 'false'}>
              {t('menu.account')}
            </NavLink>
          )}
        </nav>
        <div className={classes.actions}>
          <div className={classes.wide}>
            {status === 'unknown' && !degraded && <Skeleton className={classes.pending} />}
            {user && (
              <ErrorBoundary fallback={() => <Skeleton className={classes.pending} />}>
                <Suspense fallback={<Skeleton className={classes.pending} />}>
                  {isPainted && isWide ? <BarMenu kind="user" user={user} /> : <Skeleton className={classes.pending} />}
                </Suspense>
              </ErrorBoundary>
            )}
            {status === 'anonymous' && !degraded && (
              <>
                <Button component={Link} to={withNext('/login', destination)} variant="subtle">
                  {t('menu.logIn')}
                </Button>
                <Button component={Link} to={withNext('/register', destination)}>
                  {t('menu.createAccount')}
                </Button>
              </>
            )}
          </div>
          {/* At the edge, where they do not move when the session is restored. */}
          {isPainted ? (
            <ErrorBoundary fallback={() => <MenuPlaceholders />}>
              <Suspense fallback={<MenuPlaceholders />}>
                {HAS_LANGUAGES && <BarMenu kind="language" />}
                <BarMenu kind="colorScheme" />
              </Suspense>
            </ErrorBoundary>
          ) : (
            <MenuPlaceholders />
          )}
          <Burger
            ref={burger}
            className={classes.burger}
            size="sm"
            opened={opened}
            onClick={() => setOpenedAt(opened ? null : key)}
            aria-label={t(opened ? 'menu.close' : 'menu.open')}
            title={t(opened ? 'menu.close' : 'menu.open')}
            aria-expanded={opened}
            aria-controls={panel}
          />
        </div>
      </div>
      <NavbarPanel id={panel} opened={opened} destination={destination} close={close} />
    </header>
  );
}

/** Looks like the menu buttons until the menus have loaded. */
function MenuPlaceholders() {
  return (HAS_LANGUAGES ? [IconLanguage, IconContrast] : [IconContrast]).map((Icon) => (
    <ActionIcon key={Icon.displayName} component="span" variant="subtle" color="gray" size={40} aria-hidden>
      <Icon size="1.25rem" />
    </ActionIcon>
  ));
}

function useEscape(active: boolean, close: () => void): void {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && close();
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  });
}
