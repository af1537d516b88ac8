import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import i18next from 'i18next';
import type { ReactNode } from 'react';

/** One at most: the latest success replaces the one before. */
const success = 'success';

/** Shows the result of something the user did. It is announced (`role="alert"`) and closes by itself. */
export function alertSuccess(message: string): void {
  hideSuccess();
  notifications.show({ id: success, ...successOptions(), message });
}

export function hideSuccess(): void {
  notifications.hide(success);
}

/** Shows an error. It stays until the user closes it. */
export function alertFailure(message: ReactNode): void {
  notifications.show({ ...failureOptions(), message, autoClose: false });
}

/** Shows what is neither a success nor an error, and closes by itself. */
export function alertNeutral(message: string): void {
  notifications.show({ color: 'gray', icon: <IconInfoCircle size={18} aria-hidden />, ...closable(), message });
}

export function successOptions() {
  return { color: 'harbor', icon: <IconCheck size={18} aria-hidden />, ...closable() };
}

function failureOptions() {
  return { color: 'red', icon: <IconAlertTriangle size={18} aria-hidden />, ...closable() };
}

function closable() {
  return { withCloseButton: true, closeButtonProps: { 'aria-label': i18next.t('app.close') } };
}
