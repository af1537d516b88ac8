import { Badge, Text } from '@mantine/core';
import {
  type Icon,
  IconDoorExit,
  IconHistory,
  IconKey,
  IconLogin2,
  IconMail,
  IconShieldExclamation,
  IconUserCircle,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { TimeStamp } from '../../../ui/time-stamp';
import { deviceName } from '../devices/device-name';
import classes from './activity.module.css';
import type { SecurityEvent } from './activity-query';
import { eventSentence, isAlarming, isByAnother } from './event-sentence';

/** Icons by the prefix of the event's name. */
const ICONS: readonly (readonly [string, Icon])[] = [
  ['authn_login', IconLogin2],
  ['authn_token_revoked', IconDoorExit],
  ['authn_', IconKey],
  ['email_', IconMail],
  ['mail_', IconMail],
  ['user_', IconUserCircle],
];

export function ActivityRow({ event }: { event: SecurityEvent }) {
  const { t } = useTranslation();
  const device = deviceName(t, event);
  const alarming = isAlarming(event);
  const EventIcon = alarming
    ? IconShieldExclamation
    : (ICONS.find(([beginning]) => event.event.startsWith(beginning))?.[1] ?? IconHistory);
  return (
    // Focusable for the first event that “Show more” reveals.
    <li className={classes.event} tabIndex={-1}>
      <EventIcon
        size="1.375rem"
        stroke={1.6}
        aria-hidden
        className={classes.icon}
        data-alarming={alarming || undefined}
      />
      <div className={classes.description}>
        <Text className={classes.sentence}>{eventSentence(t, event)}</Text>
        <Text size="sm" c="dimmed" className={classes.facts}>
          <TimeStamp value={event.occurredAt} />
          {/* Events caused by the server have no device. */}
          {event.userAgent && <span>{isByAnother(event) ? t('activity.by', { device }) : device}</span>}
          {event.ip && <span>{event.ip}</span>}
        </Text>
      </div>
      {event.current && (
        <Badge className={classes.here} variant="light" size="lg" tt="none">
          {t('devices.here')}
        </Badge>
      )}
    </li>
  );
}
