import { useQuery } from '@tanstack/react-query';
import type { User } from 'safejwt-js';
import { useAuthClient } from 'safejwt-js/react';

export interface Address {
  email: string;
  /** Whether the link in the message to it was opened. */
  verified: boolean;
  /** The one that takes its place when the link in the message to that is opened. */
  pending: string | null;
}

export function addressKey({ id }: Pick<User, 'id'>) {
  return ['person', id, 'address'] as const;
}

export function useAddress(user: User) {
  const client = useAuthClient();
  return useQuery({
    queryKey: addressKey(user),
    queryFn: ({ signal }) => client.request<Address>('email/', { signal }),
  });
}
