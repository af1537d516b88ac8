import { useQuery } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import type { UserAgent } from '../devices/device-name';

/** A security event of the account, and its origin as far as it is known. */
export interface SecurityEvent extends UserAgent {
  /** The name of the event. The manual lists all names. */
  event: string;
  /** ISO 8601. */
  occurredAt: string;
  sessionId: string | null;
  /** Why a session ended, or what differs in a retry from elsewhere. Empty for most other events. */
  reason: string;
  ip: string | null;
  /** The device whose session has ended; the other properties describe the browser that ended it. */
  device: UserAgent | null;
  /** How many sessions ended together, if more than one. */
  count: number | null;
  /** Whether the event belongs to this session. */
  current: boolean;
}

export function activityKey({ id }: Pick<User, 'id'>) {
  return ['user', id, 'activity'] as const;
}

/** The latest events, newest first. The server limits their number. */
export function useActivity(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: activityKey(user),
    queryFn: ({ signal }) => client.request<SecurityEvent[]>('events/', { signal }),
    select: withoutDuplicates,
  });
}

/** Token reuse is an event of its own, so the revocation it caused is not listed again. */
function withoutDuplicates(events: SecurityEvent[]): SecurityEvent[] {
  return events.filter(({ event, reason }) => event !== 'authn_token_revoked' || reason !== 'reused');
}
