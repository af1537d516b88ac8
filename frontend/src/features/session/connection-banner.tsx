import { IconCloudOff, IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuth } from 'safejwt-js/react';
import classes from './connection-banner.module.css';
import { type Outage, useOutage } from './outage';
import { hasSessionHint, sessionFacts } from './session-facts';

/** Shows that the device is offline or the server unreachable. Always rendered, so that changes are announced. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { status } = useAuth();
  const outage = useVisibleOutage();
  const online = useOnline();
  const Icon = online ? IconCloudOff : IconWifiOff;
  return (
    <div role="status">
      {(!online || outage) && (
        <p className={classes.banner}>
          <Icon size="1.125rem" aria-hidden className={classes.icon} />
          <span>
            {!online || !outage
              ? t('connection.offline')
              : t(`connection.${outage}${status === 'authenticated' ? 'SignedIn' : ''}`)}
          </span>
        </p>
      )}
    </div>
  );
}

/** The outage, unless another part of the page says so: the one about a logout, or about an unknown session. */
function useVisibleOutage(): Outage | null {
  const { status } = useAuth();
  const outage = useOutage();
  const { unreachable } = useSyncExternalStore(sessionFacts.subscribe, sessionFacts.get);
  if (status === 'authenticated') return outage;
  if (status === 'unknown') return hasSessionHint() ? null : outage;
  // The client asks nothing for a visitor, so only what the page sent can tell.
  return outage === null && unreachable ? 'unreachable' : null;
}

/** `false` is certain. `true` only means that some network is available. */
function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
}
