import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';

const closeButtonProps = { 'aria-label': 'Close message' };
const success = { color: 'harbor', icon: <IconCheck size={18} aria-hidden />, closeButtonProps };
const failure = { color: 'red', icon: <IconAlertTriangle size={18} aria-hidden />, closeButtonProps };

/** A message after something the person did. It is announced (`role="alert"`) and closes by itself. */
export function alertSuccess(message: string): void {
  notifications.show({ ...success, message });
}

/** A message about something that did not work. It stays until it is closed. */
export function alertFailure(message: string): void {
  notifications.show({ ...failure, message, autoClose: false });
}

const LOGOUT = 'logout';

/** A logout, made here or in another tab. */
export function alertLoggedOut(): void {
  notifications.show({ ...success, id: LOGOUT, message: 'You have logged out.' });
}

/** This page is signed out, but the browser still has the refresh cookie: loading the page would sign in again. */
export function alertLogoutFailed(): void {
  notifications.hide(LOGOUT);
  alertFailure('The logout did not reach the server. Reload this page when you are connected, and log out again.');
}
