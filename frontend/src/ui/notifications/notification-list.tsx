import { Notifications } from '@mantine/notifications';

/** The notifications in the corner of the screen. Large text needs more than the default height. */
export default function NotificationList() {
  return <Notifications position="bottom-right" autoClose={7000} containerWidth={400} notificationMaxHeight="100dvh" />;
}
