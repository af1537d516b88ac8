import type { TFunction } from 'i18next';
import en from '../../../i18n/locales/en.json';
import { deviceName } from '../devices/device-name';
import type { SecurityEvent } from './activity-query';

type Known = keyof typeof en.activity.events;
type Reason = keyof typeof en.activity.endings;
type DeviceReason = keyof typeof en.activity.deviceEndings;
type Limit = keyof typeof en.activity.limits;
type Mail = keyof typeof en.activity.mails;
type Retry = keyof typeof en.activity.retries;
type Update = keyof typeof en.activity.updates;

/** Events that deserve attention if the user did not cause them. */
const ALARMING = [
  'authn_link_password_fail',
  'authn_password_change_fail',
  'authn_reauthentication_fail',
  'authn_token_reuse',
  'mail_given_up',
];

type Described = Pick<SecurityEvent, 'event' | 'reason'> & Partial<Pick<SecurityEvent, 'device' | 'count'>>;

/** Whether the event was caused by another device than the one it is about. */
export function isByAnother({ reason, device, count }: Pick<SecurityEvent, 'reason' | 'device' | 'count'>): boolean {
  return count !== null || (device !== null && (reason === 'revoked' || reason === 'forgotten'));
}

/** Describes an event. For events of a newer server that this app does not know, it shows their name. */
export function eventSentence(t: TFunction, { event, reason, device, count }: Described): string {
  if (event === 'authn_token_revoked') {
    if (count) return t('activity.endedTogether', { count });
    if (device && isDeviceReason(reason))
      return t(`activity.deviceEndings.${reason}`, { device: deviceName(t, device) });
    if (isReason(reason)) return t(`activity.endings.${reason}`);
  }
  if (event === 'authn_token_retry_elsewhere' && isRetry(reason)) return t(`activity.retries.${reason}`);
  if (event === 'user_updated' && isUpdate(reason)) return t(`activity.updates.${reason}`);
  if (event === 'excess_rate_limit_exceeded' && isLimit(reason)) return t(`activity.limits.${reason}`);
  if (event === 'mail_sent' && isMail(reason)) return t(`activity.mails.${reason}`);
  return isKnown(event) ? t(`activity.events.${event}`) : t('activity.unknown', { event: event.replaceAll('_', ' ') });
}

/** A device that changes networks is no cause for alarm. A session in two browsers is. */
export function isAlarming({ event, reason }: Pick<SecurityEvent, 'event' | 'reason'>): boolean {
  return event === 'authn_token_retry_elsewhere' ? reason !== 'network' : ALARMING.includes(event);
}

function isKnown(event: string): event is Known {
  return Object.hasOwn(en.activity.events, event);
}

function isDeviceReason(reason: string): reason is DeviceReason {
  return Object.hasOwn(en.activity.deviceEndings, reason);
}

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(en.activity.endings, reason);
}

function isLimit(reason: string): reason is Limit {
  return Object.hasOwn(en.activity.limits, reason);
}

function isMail(reason: string): reason is Mail {
  return Object.hasOwn(en.activity.mails, reason);
}

function isRetry(reason: string): reason is Retry {
  return Object.hasOwn(en.activity.retries, reason);
}

function isUpdate(reason: string): reason is Update {
  return Object.hasOwn(en.activity.updates, reason);
}
