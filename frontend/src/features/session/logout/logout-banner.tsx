import { useTranslation } from 'react-i18next';
import { useAuth } from 'safejwt-js/react';
import { BusyButton } from '../../../ui/busy-button';
import { intoSight } from '../../../ui/into-sight';
import { useOutage } from '../outage';
import classes from './logout-banner.module.css';
import { useLogout } from './use-logout';

/** Says that the session still exists, because the server has not carried out the logout. */
export function LogoutBanner() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const outage = useOutage();
  const { logOut, busy } = useLogout();
  if (status !== 'anonymous' || outage === null) return null;
  return (
    <div ref={intoSight} role="alert" className={classes.banner}>
      <p className={classes.text}>{t(`session.stillLoggedIn.${outage}`)}</p>
      <BusyButton variant="white" color="red.9" size="sm" busy={busy} onClick={() => void logOut()}>
        {t('app.tryAgain')}
      </BusyButton>
    </div>
  );
}
