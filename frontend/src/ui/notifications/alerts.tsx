import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react';
import i18next from 'i18next';
import type { ReactNode } from 'react';

/** One at most: the latest outcome replaces the one before, which could contradict it. */
const outcome = 'outcome';

/** Shows the result of something the user did. It is announced (`role="alert"`) and closes by itself. */
export function alertSuccess(message: string): void {
  replaceOutcome({ ...successOptions(), message });
}

/** Shows an error. It stays until the user closes it, or does something else. */
export function alertFailure(message: ReactNode): void {
  replaceOutcome({ ...failureOptions(), message, autoClose: false });
}

/** Shows what is neither a success nor an error, and closes by itself. */
export function alertNeutral(message: string): void {
  replaceOutcome({ color: 'gray', icon: <IconInfoCircle size="1.125rem" aria-hidden />, ...closable(), message });
}

/** The user tries something again, or the page itself shows what has become of it. */
export function hideOutcome(): void {
  notifications.hide(outcome);
}

function replaceOutcome(options: Parameters<typeof notifications.show>[0]): void {
  hideOutcome();
  notifications.show({ id: outcome, ...options });
}

export function successOptions() {
  return { color: 'harbor', icon: <IconCheck size="1.125rem" aria-hidden />, ...closable() };
}

function failureOptions() {
  return { color: 'red', icon: <IconAlertTriangle size="1.125rem" aria-hidden />, ...closable() };
}

function closable() {
  return { withCloseButton: true, closeButtonProps: { 'aria-label': i18next.t('app.close') }, onClose: keepFocus };
}

/** The pressed button disappears. */
function keepFocus(): void {
  if (document.activeElement?.closest('.mantine-Notification-root')) {
    document.getElementById('main')?.focus({ preventScroll: true });
  }
}
