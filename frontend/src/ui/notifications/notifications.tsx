import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useDeferredValue, useState } from 'react';

const NotificationList = lazy(() => import('./notification-list'));

/** Renders the list with the first notification, and keeps it. */
export function Notifications() {
  const { notifications } = useNotifications();
  // Deferred updates wait for the chunk without showing a fallback.
  const hasAny = useDeferredValue(notifications.length > 0);
  const [isNeeded, setNeeded] = useState(false);
  if (hasAny && !isNeeded) setNeeded(true);
  return <Suspense>{isNeeded && <NotificationList />}</Suspense>;
}
