import type { TFunction } from 'i18next';
import en from '../../../i18n/locales/en.json';
import type { SecurityEvent } from './activity-query';

type Known = keyof typeof en.activity.events;
type Reason = keyof typeof en.activity.endings;
type Retry = keyof typeof en.activity.retries;

/** Events that deserve attention if the user did not cause them. */
const ALARMING = [
  'authn_link_password_fail',
  'authn_password_change_fail',
  'authn_reauthentication_fail',
  'authn_token_reuse',
  'mail_given_up',
];

/** Describes an event. For events of a newer server that this app does not know, it shows their name. */
export function eventSentence(t: TFunction, { event, reason }: Pick<SecurityEvent, 'event' | 'reason'>): string {
  if (event === 'authn_token_revoked' && isReason(reason)) return t(`activity.endings.${reason}`);
  if (event === 'authn_token_retry_elsewhere' && isRetry(reason)) return t(`activity.retries.${reason}`);
  return isKnown(event) ? t(`activity.events.${event}`) : t('activity.unknown', { event: event.replaceAll('_', ' ') });
}

/** A device that changes networks is no cause for alarm. A session in two browsers is. */
export function isAlarming({ event, reason }: Pick<SecurityEvent, 'event' | 'reason'>): boolean {
  return event === 'authn_token_retry_elsewhere' ? reason !== 'network' : ALARMING.includes(event);
}

function isKnown(event: string): event is Known {
  return Object.hasOwn(en.activity.events, event);
}

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(en.activity.endings, reason);
}

function isRetry(reason: string): reason is Retry {
  return Object.hasOwn(en.activity.retries, reason);
}
