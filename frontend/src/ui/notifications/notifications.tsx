import { useNotifications } from '@mantine/notifications';
import { lazy, Suspense, useState } from 'react';

const List = lazy(() => import('./notification-list'));

/** What shows the messages is loaded with the first of them, and stays. */
export function Notifications() {
  const { notifications } = useNotifications();
  const [needed, setNeeded] = useState(false);
  if (notifications.length > 0 && !needed) setNeeded(true);
  return <Suspense>{needed && <List />}</Suspense>;
}
