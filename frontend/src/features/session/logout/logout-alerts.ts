import { notifications } from '@mantine/notifications';
import i18next from 'i18next';
import { hideOutcome, successOptions } from '../../../ui/notifications';

/** One notification shows the progress and the result of a logout. */
const id = 'logout';

/** The page hides the user already. The response of the server is pending. */
export function alertLoggingOut(): void {
  const message = i18next.t('session.loggingOut');
  replace({ loading: true, withCloseButton: false, autoClose: false, message });
}

export function alertLoggedOut(message = i18next.t('session.loggedOut')): void {
  replace({ ...successOptions(), message });
}

/** Another tab has ended the session, or the browser has lost its cookie. This page cannot tell which. */
export function alertNotAnyMore(): void {
  replace({ ...successOptions(), message: i18next.t('session.notAnyMore') });
}

/** The logout has failed, or a user has logged in again. */
export function hideLogoutAlert(): void {
  notifications.hide(id);
}

function replace(options: Parameters<typeof notifications.show>[0]): void {
  hideLogoutAlert();
  // What happened before concerned the session that ends.
  hideOutcome();
  notifications.show({ id, ...options });
}
