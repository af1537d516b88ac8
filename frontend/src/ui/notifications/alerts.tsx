import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import i18next from 'i18next';

const success = () => ({ color: 'harbor', icon: <IconCheck size={18} aria-hidden />, ...closable() });
const failure = () => ({ color: 'red', icon: <IconAlertTriangle size={18} aria-hidden />, ...closable() });
const closable = () => ({ withCloseButton: true, closeButtonProps: { 'aria-label': i18next.t('app.close') } });

/** A message after something the person did. It is announced (`role="alert"`) and closes by itself. */
export function alertSuccess(message: string): void {
  notifications.show({ ...success(), message });
}

/** A message about something that did not work. It stays until it is closed. */
export function alertFailure(message: string): void {
  notifications.show({ ...failure(), message, autoClose: false });
}

/** One message for a logout: that it is under way, and how it ended. */
const LOGOUT = 'logout';

/** The page is signed out already; the server has not answered yet. */
export function alertLoggingOut(): void {
  notifications.hide(LOGOUT);
  const message = i18next.t('session.loggingOut');
  notifications.show({ id: LOGOUT, loading: true, withCloseButton: false, autoClose: false, message });
}

export function alertLoggedOut(message = i18next.t('session.loggedOut')): void {
  notifications.update({ id: LOGOUT, ...success(), loading: false, autoClose: true, message });
}

export function alertLoggedOutElsewhere(): void {
  notifications.show({ id: LOGOUT, ...success(), message: i18next.t('session.loggedOutElsewhere') });
}

/** This page is signed out, but the browser still has the refresh cookie: loading the page would sign in again. */
export function alertLogoutFailed(): void {
  const message = i18next.t('session.logoutFailed');
  notifications.update({ id: LOGOUT, ...failure(), loading: false, autoClose: false, message });
}
