import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import type { UserAgent } from './device-name';

/** A browser with a session. Times are ISO 8601. */
export interface Device extends UserAgent {
  id: string;
  ip: string | null;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  /** How the user logged in, as RFC 8176 names it. */
  amr: readonly string[];
  current: boolean;
}

/** `forget` also makes the next login there one with a new device. */
export type Ending = 'end' | 'forget';

/** Cache keys contain the user, so that no other user sees their data. */
export function devicesKey({ id }: Pick<User, 'id'>) {
  return ['user', id, 'devices'] as const;
}

export function useDevices(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: devicesKey(user),
    queryFn: ({ signal }) => client.request<Device[]>('sessions/', { signal }),
  });
}

interface Ended {
  /** The session, or `null` for all others. */
  id: string | null;
  how: Ending;
}

/** Ends the session of one device, or of all others. Updates the list, then reloads it. */
export function useEndSession(user: User) {
  const client = useAuthClient();
  const queries = useQueryClient();
  const queryKey = devicesKey(user);
  return useMutation({
    mutationFn: ({ id, how }: Ended) => {
      if (how === 'forget') return client.request(`sessions/${id}/forget/`, { method: 'POST' });
      return client.request(id === null ? 'sessions/' : `sessions/${id}/`, { method: 'DELETE' });
    },
    onSuccess: (_, { id }) => {
      queries.setQueryData<Device[]>(queryKey, (devices) =>
        devices?.filter((device) => device.current || (id !== null && device.id !== id)),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
