import { useQuery } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import type { UserAgent } from '../devices/device-name';

/** What happened to a person's account, and where it came from, as far as that is known. */
export interface SecurityEvent extends UserAgent {
  /** A name of the server's table of events. */
  event: string;
  /** ISO 8601. */
  occurredAt: string;
  sessionId: string | null;
  /** Why a session was ended; else empty. */
  reason: string;
  userAgent: string;
  ip: string | null;
  /** Whether this session did it. */
  current: boolean;
}

export function activityKey({ id }: Pick<User, 'id'>) {
  return ['person', id, 'activity'] as const;
}

/** The last events, the newest first; the server names no more than some. */
export function useActivity(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: activityKey(user),
    queryFn: ({ signal }) => client.request<SecurityEvent[]>('events/', { signal }),
    select: withoutRepetitions,
  });
}

/** That a copied session was ended is told by the event of its being found. */
function withoutRepetitions(events: SecurityEvent[]): SecurityEvent[] {
  return events.filter(({ event, reason }) => event !== 'authn_token_revoked' || reason !== 'reused');
}
