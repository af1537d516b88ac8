import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isAuthError, type User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';
import { alertError } from '../../../ui/error-message';
import { alertNeutral, alertSuccess } from '../../../ui/notifications';
import { useOwnRequest } from '../../session/own-request';
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

/** Cache keys contain the user, so that no other user sees their data. */
export function devicesKey({ id }: Pick<User, 'id'>) {
  return ['user', id, 'devices'] as const;
}

export function useDevices(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: devicesKey(user),
    queryFn: ({ signal }) => client.request<Device[]>('sessions/', { signal }),
    select: currentFirst,
  });
}

/** The server sorts by use, of which it learns from time to time. This device is in use. */
function currentFirst(devices: Device[]): Device[] {
  return [...devices].sort((a, b) => Number(b.current) - Number(a.current));
}

/** Ends the session of one device, or of all others with `null`. */
export function useEndSession(user: User) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  return useEnding(
    user,
    (id: string | null) => request(id === null ? 'sessions/' : `sessions/${id}/`, { method: 'DELETE' }),
    (id) => t(id === null ? 'devices.othersEnded' : 'devices.ended'),
  );
}

/** Ends the session of one device, and makes the next login there one with a new device. */
export function useForgetDevice(user: User) {
  const { t } = useTranslation();
  const request = useOwnRequest();
  return useEnding(
    user,
    (id: string) => request(`sessions/${id}/forget/`, { method: 'POST' }),
    () => t('devices.forgotten'),
  );
}

/** Updates the list, then reloads it. Says what has become of it, also to a user who has opened another section. */
function useEnding<Id extends string | null>(user: User, end: (id: Id) => Promise<unknown>, done: (id: Id) => string) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const queryKey = devicesKey(user);
  return useMutation({
    mutationFn: end,
    onSuccess: (_, id) => {
      queries.setQueryData<Device[]>(queryKey, (devices) =>
        devices?.filter((device) => device.current || (id !== null && device.id !== id)),
      );
      alertSuccess(done(id));
    },
    onError: (error) => {
      if (isAuthError(error) && error.code === 'not_found') alertNeutral(t('devices.gone'));
      else alertError(error);
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey });
    },
  });
}
