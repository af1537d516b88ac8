import { useNotifications } from '@mantine/notifications';
import { type ComponentType, useEffect, useState } from 'react';

/** Loads the list with the first notification, and keeps it. Without a connection, the next one tries again. */
export function Notifications() {
  const { notifications } = useNotifications();
  const [List, setList] = useState<ComponentType | null>(null);
  const isMissing = List === null && notifications.length > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each notification is an attempt
  useEffect(() => {
    if (!isMissing) return;
    let gone = false;
    import('./notification-list').then(
      (loaded) => gone || setList(() => loaded.default),
      () => undefined, // The page goes on without it.
    );
    return () => {
      gone = true;
    };
  }, [isMissing, notifications]);
  return List && <List />;
}
