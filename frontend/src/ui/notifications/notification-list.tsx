import { Notifications } from '@mantine/notifications';

/** The notifications in the corner of the screen. */
export default function NotificationList() {
  return <Notifications position="bottom-right" autoClose={7000} containerWidth={400} />;
}
