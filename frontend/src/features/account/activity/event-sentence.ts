import type { TFunction } from 'i18next';
import en from '../../../i18n/locales/en.json';
import type { SecurityEvent } from './activity-query';

type Known = keyof typeof en.activity.events;
type Reason = keyof typeof en.activity.endings;

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
  return isKnown(event) ? t(`activity.events.${event}`) : t('activity.unknown', { event: event.replaceAll('_', ' ') });
}

export function isAlarming({ event }: Pick<SecurityEvent, 'event'>): boolean {
  return ALARMING.includes(event);
}

function isKnown(event: string): event is Known {
  return Object.hasOwn(en.activity.events, event);
}

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(en.activity.endings, reason);
}
