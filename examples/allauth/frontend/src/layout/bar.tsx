import { ActionIcon, Button } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { Brand } from 'frontend/src/features/layout/brand';
import { ColorSchemeMenu } from 'frontend/src/features/layout/color-scheme-menu';
import { LanguageMenu } from 'frontend/src/features/layout/language-menu';
import classes from 'frontend/src/features/layout/navbar.module.css';
import { useLogout } from 'frontend/src/features/session/logout';
import { LANGUAGES } from 'frontend/src/i18n/language';
import { IconButton } from 'frontend/src/ui/icon-button';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAuth } from 'safejwt-js/react';

const HAS_LANGUAGES = Object.keys(LANGUAGES).length > 1;

/** The bar above every page. */
export function Bar() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const { logOut } = useLogout();
  return (
    <header className={classes.bar}>
      <div className={classes.content}>
        <Brand />
        <div className={classes.actions}>
          {HAS_LANGUAGES && <LanguageMenu />}
          <ColorSchemeMenu />
          {status === 'authenticated' && (
            <>
              <ActionIcon
                component={Link}
                to="/account"
                variant="subtle"
                color="gray"
                size={40}
                aria-label={t('menu.account')}
              >
                <IconUserCircle size={20} aria-hidden />
              </ActionIcon>
              <IconButton label={t('menu.logOut')} onClick={() => void logOut()}>
                <IconLogout size={20} aria-hidden />
              </IconButton>
            </>
          )}
          {status === 'anonymous' && (
            <Button component={Link} to="/login">
              {t('menu.logIn')}
            </Button>
          )}
        </div>
      </div>
    </header>
  );
}
