import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import type { UserAgent } from './device-name';

/** A signed-in browser; times are ISO 8601. */
export interface Device extends UserAgent {
  id: string;
  userAgent: string;
  ip: string | null;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  current: boolean;
}

/** What is cached is kept under the person it belongs to. */
export function devicesKey({ id }: Pick<User, 'id'>) {
  return ['person', id, 'devices'] as const;
}

export function useDevices(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: devicesKey(user),
    queryFn: ({ signal }) => client.request<Device[]>('sessions/', { signal }),
  });
}

/** Ends the session on one device, or with `null` on all others; the list is right at once, and read again. */
export function useEndSession(user: User) {
  const client = useAuthClient();
  const queries = useQueryClient();
  const queryKey = devicesKey(user);
  return useMutation({
    mutationFn: (id: string | null) =>
      client.request(id === null ? 'sessions/' : `sessions/${id}/`, { method: 'DELETE' }),
    onSuccess: (_, id) => {
      queries.setQueryData<Device[]>(queryKey, (devices) =>
        devices?.filter((device) => device.current || (id !== null && device.id !== id)),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}
