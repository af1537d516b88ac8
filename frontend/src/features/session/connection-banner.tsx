import { IconCloudOff, IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuth } from 'safejwt-js/react';
import classes from './connection-banner.module.css';

/** Shows that the device is offline or the server unreachable. Always rendered, so that changes are announced. */
export function ConnectionBanner() {
  const { t } = useTranslation();
  const { status, degraded } = useAuth();
  const online = useOnline();
  return (
    <div role="status">
      {(!online || (degraded && status !== 'unknown')) && (
        <p className={classes.banner}>
          {online ? (
            <IconCloudOff size={18} aria-hidden className={classes.icon} />
          ) : (
            <IconWifiOff size={18} aria-hidden className={classes.icon} />
          )}
          <span>
            {!online
              ? t('connection.offline')
              : status === 'authenticated'
                ? t('connection.unreachableSignedIn')
                : t('connection.unreachable')}
          </span>
        </p>
      )}
    </div>
  );
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
