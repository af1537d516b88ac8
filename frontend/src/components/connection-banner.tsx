import { IconCloudOff } from '@tabler/icons-react';
import { useAuth } from 'safejwt-js/react';
import classes from './connection-banner.module.css';

/** Says that the server cannot be reached while somebody is signed in; the region stays so that it is announced. */
export function ConnectionBanner() {
  const { status, degraded } = useAuth();
  return (
    <div role="status">
      {degraded && status !== 'unknown' && (
        <p className={classes.banner}>
          <IconCloudOff size={18} aria-hidden className={classes.icon} />
          <span>
            The server cannot be reached.{' '}
            {status === 'authenticated'
              ? 'You stay logged in; what you do may have to wait.'
              : 'Try again in a moment.'}
          </span>
        </p>
      )}
    </div>
  );
}
