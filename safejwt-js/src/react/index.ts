'use client';

export { useAuth, useUser } from './hooks.js';
export { AuthProvider, useAuthClient } from './provider.js';
export { RequireAuth } from './require-auth.js';
export { useAuthSuspense } from './suspense.js';

// Types only from here on.

export type { Auth } from './hooks.js';
export type { AuthProviderProps } from './provider.js';
export type { RequireAuthProps } from './require-auth.js';
export type { KnownAuth } from './suspense.js';
