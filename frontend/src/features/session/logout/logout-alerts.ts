import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { failureOptions, successOptions } from '../../../ui/notifications';

/** One notification shows the progress and the result of a logout. */
const id = 'logout';

/** The page is logged out already. The response of the server is pending. */
export function alertLoggingOut(): void {
  notifications.hide(id);
  const message = i18next.t('session.loggingOut');
  notifications.show({ id, loading: true, withCloseButton: false, autoClose: false, message });
}

export function alertLoggedOut(message = i18next.t('session.loggedOut')): void {
  notifications.update({ id, ...successOptions(), loading: false, autoClose: true, message });
}

export function alertLoggedOutElsewhere(): void {
  notifications.show({ id, ...successOptions(), message: i18next.t('session.loggedOutElsewhere') });
}

/** This page is logged out, but the browser still has the refresh cookie: a reload would log in again. */
export function alertLogoutFailed(): void {
  const message = i18next.t('session.logoutFailed');
  notifications.update({ id, ...failureOptions(), loading: false, autoClose: false, message });
}
